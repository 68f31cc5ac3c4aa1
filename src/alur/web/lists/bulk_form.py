"""The form of a change of many records: what can be done, what its inputs offer, what was typed as a plain act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from alur.automation.operations.bulk.deals import FIELDS
from alur.campaigns.models import Source
from alur.fields.models import RecordKind
from alur.kernel.dates import iso, parse_day
from alur.kernel.ids import id_from
from alur.kernel.refusal import N_, Refusal
from alur.pipeline.access import owners_seen_by
from alur.pipeline.models import CloseReason, Stage, Status
from alur.tenancy.models import Member
from alur.web.activities.finding import when_typed
from alur.web.activities.kinds import GLYPHS, PLANNED, days_ahead, kind_names
from alur.web.lists.words import temperatures
from alur.web.settings.custom import CustomInput, custom_changes, custom_inputs
from alur.web.shell.requests import MemberRequest

NOBODY = "none"
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
    gone = Doing("delete", "trash", _("Delete"), _("Delete"), is_bad=True)
    if kind == "deal":
        return [
            Doing("stage", "right", _("Move to a stage"), _("Move")),
            owner,
            Doing("step", "cal", _("Schedule"), _("Schedule")),
            Doing("field", "table", _("Change a field"), _("Change")),
            tags,
            Doing("close", "check", _("Close deals"), _("Close deals")),
            gone,
        ]
    return [owner, tags, gone] if kind == "organization" else [owner, gone]


def plain_typed(request: MemberRequest, kind: str) -> dict[str, Any]:
    """What is to be done, as operations take it. Raises Refusal by field for what cannot be read."""
    do = request.POST.get("do", "")
    read = _TYPED.get(do)
    return {"do": do, **(read(request) if read else {})}


def inputs_of(request: MemberRequest, kind: str, do: str) -> dict[str, Any]:
    """What the form of one act offers."""
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
    until = request.POST.get("until", "").strip()
    return {
        "outcome": request.POST.get("outcome", ""),
        "reason": request.POST.get("other", "").strip() or request.POST.get("reason", ""),
        "until": parse_day(until, field="until").isoformat() if until else None,
    }


def _step_typed(request: MemberRequest) -> dict[str, Any]:
    when = when_typed(request)
    if when is None:
        raise Refusal(N_("Choose a day."), field="due_on")
    post = request.POST
    return {
        "kind": post.get("kind", ""), "title": post.get("title", ""), "due_at": iso(when[0]), "is_timed": when[1]
    }  # fmt: skip


def _field_typed(request: MemberRequest) -> dict[str, Any]:
    name, text = request.POST.get("field", ""), request.POST.get("value", "").strip()
    if name.startswith("f") and name[1:].isdecimal():
        kept = custom_changes(request, RecordKind.DEAL)
        return {"field": name, "value": kept.get(name)}
    value: Any = text or None
    if name == "probability":
        digits = text.removesuffix("%").strip()
        value = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 4 else None
    elif name == "expected_close_on" and text:
        value = parse_day(text, field="value").isoformat()
    return {"field": name, "value": value}


_TYPED: dict[str, Callable[[MemberRequest], dict[str, Any]]] = {
    "stage": _stage_typed,
    "owner": _owner_typed,
    "tags": _tags_typed,
    "close": _close_typed,
    "step": _step_typed,
    "field": _field_typed,
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
        "reasons": [(str(one.id), one.name_in(request.f.language)) for one in reasons],
    }


def _step_offer(request: MemberRequest) -> dict[str, Any]:
    names = kind_names()
    return {"kinds": [(kind, names[kind]) for kind in PLANNED], "glyphs": GLYPHS, "days": days_ahead(request.f)}


def _field_offer(request: MemberRequest) -> dict[str, Any]:
    titles = {
        "temperature": _("Temperature"), "probability": _("Probability"), "expected_close_on": _("Expected close"),
        "source": _("Source"),
    }  # fmt: skip
    typed = {name: request.POST[name] for name in request.POST}
    own = custom_inputs(request, RecordKind.DEAL, {}, typed)
    chosen = request.POST.get("field", "")
    fields = [("", _("Choose")), *((name, titles[name]) for name in FIELDS), *((one.key, one.label) for one in own)]
    return {"fields": fields, "input": _input(request, chosen, own, typed.get("value", ""))}


def _input(request: MemberRequest, name: str, own: Sequence[CustomInput], typed: str) -> CustomInput | None:
    """The input of the chosen field."""
    if name == "temperature":
        options = [("", _("Choose")), *((key, title) for key, title, _glyph in temperatures())]
        return CustomInput("value", _("Temperature"), "choice", typed, options)
    if name == "source":
        rows = Source.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True).order_by("position")
        sources = [(str(one.id), one.name_in(request.f.language)) for one in rows]
        return CustomInput("value", _("Source"), "choice", typed, [("", _("not known")), *sources])
    if name == "probability":
        return CustomInput("value", _("Probability"), "number", typed)
    if name == "expected_close_on":
        return CustomInput("value", _("Expected close"), "date", typed)
    return next((one for one in own if one.key == name), None)


_OFFERS: dict[str, Callable[[MemberRequest], dict[str, Any]]] = {
    "stage": _stage_offer,
    "owner": _owner_offer,
    "close": _close_offer,
    "step": _step_offer,
    "field": _field_offer,
}


def picked_in(request: MemberRequest) -> list[int]:
    """The ids of the rows that were picked, from the list's boxes or from the form that they were carried into."""
    texts = [*request.POST.getlist("pick"), *request.POST.get("picked", "").split(",")]
    return sorted({found for found in map(id_from, texts) if found})
