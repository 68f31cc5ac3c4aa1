"""What came of an activity, and what comes next: one form, one act."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alur.conversations.models import Activity, ActivityKind
from alur.conversations.operations.concluding import conclude
from alur.conversations.operations.opening import NextStep
from alur.conversations.queries.suggesting import other_planned, usual_next
from alur.kernel.refusal import N_, Refusal
from alur.web.activities.finding import activity_or_404, way_back, when_typed, written
from alur.web.activities.kinds import GLYPHS, PLANNED, days_ahead, kind_names, says_answered, usual_outcomes
from alur.web.deals.finding import must_be_able_to_change
from alur.web.shell.answers import page, refused
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

FIELDS = ("outcome", "kind", "title", "due_on", "due_time")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def outcome_of(request: MemberRequest, activity_id: int) -> HttpResponse:
    activity = activity_or_404(request, activity_id)
    must_be_able_to_change(request)
    if request.method != "POST":
        return page(request, "activities/outcome.html", {**_shown(request, activity, _usual(request, activity))})
    typed = {name: request.POST.get(name, "") for name in FIELDS}
    try:
        next_step = _next_step(request)
        operation_id = conclude(
            activity,
            outcome=typed["outcome"],
            is_answered=says_answered(activity.kind, typed["outcome"]),
            next_step=next_step,
            by=request.member,
            at=request.now,
        )
    except Refusal as refusal:
        return refused(request, refusal, "activities/outcome.html", _shown(request, activity, typed))
    return written(request, _told(request, next_step), operation_id)


def _told(request: MemberRequest, next_step: NextStep | None) -> str:
    if next_step is None:
        return _("Done.")
    moment = request.f.moment_within if next_step.is_timed else request.f.within
    what = next_step.title.strip() or kind_names()[next_step.kind]
    return _("Done. Next: %(what)s, %(when)s.") % {"what": what, "when": moment(next_step.due_at)}


def _next_step(request: MemberRequest) -> NextStep | None:
    when = when_typed(request)
    if when is None:
        return None
    if when[0] < request.now:
        raise Refusal(N_("That time has passed. Choose a later one."), field="due_on")
    kind = request.POST.get("kind", "")
    if kind not in PLANNED:
        raise Refusal(N_("Choose what comes next."), field="kind")
    return NextStep(kind=kind, title=request.POST.get("title", ""), due_at=when[0], is_timed=when[1])


def _usual(request: MemberRequest, activity: Activity) -> dict[str, str]:
    usual = usual_next(activity, today=request.f.today)
    if usual is None:
        return {**dict.fromkeys(FIELDS, ""), "kind": ActivityKind.CALL.value}
    return {**dict.fromkeys(FIELDS, ""), "kind": usual.kind, "due_on": usual.day.isoformat(), "due_time": "09:00"}


def _shown(request: MemberRequest, activity: Activity, typed: dict[str, Any]) -> dict[str, Any]:
    return {
        "activity": activity,
        "typed": typed,
        "errors": {},
        "in_dialog": request.htmx and request.htmx.target == "modal",
        "back": way_back(request),
        "kinds": kind_names(),
        "planned_kinds": [(kind, kind_names()[kind]) for kind in PLANNED],
        "glyphs": GLYPHS,
        "outcomes": usual_outcomes(activity.kind),
        "other": other_planned(activity),
        "days": days_ahead(request.f),
    }
