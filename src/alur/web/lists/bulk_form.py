"""The form of a change of many records: what can be done, what its inputs offer, what was typed as a plain act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from alur.automation.operations.bulk.products import STEPS
from alur.kernel.dates import iso, parse_day
from alur.kernel.ids import id_from
from alur.kernel.money import parse_number
from alur.kernel.refusal import N_, Refusal
from alur.pipeline.access import owners_seen_by
from alur.pipeline.models import CloseReason, Stage, Status
from alur.tenancy.models import Member
from alur.web.activities.finding import when_typed
from alur.web.activities.kinds import GLYPHS, PLANNED, days_ahead, kind_names
from alur.web.deals.closure import LATER, NEVER
from alur.web.lists.bulk_fields import field_offer, field_typed
from alur.web.shell.requests import MemberRequest

NOBODY = "none"
MINUS = ("-", "\u2212")
OUTCOMES = (Status.WON, Status.LOST, Status.NOT_A_FIT, Status.POSTPONED)


@dataclass(frozen=True)
class Doing:
    """One of the things that can be done: its button, the head of its form, and the button that does it."""

    name: str
    icon: str
    title: str
    button: str
    is_bad: bool = False


def doings(kind: str) -> list[Doing]:
    """In the order of the bar."""
    owner = Doing("owner", "swap", _("Hand over"), _("Hand over"))
    tags = Doing("tags", "edit", _("Tags"), _("Change tags"))
    step = Doing("step", "cal", _("Schedule"), _("Schedule"))
    field = Doing("field", "table", _("Change a field"), _("Change"))
    gone = Doing("delete", "trash", _("Delete"), _("Delete"), is_bad=True)
    if kind == "deal":
        return [
            Doing("stage", "right", _("Move to a stage"), _("Move")),
            owner,
            step,
            field,
            tags,
            Doing("close", "check", _("Close deals"), _("Close deals")),
            gone,
        ]
    if kind == "activity":
        return [
            Doing("due", "cal", _("Move the day"), _("Move")),
            Doing("done", "check", _("Mark as done"), _("Mark as done")),
            owner,
            gone,
        ]
    if kind == "product":
        return [field, Doing("price", "up", _("Change prices"), _("Change prices")), gone]
    return [owner, step, field, tags, gone] if kind == "organization" else [owner, step, field, gone]


def plain_typed(request: MemberRequest, kind: str) -> dict[str, Any]:
    """What is to be done, as operations take it. Raises Refusal by field for what cannot be read."""
    do = request.POST.get("do", "")
    if do == "field":
        return {"do": do, **field_typed(request, kind)}
    read = _TYPED.get(do)
    return {"do": do, **(read(request) if read else {})}


def inputs_of(request: MemberRequest, kind: str, do: str) -> dict[str, Any]:
    """What the form of one act offers."""
    if do == "field":
        return field_offer(request, kind)
    offer = _OFFERS.get(do)
    return offer(request) if offer else {}


def _stage_typed(request: MemberRequest) -> dict[str, Any]:
    return {"stage": request.POST.get("stage", "")}


def _owner_typed(request: MemberRequest) -> dict[str, Any]:
    owner = request.POST.get("owner", "")
    if not owner:
        raise Refusal(N_("Choose who gets them."), field="owner")
    return {"owner": None if owner == NOBODY else owner}


def _tags_typed(request: MemberRequest) -> dict[str, Any]:
    return {name: request.POST.get(name, "").split(",") for name in ("add", "remove")}


def _close_typed(request: MemberRequest) -> dict[str, Any]:
    post = request.POST
    outcome, again = post.get("outcome", ""), post.get("again", "")
    asked_for = outcome != Status.NOT_A_FIT or again == LATER
    until = post.get("until", "").strip() if asked_for else ""
    if outcome == Status.NOT_A_FIT and again == LATER and not until:
        raise Refusal(N_("Choose a day after today to ask again."), field="until")
    return {
        "outcome": outcome,
        "reason": post.get("other", "").strip() or post.get("reason", ""),
        "until": parse_day(until, field="until").isoformat() if until else None,
        **({"never_again": True} if outcome == Status.NOT_A_FIT and again == NEVER else {}),
    }


def _step_typed(request: MemberRequest) -> dict[str, Any]:
    when = when_typed(request)
    if when is None:
        raise Refusal(N_("Choose a day."), field="due_on")
    post = request.POST
    return {
        "kind": post.get("kind", ""), "title": post.get("title", ""), "due_at": iso(when[0]), "is_timed": when[1]
    }  # fmt: skip


def _due_typed(request: MemberRequest) -> dict[str, Any]:
    on, days = (request.POST.get(name, "").strip() for name in ("on", "days"))
    if on:
        return {"on": parse_day(on, field="on").isoformat()}
    sign, digits = -1 if days[:1] in MINUS else 1, days.lstrip("+-\u2212")
    return {"days": sign * int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 5 else None}


def _done_typed(request: MemberRequest) -> dict[str, Any]:
    return {"outcome": request.POST.get("outcome", "")}


def _price_typed(request: MemberRequest) -> dict[str, Any]:
    text = request.POST.get("percent", "").replace("%", "").strip()
    sign, digits = "-" if text[:1] in MINUS else "", text.lstrip("+-\u2212 ")
    percent = f"{sign}{parse_number(digits, request.f.language, field='percent')}" if digits[:1].isdigit() else ""
    step = request.POST.get("step", "1")
    return {"percent": percent, "step": int(step) if step.isascii() and step.isdigit() and len(step) < 9 else 0}


_TYPED: dict[str, Callable[[MemberRequest], dict[str, Any]]] = {
    "stage": _stage_typed,
    "owner": _owner_typed,
    "tags": _tags_typed,
    "close": _close_typed,
    "step": _step_typed,
    "due": _due_typed,
    "done": _done_typed,
    "price": _price_typed,
}


def _stage_offer(request: MemberRequest) -> dict[str, Any]:
    """Stages by pipeline."""
    rows = Stage.objects.filter(
        workspace_id=request.workspace.id, deleted_at__isnull=True, pipeline__deleted_at__isnull=True
    ).select_related("pipeline")
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in rows.order_by("pipeline__position", "pipeline_id", "position"):
        groups.setdefault(one.pipeline.name, []).append((str(one.id), one.name_in(request.f.language)))
    return {"stages": list(groups.items())}


def _owner_offer(request: MemberRequest) -> dict[str, Any]:
    members = Member.objects.filter(workspace_id=request.workspace.id, is_active=True).order_by("name")
    seen = owners_seen_by(request.member)
    members = members if seen is None else members.filter(id__in=seen)
    named = [(str(row_id), name) for row_id, name in members.values_list("id", "name")]
    return {"owners": [("", _("Choose")), *named, (NOBODY, _("Nobody"))]}


def _close_offer(request: MemberRequest) -> dict[str, Any]:
    outcome = request.POST.get("outcome", "")
    reasons = CloseReason.objects.filter(
        workspace_id=request.workspace.id, outcome=outcome, deleted_at__isnull=True
    ).order_by("position")
    titles = {"won": _("Won"), "lost": _("Lost"), "not_a_fit": _("Not a fit"), "postponed": _("Postponed")}
    return {
        "outcomes": [(one.value, titles[one.value]) for one in OUTCOMES],
        "whom": _("their companies, or the people of a deal without one,"),
        "planned": 0,
        "reasons": [(str(one.id), one.name_in(request.f.language)) for one in reasons],
    }


def _step_offer(request: MemberRequest) -> dict[str, Any]:
    names = kind_names()
    return {"kinds": [(kind, names[kind]) for kind in PLANNED], "glyphs": GLYPHS, "days": days_ahead(request.f)}


def _price_offer(request: MemberRequest) -> dict[str, Any]:
    f = request.f
    return {"steps": [(str(step), f.money(step) if step > 1 else _("Do not round")) for step in STEPS]}


_OFFERS: dict[str, Callable[[MemberRequest], dict[str, Any]]] = {
    "stage": _stage_offer,
    "owner": _owner_offer,
    "close": _close_offer,
    "step": _step_offer,
    "price": _price_offer,
}


def picked_in(request: MemberRequest) -> list[int]:
    """The ids of the rows that were picked, from the list's boxes or from the form that they were carried into."""
    texts = [*request.POST.getlist("pick"), *request.POST.get("picked", "").split(",")]
    return sorted({found for found in map(id_from, texts) if found})
