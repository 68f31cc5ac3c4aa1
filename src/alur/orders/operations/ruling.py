"""How a workspace sells, set by its owners: logo, limits of what a seller offers alone, rates of PPN."""

from __future__ import annotations

import base64
import io
import warnings
from collections.abc import Mapping
from datetime import date, datetime
from typing import IO, Any

from alur.events.changing import Keeping
from alur.events.recording import Operation, operation
from alur.events.undoing import inverse_of
from alur.kernel.ids import new_id
from alur.kernel.money import LARGEST
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.orders import facts
from alur.orders.models import Logo, QuoteRules, TaxRate
from alur.orders.queries.rules import own_rates, rules_of
from alur.tenancy.models import Member, Workspace

WHOLE = 10_000
MOST_BYTES = 2 << 20
MOST_POINTS = 25_000_000
WIDEST, HIGHEST = 640, 240
KEPT_LOGOS = 5
"""So many of the last stay, for whoever takes a change back."""

keeping = Keeping(
    "tax_rate",
    TaxRate,
    made=facts.TaxRateAdded,
    edited=facts.TaxRateEdited,
    deleted=facts.TaxRateRemoved,
    restored=facts.TaxRateRestored,
)


def set_limits(
    workspace_id: int, *, most_discount: int | None, most_value: int | None, by: Member | None, at: datetime
) -> None:
    """Basis points, and minor units of the workspace's currency; None is no limit. Refusal by field."""
    if most_discount is not None and not 0 <= most_discount <= WHOLE:
        raise Refusal(N_("Type a discount from 0 to 100 percent."), field="most_discount")
    if most_value is not None and not 0 <= most_value <= LARGEST:
        raise Refusal(N_("This amount is too large."), field="most_value")
    _set(workspace_id, {"most_discount": most_discount, "most_value": most_value}, by=by, at=at)


def set_logo(workspace_id: int, content: IO[bytes], name: str, *, by: Member | None, at: datetime) -> None:
    """Draw a picture anew, small and without anything but its points. Refusal for what is none; the old logo stays."""
    drawn = drawn_anew(content)
    with operation(workspace_id, by=by, at=at):
        logo = Logo(workspace_id=workspace_id, id=new_id(), content=drawn, name=name[:120], created_at=at)
        logo.save(force_insert=True)
        _set(workspace_id, {"logo_id": logo.id}, by=by, at=at)
        kept = Logo.objects.filter(workspace_id=workspace_id).order_by("-created_at", "-id")
        old = [one for one in kept.values_list("id", flat=True)[KEPT_LOGOS : KEPT_LOGOS * 2] if one != logo.id]
        Logo.objects.filter(workspace_id=workspace_id, id__in=old).delete()


def remove_logo(workspace_id: int, *, by: Member | None, at: datetime) -> None:
    _set(workspace_id, {"logo_id": None}, by=by, at=at)


def drawn_anew(content: IO[bytes]) -> str:
    """The points of a PNG or JPEG as a PNG in base64; nothing else that the file says is kept. Refusal by `logo`."""
    from PIL import Image, UnidentifiedImageError  # a quarter of a second, for the one who sends a logo

    if len(content.read(MOST_BYTES + 1)) > MOST_BYTES:
        raise Refusal(N_("This picture is larger than 2 MB. Send a smaller one."), field="logo")
    content.seek(0)
    unknown = N_("This is no picture that can be read. Send the logo as PNG or JPEG.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture: Any = Image.open(content, formats=("PNG", "JPEG"))
            if picture.width * picture.height > MOST_POINTS:
                raise Refusal(N_("This picture has too many points. Send a smaller one."), field="logo")
            picture.verify()
            content.seek(0)
            picture = Image.open(content, formats=("PNG", "JPEG"))
            picture.load()
    except Refusal:
        raise
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Warning, Image.DecompressionBombError):
        raise Refusal(unknown, field="logo") from None
    picture = picture.convert("RGBA")
    picture.thumbnail((WIDEST, HIGHEST))
    found = io.BytesIO()
    # A new picture has no memory of the one it was pasted from: no profile, no place where a photo was taken.
    fresh = Image.new("RGBA", picture.size)
    fresh.paste(picture)
    fresh.save(found, "PNG", optimize=True)
    return base64.b64encode(found.getvalue()).decode()


def add_rate(
    workspace: Workspace,
    *,
    valid_on: date,
    percent: int,
    base_of: int,
    base_whole: int,
    by: Member | None,
    at: datetime,
) -> TaxRate:
    """A rate of PPN from a day to come: what was priced up to today stays as it is. Refusal by field."""
    if valid_on <= at.astimezone(workspace.zone).date():
        raise Refusal(N_("Choose a day after today: what was priced before stays as it is."), field="valid_on")
    if not 0 <= percent <= WHOLE:
        raise Refusal(N_("Type a rate from 0 to 100 percent."), field="percent")
    if not 1 <= base_of <= base_whole <= 100:
        raise Refusal(N_("The base is a part of the price, such as 11 of 12."), field="base_of")
    with operation(workspace.id, by=by, at=at) as act:
        if any(one.valid_on == valid_on for one in own_rates(workspace.id)):
            raise Refusal(N_("There is a rate from this day already. Remove it first."), field="valid_on")
        rate = TaxRate(
            workspace_id=workspace.id, id=new_id(), valid_on=valid_on, percent=percent, base_of=base_of,
            base_whole=base_whole, created_at=at,
        )  # fmt: skip
        keeping.make(rate, act)
    return rate


def remove_rate(workspace: Workspace, rate: TaxRate, *, by: Member | None, at: datetime) -> None:
    """Before its day. Conflict for one that holds already."""
    if rate.valid_on <= at.astimezone(workspace.zone).date():
        raise Conflict(N_("This rate holds already: quotes were priced with it. Add the next one."))
    with operation(workspace.id, by=by, at=at) as act:
        keeping.delete(rate, act)


def _set(workspace_id: int, columns: Mapping[str, Any], *, by: Member | None, at: datetime) -> None:
    with operation(workspace_id, by=by, at=at) as act:
        Workspace.objects.select_for_update().get(id=workspace_id)
        rules = rules_of(workspace_id)
        changes = {name: [getattr(rules, name), new] for name, new in columns.items() if getattr(rules, name) != new}
        if not changes:
            return
        for name, (_old, new) in changes.items():
            setattr(rules, name, new)
        rules.save()
        act.record(facts.QuoteRulesSet(changes), about=[("workspace", workspace_id)])


@inverse_of(facts.QuoteRulesSet)
def take_back_rules(fact: facts.QuoteRulesSet, act: Operation) -> None:
    rules: QuoteRules = rules_of(act.workspace_id)
    if any(getattr(rules, name) != new for name, (_old, new) in fact.changes.items()):
        raise Conflict(N_("This was changed since; it cannot be undone."))
    columns = {name: old for name, (old, _new) in fact.changes.items()}
    logo_id = columns.get("logo_id")
    if logo_id is not None and not Logo.objects.filter(workspace_id=act.workspace_id, id=logo_id).exists():
        raise Conflict(N_("That logo was removed for good. Send it again."))
    _set(act.workspace_id, columns, by=act.by, at=act.at)
