"""The calendar for other programs: a secret address of one's own, and one activity as a file."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alur.accounts.operations.feeding import close_feed, feed_of, open_feed, read_feed, set_feed
from alur.conversations.access import visible_activities
from alur.conversations.queries.calendar import entries, told_of
from alur.conversations.queries.day_lines import items
from alur.tenancy.models import Member, Workspace
from alur.web.activities.finding import activity_or_404
from alur.web.activities.ics import calendar_of, entry_of
from alur.web.activities.lines import with_numbers
from alur.web.shell.answers import done, page
from alur.web.shell.formats import Formats
from alur.web.shell.requests import AnyRequest, MemberRequest, member_required

BACK, AHEAD = timedelta(days=60), timedelta(days=180)
MINUTES_BETWEEN_READS = 5
FORM = "activities/feed.html"


@require_safe
def feed(request: AnyRequest, token: str) -> HttpResponse:
    """A member's own activities, of two months back and half a year ahead. What was not changed is not sent again."""
    found = read_feed(token, at=request.now)
    if found is None:
        raise Http404
    opened, member = found
    workspace = Workspace.objects.get(id=member.workspace_id)
    with translation.override(_language(member, workspace)):
        f = _formats(member, workspace, request)
        own = entries(member, [member.id], request.now - BACK, request.now + AHEAD, zone=f.zone)
        title = _("%(name)s, Alur") % {"name": member.name}
        told = told_of(member, {one.item.id for one in own}) if opened.shows_names else {}
        body = calendar_of(own, f, name=title, base=_base(request), told=told, shows_names=opened.shows_names)
    return _sent(request, body, "alur.ics")


@require_safe
@member_required
def event(request: MemberRequest, activity_id: int) -> HttpResponse:
    """One activity, for one's calendar."""
    activity = activity_or_404(request, activity_id)
    line = with_numbers(request, items(visible_activities(request.member).filter(id=activity.id), 1))[0]
    told = told_of(request.member, [activity.id])
    body = calendar_of([entry_of(line, request.now)], request.f, name=str(activity), base=_base(request), told=told)
    return _sent(request, body, f"alur-{activity.id}.ics")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def settings_calendar(request: MemberRequest) -> HttpResponse:
    """The form, and a new address: this one answer is all that ever holds it."""
    shown: dict[str, Any] = {"feed": feed_of(request.member), "made": ""}
    if request.method == "POST":
        raw = open_feed(request.member, shows_names="names" in request.POST, by=request.member, at=request.now)
        shown["made"] = _base(request) + reverse("calendar_feed", args=[raw])
    return page(request, FORM, shown)


@require_POST
@member_required
def settings_feed(request: MemberRequest) -> HttpResponse:
    """Change what the address tells, or end it."""
    opened = feed_of(request.member)
    if opened is None:
        raise Http404
    if "close" in request.POST:
        close_feed(opened, by=request.member, at=request.now)
        return done(request, reverse("settings_me"), _("The address of the calendar works no longer."))
    set_feed(opened, shows_names="names" in request.POST, by=request.member, at=request.now)
    return done(request, reverse("settings_me"), _("Saved."))


def _sent(request: HttpRequest, body: bytes, name: str) -> HttpResponse:
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["ETag"] = etag
    patch_cache_control(answer, private=True, max_age=MINUTES_BETWEEN_READS * 60)
    return get_conditional_response(request, etag=etag, response=answer) or answer


def _base(request: HttpRequest) -> str:
    """The address of this Alur, without a slash at its end."""
    return (settings.BASE_URL or request.build_absolute_uri("/")).rstrip("/")


def _language(member: Member, workspace: Workspace) -> str:
    return (member.user.language if member.user else "") or workspace.language


def _formats(member: Member, workspace: Workspace, request: AnyRequest) -> Formats:
    zone = (member.user.timezone if member.user else "") or workspace.timezone
    return Formats(_language(member, workspace), workspace.currency, ZoneInfo(zone), request.now)
