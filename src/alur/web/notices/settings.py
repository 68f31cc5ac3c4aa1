"""Settings > Me: what one is told of, by which ways, and when."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alur.kernel.refusal import Refusal
from alur.notices.kinds import (
    AGENDA,
    ASSIGNED,
    CHANGED,
    CLOSED,
    FOLLOWED,
    FORGOTTEN,
    KINDS,
    MENTION,
    REMINDER,
    ROLLING,
    WAYS,
)
from alur.notices.operations.preferring import prefer
from alur.notices.queries.preferences import preference_of
from alur.web.shell.answers import done, page, sentences, with_toast
from alur.web.shell.requests import MemberRequest, member_required

HOURS = range(5 * 60, 13 * 60, 30)
BEFORE = (-1, 5, 15, 30, 60, 120, 1440)


@require_POST
@member_required
def settings_notices(request: MemberRequest) -> HttpResponse:
    """The whole panel at once; each change saves by itself where there is script."""
    switches = {
        kind.name: {way: f"{kind.name}.{way}" in request.POST for way in WAYS if kind.default(way) is not None}
        for kind in _kinds(request)
    }
    columns = {name: _number(request.POST.get(name, "")) for name in ("digest_minute", "remind_minutes")}
    try:
        prefer(request.member, switches=switches, columns=columns, at=request.now)
    except Refusal as refusal:
        (sentence, *_others) = sentences(refusal).values()
        if request.htmx:
            answer = with_toast(HttpResponse(status=422), sentence, is_error=True)
            answer.headers["HX-Reswap"] = "none"
            return answer
        return done(request, reverse("settings_me"), sentence)
    if not request.htmx:
        return done(request, reverse("settings_me"), _("Saved."))
    return page(request, "accounts/me_saved.html", {"saved_at": request.now})


def notice_panel(request: MemberRequest) -> dict[str, Any]:
    """What `notices/settings.html` shows."""
    f, preference = request.f, preference_of(request.member)
    told = {
        MENTION: (_("Someone names me"), _("by @ in a note")),
        ASSIGNED: (_("Given to me"), _("a deal, an appointment")),
        REMINDER: (_("Reminder"), _("before an appointment")),
        CHANGED: (_("My deals change"), _("by someone else")),
        FOLLOWED: (_("What I follow"), _("deals and companies of others")),
        ROLLING: (_("Rolling ownership"), _("reminders, deals passed on and offered")),
        CLOSED: (_("My team wins or loses"), ""),
        AGENDA: (_("My day"), _("appointments, overdue")),
        FORGOTTEN: (_("My forgotten deals"), _("the five most worth acting on")),
    }
    before = {-1: _("Not"), 60: _("1 hour before"), 120: _("2 hours before"), 1440: _("1 day before")}
    minutes = sorted({*HOURS, preference.digest_minute})
    return {
        "notice_rows": [
            (*told[kind.name], [(way, f"{kind.name}.{way}", preference.wants(kind.name, way)) for way in WAYS], kind)
            for kind in _kinds(request)
        ],
        "digest_minutes": [(str(one), f.time(_clock(request, one))) for one in minutes],
        "remind_choices": [
            (str(one), before.get(one) or _("%(count)d minutes before") % {"count": one})
            for one in sorted({*BEFORE, preference.remind_minutes})
        ],
        "preference": preference,
        "way_names": {"app": _("In the app"), "mail": _("By mail"), "digest": _("Morning's mail")},
    }


def _kinds(request: MemberRequest) -> list[Any]:
    return [kind for kind in KINDS if request.member.leads or not kind.is_for_leads]


def _clock(request: MemberRequest, minute: int) -> Any:
    return request.now.astimezone(request.f.zone).replace(hour=minute // 60, minute=minute % 60)


def _number(text: str) -> int:
    """A number of minutes; what is none is out of every range."""
    sign, digits = text[:1] == "-", text.removeprefix("-")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 6:
        return -(10**6)
    return -int(digits) if sign else int(digits)
