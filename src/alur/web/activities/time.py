"""When an activity is due: changed by a form, by one tap, or by dragging it in the calendar."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alur.conversations.models import Activity
from alur.conversations.operations.planning import edit
from alur.events.recording import operation
from alur.kernel.dates import at_local
from alur.kernel.refusal import N_, Refusal
from alur.web.activities.finding import NINE, activity_or_404, way_back, when_typed, written
from alur.web.activities.kinds import days_ahead
from alur.web.deals.finding import must_be_able_to_change
from alur.web.shell.answers import page, refused
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

LAST_HOUR = 17


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def time_of(request: MemberRequest, activity_id: int) -> HttpResponse:
    activity = activity_or_404(request, activity_id)
    must_be_able_to_change(request)
    f = request.f
    if request.method != "POST":
        clock = f.field_time(activity.due_at) if activity.is_timed else ""
        typed = {"due_on": f.field_day(activity.due_at), "due_time": clock}
        return page(request, "activities/time.html", _shown(request, activity, typed))
    typed = {name: request.POST.get(name, "") for name in ("due_on", "due_time")}
    try:
        when = when_typed(request)
        if when is None:
            raise Refusal(N_("Choose a day."), field="due_on")
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            edit(activity, {"due_at": when[0], "is_timed": when[1]}, by=request.member, at=request.now)
    except Refusal as refusal:
        return refused(request, refusal, "activities/time.html", _shown(request, activity, typed))
    return written(
        request, _("Moved to %(moment)s.") % {"moment": f.moment_within(when[0])}, act.id if act.recorded else None
    )


def _shown(request: MemberRequest, activity: Activity, typed: dict[str, str]) -> dict[str, Any]:
    return {
        "activity": activity,
        "typed": typed,
        "errors": {},
        "back": way_back(request),
        "soon": _soon(request, activity),
    }


def _soon(request: MemberRequest, activity: Activity) -> list[tuple[str, datetime]]:
    """A few times to move it to with one tap: in an hour or so, then at its own hour on the coming days."""
    f = request.f
    own = activity.due_at.astimezone(f.zone).time() if activity.due_at and activity.is_timed else NINE
    local = request.now.astimezone(f.zone)
    late = (local + timedelta(hours=1, minutes=30, microseconds=-1)).replace(second=0, microsecond=0)
    hour = late.replace(minute=late.minute // 30 * 30)
    later = [(_("In an hour"), hour)] if hour.hour <= LAST_HOUR and hour.date() == f.today else []
    return [*later, *((title, at_local(day, own, f.zone)) for day, title in days_ahead(f, (1, 2, 7)))]
