"""An activity's own form: a new one about something, or one that is there."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alur.conversations.models import Activity, ActivityKind
from alur.conversations.operations import planning
from alur.conversations.queries.suggesting import working_day
from alur.events.recording import operation
from alur.kernel.ids import id_from
from alur.kernel.refusal import N_, Refusal
from alur.people.models import Organization, Person
from alur.pipeline.models import Deal
from alur.web.activities.finding import activity_or_404, way_back, when_typed, written
from alur.web.activities.kinds import GLYPHS, PLANNED, days_ahead, kind_names
from alur.web.deals.finding import deal_or_404, must_be_able_to_change, organization_or_404, person_or_404
from alur.web.shell.answers import page, refused
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

FIELDS = ("kind", "title", "body", "due_on", "due_time")
About = dict[str, Deal | Organization | Person]


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def new(request: MemberRequest) -> HttpResponse:
    """Plan something about a deal, a company or a person."""
    must_be_able_to_change(request)
    about = _about(request)
    if request.method != "POST":
        typed = {**dict.fromkeys(FIELDS, ""), "kind": ActivityKind.CALL.value, "due_time": "09:00"}
        typed["due_on"] = working_day(request.f.today, 1).isoformat()
        return page(request, "activities/form.html", _shown(request, typed, about=about))
    typed = {name: request.POST.get(name, "") for name in FIELDS}
    try:
        made, operation_id = _plan(request, typed, about)
    except Refusal as refusal:
        return refused(request, refusal, "activities/form.html", _shown(request, typed, about=about))
    return written(request, _("Planned for %(moment)s.") % {"moment": request.f.moment(made)}, operation_id)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def activity_of(request: MemberRequest, activity_id: int) -> HttpResponse:
    """What it is, when, and what it is about."""
    activity = activity_or_404(request, activity_id)
    if request.method != "POST":
        return page(request, "activities/form.html", _shown(request, _as_typed(request, activity), activity=activity))
    must_be_able_to_change(request)
    typed = {name: request.POST.get(name, "") for name in FIELDS}
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            planning.edit(activity, _changes(request, typed, activity), by=request.member, at=request.now)
    except Refusal as refusal:
        return refused(request, refusal, "activities/form.html", _shown(request, typed, activity=activity))
    return written(request, _("Saved.") if act.recorded else "", act.id if act.recorded else None)


@require_POST
@member_required
@once_only
def removal(request: MemberRequest, activity_id: int) -> HttpResponse:
    activity = activity_or_404(request, activity_id)
    must_be_able_to_change(request)
    with operation(request.workspace.id, by=request.member, at=request.now) as act:
        planning.delete(activity, by=request.member, at=request.now)
    return written(request, _("Removed."), act.id)


def _about(request: MemberRequest) -> About:
    asked = request.POST if request.method == "POST" else request.GET
    found: About = {}
    if asked.get("deal"):
        found["deal"] = deal_or_404(request, id_from(asked["deal"]))
    if asked.get("organization"):
        found["organization"] = organization_or_404(request, id_from(asked["organization"]))
    if asked.get("person"):
        found["person"] = person_or_404(request, id_from(asked["person"]))
    if not found:
        raise Http404
    return found


def _plan(request: MemberRequest, typed: dict[str, str], about: About) -> tuple[Any, int]:
    if typed["kind"] not in PLANNED:
        raise Refusal(N_("Choose what kind of activity this is."), field="kind")
    when = when_typed(request)
    if when is None:
        raise Refusal(N_("Choose a day."), field="due_on")
    deal = about.get("deal")
    owner = deal.owner if isinstance(deal, Deal) and deal.owner is not None else request.member
    with operation(request.workspace.id, by=request.member, at=request.now) as act:
        planning.add(
            request.workspace.id,
            planning.NewActivity(
                kind=typed["kind"],
                title=typed["title"],
                body=typed["body"],
                owner=owner,
                due_at=when[0],
                is_timed=when[1],
                **about,  # type: ignore[arg-type]
            ),
            by=request.member,
            at=request.now,
        )
    return when[0], act.id


def _changes(request: MemberRequest, typed: dict[str, str], activity: Activity) -> dict[str, Any]:
    changes: dict[str, Any] = {
        "kind": typed["kind"],
        "title": " ".join(typed["title"].split())[:200],
        "body": typed["body"].strip(),
    }
    when = when_typed(request)
    if when is None and activity.is_planned:
        raise Refusal(N_("Choose a day."), field="due_on")
    if when is not None:
        changes["due_at"], changes["is_timed"] = when
    return changes


def _as_typed(request: MemberRequest, activity: Activity) -> dict[str, str]:
    return {
        "kind": activity.kind,
        "title": activity.title,
        "body": activity.body,
        "due_on": request.f.field_day(activity.due_at),
        "due_time": request.f.field_time(activity.due_at) if activity.is_timed else "",
    }


def _shown(
    request: MemberRequest, typed: dict[str, str], *, about: About | None = None, activity: Activity | None = None
) -> dict[str, Any]:
    names = kind_names()
    if activity is not None:
        parts = {"deal": activity.deal, "organization": activity.organization, "person": activity.person}
        about = {name: one for name, one in parts.items() if one is not None}
    return {
        "typed": typed,
        "errors": {},
        "activity": activity,
        "about": about or {},
        "back": way_back(request),
        "kinds": [(kind, names[kind]) for kind in PLANNED],
        "glyphs": GLYPHS,
        "days": days_ahead(request.f),
        "can_edit": request.member.can_change,
    }
