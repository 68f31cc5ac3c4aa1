"""How warm a deal is, with the receipt that says why, and somebody's own word on it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import cast

from django.http import HttpResponse
from django.utils.translation import gettext
from pydantic import Field
from typing_extensions import TypedDict

from alur.api.deal_shapes import TemperatureName
from alur.api.shell.answering import IdOut, InstantOut, answer, ident, instant, must_match, version_tag, writing
from alur.api.shell.finding import deal_of
from alur.api.shell.reading import Body, Day, Line, PathId
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.kernel.dates import at_local
from alur.pipeline.models import Deal
from alur.warmth.operations.overriding import override, take_off
from alur.warmth.queries.receipts import override_of, receipt_of
from alur.warmth.wording import name_of

routes = Resource("deals")


class TemperatureIn(Body):
    """Holds against the evidence through the day `until`; without one, for as long as the pipeline grants (14 days)."""

    temperature: TemperatureName
    reason: Line = ""
    until: Day | None = Field(None, description="Within the next three months.")


class ReceiptLineOut(TypedDict):
    """`at` is when the newest of `count` was, null where it has no age."""

    kind: str
    label: str
    points: int
    count: int
    at: InstantOut | None


class OverrideOut(TypedDict):
    temperature: TemperatureName
    reason: str
    by: IdOut | None
    set_at: InstantOut
    until: InstantOut


class TemperatureOut(TypedDict):
    """`score` is the sum of the lines, from 0 to 100, and `evidence` the temperature that it makes; `temperature` is
    another while an `override` holds, and in a closed deal, where it stays as it was.
    """

    temperature: TemperatureName
    score: int
    evidence: TemperatureName
    lines: list[ReceiptLineOut]
    override: OverrideOut | None


@routes.get("/deals/{deal_id}/temperature", TemperatureOut, etag=True)
def show_temperature(request: ApiRequest, deal_id: PathId) -> HttpResponse:
    return _answer(request, deal_of(request, deal_id))


@routes.put("/deals/{deal_id}/temperature", TemperatureOut)
def set_temperature(request: ApiRequest, deal_id: PathId, wanted: TemperatureIn) -> HttpResponse:
    until = None
    if wanted.until is not None:  # the whole of its day
        until = at_local(wanted.until + timedelta(days=1), time(0), request.workspace.zone)
    with writing(request):
        deal = deal_of(request, deal_id, held=True)
        must_match(request, version_tag(deal.version))
        reason = wanted.reason
        deal = override(deal, wanted.temperature, by=request.member, at=request.now, reason=reason, until=until)
    return _answer(request, deal)


@routes.delete("/deals/{deal_id}/temperature", TemperatureOut, etag=True)
def clear_temperature(request: ApiRequest, deal_id: PathId) -> HttpResponse:
    """Take back what was set by hand: the evidence speaks again."""
    with writing(request):
        deal = deal_of(request, deal_id, held=True)
        must_match(request, version_tag(deal.version))
        deal = take_off(deal, by=request.member, at=request.now)
    return _answer(request, deal)


def _answer(request: ApiRequest, deal: Deal) -> HttpResponse:
    shown = _shown(deal, request.now)
    return answer(shown, etag=version_tag(deal.version))


def _shown(deal: Deal, at: datetime) -> TemperatureOut:
    found = receipt_of(deal, at=deal.closed_at or at)
    own = override_of(deal, at=at) if deal.is_open else None
    return {
        "temperature": _named(deal.temperature),
        "score": found.score,
        "evidence": _named(found.temperature),
        "lines": [
            {
                "kind": line.kind,
                "label": gettext(name_of(line.kind)),
                "points": line.points,
                "count": line.count,
                "at": instant(line.at),
            }
            for line in found.lines
        ],
        "override": {
            "temperature": _named(own.temperature),
            "reason": own.reason,
            "by": ident(own.by_id),
            "set_at": instant(own.set_at),
            "until": instant(own.until_at),
        }
        if own
        else None,
    }


def _named(temperature: str) -> TemperatureName:
    return cast("TemperatureName", temperature)
