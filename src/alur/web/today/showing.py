"""Today: where one begins in the morning."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from alur.conversations.queries.day import day_of
from alur.conversations.queries.team_day import team_day
from alur.kernel.ids import id_from
from alur.orders.queries.unordered import won_without_order
from alur.pipeline.queries.owners import owners_to_look_at
from alur.rescue.queries.offers import offers_to
from alur.rescue.queries.whole import whole_of
from alur.tenancy.models import Member
from alur.web.activities.kinds import GLYPHS, kind_names
from alur.web.activities.lines import whatsapp_of
from alur.web.deals.names import Names
from alur.web.shell.answers import page
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.today.greeting import first_thing, greeting

ON_TODAY = 5


@require_safe
@member_required
def today(request: MemberRequest) -> HttpResponse:
    """One's own day, or with `?member=` that of someone whose deals one sees."""
    others = owners_to_look_at(request.member)
    whose = _whose(request, others)
    f = request.f
    day = day_of(request.member, whose.id, on=f.today, zone=f.zone)
    context = {
        "whose": whose,
        "others": [one for one in others if one.id != request.member.id],
        "day": day,
        "unordered": won_without_order(request.workspace.id, whose.id, now=f.now),
        "forgotten": whole_of(request.member, at=request.now, owners={whose.id}),
        "offers": offers_to(request.member, at=request.now, limit=ON_TODAY) if whose.id == request.member.id else [],
        "greeting": greeting(request.member, whose, day, f),
        "first_thing": first_thing(day, f),
        "kinds": kind_names(),
        "glyphs": GLYPHS,
        "stages": Names(request.workspace.id, f).stages,
        "can_edit": request.member.can_change,
        "whatsapp": whatsapp_of,
    }
    return page(request, "today/today.html", context)


@require_safe
@member_required
def team(request: MemberRequest) -> HttpResponse:
    """The panel of the colleagues whose deals one sees, which comes after the page: it counts a whole team's work."""
    others = [one for one in owners_to_look_at(request.member) if one.id != request.member.id]
    lines = team_day(request.member, others, on=request.f.today, zone=request.f.zone)
    busy = [line for line in lines if not line.is_empty]
    return page(request, "today/team.html", {"lines": busy, "resting": len(lines) - len(busy)})


def _whose(request: MemberRequest, others: list[Member]) -> Member:
    asked = id_from(request.GET.get("member", "")) if request.GET.get("member") else request.member.id
    if asked == request.member.id:
        return request.member
    found = next((one for one in others if one.id == asked), None)
    if found is None:
        raise Http404
    return found
