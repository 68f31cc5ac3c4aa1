"""What is found out about a company: written down, changed, removed. Every verb is an event with its way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from alur.catalogue.models import ProductFamily
from alur.events.changing import Keeping
from alur.events.purging import purges
from alur.events.recording import operation
from alur.kernel.ids import new_id
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.people.models import Organization
from alur.research import facts
from alur.research.models import Competitor, Potential, ResearchNote
from alur.tenancy.models import Member

LARGEST = 10**15
LONGEST_NOTE = 5000

Row = TypeVar("Row", bound=ResearchNote | Potential | Competitor)

_NOTES = Keeping(
    "research_note", ResearchNote,
    made=facts.NoteMade, edited=facts.NoteEdited, deleted=facts.NoteRemoved, restored=facts.NoteRestored,
)  # fmt: skip
_POTENTIALS = Keeping(
    "potential", Potential,
    made=facts.PotentialMade, edited=facts.PotentialEdited, deleted=facts.PotentialRemoved,
    restored=facts.PotentialRestored,
)  # fmt: skip
_COMPETITORS = Keeping(
    "competitor", Competitor,
    made=facts.CompetitorMade, edited=facts.CompetitorEdited, deleted=facts.CompetitorRemoved,
    restored=facts.CompetitorRestored,
)  # fmt: skip
_KEEPING: dict[Any, Keeping] = {ResearchNote: _NOTES, Potential: _POTENTIALS, Competitor: _COMPETITORS}

purges("research_note", ResearchNote)
purges("potential", Potential)
purges("competitor", Competitor)


def write(
    model: type[Row],
    organization: Organization,
    values: Mapping[str, Any],
    *,
    row: Row | None = None,
    by: Member | None,
    at: datetime,
    today: date,
) -> Row:
    """Write a note, a potential or a competitor of a company; with `row` change that one. Nothing changed, no event.

    `values` are columns; what is left out of a change stays. Raises Refusal by field, Conflict where the row is gone.
    """
    with operation(organization.workspace_id, by=by, at=at) as act:
        held = _held(row) if row is not None else None
        columns = _CHECKS[model](organization, {**_columns_of(held), **values}, held, today)
        about = [("organization", organization.id)]
        if held is not None:
            _KEEPING[model].edit(held, columns, act, about=about)
            return held
        made = model(
            workspace_id=organization.workspace_id,
            id=new_id(),
            organization_id=organization.id,
            updated_at=at,
            **columns,
        )
        if isinstance(made, ResearchNote):
            made.created_at, made.author_id = at, by.id if by else None
        _KEEPING[model].make(made, act, about=about)
        return made


def remove(row: ResearchNote | Potential | Competitor, *, by: Member | None, at: datetime) -> None:
    """Take it off the company's page; undo brings it back, and after thirty days it is gone for good."""
    with operation(row.workspace_id, by=by, at=at) as act:
        _KEEPING[type(row)].delete(_held(row), act)


def _held(row: Row) -> Row:
    rows: Any = type(row)._default_manager.filter(workspace_id=row.workspace_id, id=row.id, deleted_at__isnull=True)
    found: Row | None = rows.select_for_update().first()
    if found is None:
        raise Conflict(N_("Someone has removed this meanwhile."))
    return found


def _columns_of(row: ResearchNote | Potential | Competitor | None) -> dict[str, Any]:
    if row is None:
        return {}
    names = {ResearchNote: _NOTE, Potential: _POTENTIAL, Competitor: _COMPETITOR}[type(row)]
    return {name: getattr(row, name) for name in names}


_NOTE = ("noted_on", "text", "source")
_POTENTIAL = ("family_id", "amount", "quantity", "note")
_COMPETITOR = ("name", "family_id", "strengths", "price_note")


def _note(company: Organization, values: Mapping[str, Any], row: Any, today: date) -> dict[str, Any]:
    text, source = str(values.get("text", "")).strip(), " ".join(str(values.get("source", "")).split())
    noted_on = values.get("noted_on") or today
    if not text:
        raise Refusal(N_("Write what was found out."), field="text")
    if noted_on > today:
        raise Refusal(N_("This day is still to come."), field="noted_on")
    return {"noted_on": noted_on, "text": text[:LONGEST_NOTE], "source": source[:500]}


def _potential(company: Organization, values: Mapping[str, Any], row: Any, today: date) -> dict[str, Any]:
    family_id = _family(company, values.get("family_id"), is_needed=True)
    amount, quantity = values.get("amount"), values.get("quantity")
    figure = amount if amount is not None else quantity
    if (amount is None) == (quantity is None) or figure is None or not 0 < figure <= LARGEST:
        raise Refusal(N_("Type how much it could be in a year, in money or in units."), field="figure")
    others = Potential.objects.filter(
        workspace_id=company.workspace_id, organization_id=company.id, family_id=family_id or 0, deleted_at__isnull=True
    )
    if others.exclude(workspace_id=company.workspace_id, id=row.id if row else 0).exists():
        raise Conflict(N_("This product family has its figure already. Change that one."), field="family")
    note = " ".join(str(values.get("note", "")).split())[:200]
    return {"family_id": family_id, "amount": amount, "quantity": quantity, "note": note}


def _competitor(company: Organization, values: Mapping[str, Any], row: Any, today: date) -> dict[str, Any]:
    name = " ".join(str(values.get("name", "")).split())[:120]
    if not name:
        raise Refusal(N_("Type who the competitor is."), field="name")
    return {
        "name": name,
        "family_id": _family(company, values.get("family_id"), is_needed=False),
        "strengths": str(values.get("strengths", "")).strip()[:500],
        "price_note": " ".join(str(values.get("price_note", "")).split())[:200],
    }


def _family(company: Organization, family_id: int | None, *, is_needed: bool) -> int | None:
    if family_id is None and not is_needed:
        return None
    rows = ProductFamily.objects.filter(workspace_id=company.workspace_id, id=family_id or 0, deleted_at__isnull=True)
    if not rows.exists():
        raise Refusal(N_("Choose a product family."), field="family")
    return family_id


_CHECKS: dict[Any, Any] = {ResearchNote: _note, Potential: _potential, Competitor: _competitor}


def write_all(
    model: type[Potential] | type[Competitor],
    organization: Organization,
    wanted: Sequence[Mapping[str, Any]],
    *,
    by: Member | None,
    at: datetime,
    today: date,
) -> None:
    """Have these and no others: what is of the same family (and name) is changed, what is not named is removed."""
    with operation(organization.workspace_id, by=by, at=at):
        rows: list[Any] = list(
            model.objects.filter(
                workspace_id=organization.workspace_id, organization_id=organization.id, deleted_at__isnull=True
            ).order_by("id")
        )
        for values in wanted:
            same = next((row for row in rows if _is_same(row, values)), None)
            if same is not None:
                rows.remove(same)
            write(model, organization, values, row=same, by=by, at=at, today=today)
        for row in rows:
            remove(row, by=by, at=at)


def _is_same(row: Potential | Competitor, values: Mapping[str, Any]) -> bool:
    return row.family_id == values.get("family_id") and (
        isinstance(row, Potential) or row.name.casefold() == str(values.get("name", "")).strip().casefold()
    )
