"""The lanes of a deal: their common axis, and how they stood on a day that has been."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from alur.kernel.dates import at_local
from alur.kernel.refusal import N_, Refusal
from alur.pipeline.models import Deal
from alur.pipeline.queries.deal_page import Lane, deal_page
from alur.pipeline.queries.past_lanes import past_lanes
from alur.web.board.asking import day_asked
from alur.web.deals.finding import deal_or_404
from alur.web.shell.answers import page, sentences
from alur.web.shell.requests import MemberRequest, member_required

AXIS_AHEAD = timedelta(days=14)


@require_safe
@member_required
def lanes_of(request: MemberRequest, deal_id: int) -> HttpResponse:
    """The panel alone, as of the day asked for, or as it stands; a page of its own for those without script."""
    deal = deal_or_404(request, deal_id)
    shown = lanes_shown(request, deal, None)
    template = "deals/lanes_part.html" if request.htmx else "deals/lanes_page.html"
    context = {"deal": deal, "can_edit": request.member.can_change, "errors": {}, **shown}
    return page(request, template, context, status=422 if "errors" in shown else 200)


def lanes_shown(request: MemberRequest, deal: Deal, today: Sequence[Lane] | None) -> dict[str, Any]:
    """What the panel needs, as of the day asked for; one that cannot be shown is refused above the lanes of today."""
    try:
        as_of = day_asked(request)
        if as_of is not None:
            return _then(request, deal, as_of)
    except Refusal as refusal:
        return {**_today(request, deal, today), "errors": sentences(refusal)}
    return _today(request, deal, today)


def _then(request: MemberRequest, deal: Deal, as_of: date) -> dict[str, Any]:
    past = past_lanes(deal, as_of=as_of)
    if past is None:
        raise Refusal(N_("This deal was not there yet on that day."), field="as_of")
    close = past.expected_close_on if past.is_open else None
    axis = axis_of(request, past.lanes, since=deal.created_at, last=past.at, close=close)
    return {"lanes": past.lanes, "axis": axis, "then": as_of}


def _today(request: MemberRequest, deal: Deal, today: Sequence[Lane] | None) -> dict[str, Any]:
    lanes = deal_page(deal, today=request.f.today).lanes if today is None else today
    close = deal.expected_close_on if deal.is_open else None
    axis = axis_of(request, lanes, since=deal.created_at, last=deal.closed_at or request.now, close=close)
    return {"lanes": lanes, "axis": axis, "then": None}


def axis_of(
    request: MemberRequest, lanes: Sequence[Lane], *, since: datetime, last: datetime, close: date | None
) -> dict[str, Any]:
    """The common axis of the lanes: percent of it for each bar, for `last` (today) and for the expected close."""
    begins = min((lane.began_at for lane in lanes if lane.began_at), default=since)
    ends = last + AXIS_AHEAD
    close_at = at_local(close, time(0), request.f.zone) if close else None
    if close_at:
        ends = max(ends, close_at + timedelta(days=3))
    span = max((ends - begins).total_seconds(), 1.0)

    def percent(at: datetime) -> float:
        return round(min(max((at - begins).total_seconds() / span * 100, 0.0), 100.0), 2)

    bars = {lane.stage.id: (percent(lane.began_at), percent(lane.ended_at or last)) for lane in lanes if lane.began_at}
    return {
        "bars": bars,
        "today": percent(last),
        "close": percent(close_at) if close_at else None,
        "from": begins,
        "until": ends,
        "last": last,
    }
