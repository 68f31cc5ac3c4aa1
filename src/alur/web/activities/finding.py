"""Activities are found through the member, and forms about them say where to go back to."""

from __future__ import annotations

from datetime import datetime, time

from django.http import Http404, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from alur.conversations.access import visible_activities
from alur.conversations.models import Activity
from alur.kernel.dates import at_local, parse_day, parse_time
from alur.web.shell.answers import done, with_toast
from alur.web.shell.requests import MemberRequest

NINE = time(9, 0)


def activity_or_404(request: MemberRequest, activity_id: int) -> Activity:
    found = (
        visible_activities(request.member)
        .filter(id=activity_id, deal__deleted_at__isnull=True)
        .select_related("deal", "organization", "person", "owner")
        .first()
    )
    if found is None:
        raise Http404
    return found


def when_typed(request: MemberRequest, prefix: str = "due") -> tuple[datetime, bool] | None:
    """The instant of the fields `due_on` and `due_time`, and whether an hour was given; None for no day."""
    day, clock = (request.POST.get(f"{prefix}_{part}", "").strip() for part in ("on", "time"))
    if not day:
        return None
    at = parse_time(clock, field=f"{prefix}_time") if clock else NINE
    return at_local(parse_day(day, field=f"{prefix}_on"), at, request.f.zone), bool(clock)


def way_back(request: MemberRequest) -> str:
    """Where the form was opened: a path of ours, or Today."""
    asked = str(request.POST.get("back") or request.GET.get("back") or "/")
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/") else "/"


def written(request: MemberRequest, message: str, operation_id: int | None) -> HttpResponse:
    """Done: the page that is open shows it in its place, or one goes back to where the form was opened."""
    if request.htmx:
        return with_toast(HttpResponse(status=204), message, operation_id=operation_id)
    return done(request, way_back(request), message, operation_id=operation_id)
