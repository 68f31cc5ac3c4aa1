"""Where a deal stands: its stage, and how it ended."""

from __future__ import annotations

from typing import Literal

from django.http import HttpResponse
from pydantic import ConfigDict

from alur.api.deal_shapes import DealOut, StoodDealOut
from alur.api.deals import deal_answer
from alur.api.shell.answering import must_match, version_tag, writing
from alur.api.shell.finding import deal_of, stage_named
from alur.api.shell.problems import unmet_shown
from alur.api.shell.reading import Body, Day, Id, Line, PathId
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.pipeline.models import Deal
from alur.pipeline.operations.closing import close, reopen
from alur.pipeline.operations.moving import move

routes = Resource("deals")


class MoveIn(Body):
    """`override_reason` lets an owner or manager pass a required criterion."""

    stage: Id
    override_reason: Line = ""


class ClosureIn(Body):
    """`reason` (listed, by id or name, or your words) is needed for lost and not_a_fit, `until` for postponed.

    One that is not a fit may have `until`, the day to ask again, or `do_not_contact`: its company, or without one its
    people, are left alone from now on.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "anyOf": [
                {"properties": {"outcome": {"enum": ["won"]}}},
                {
                    "required": ["reason"],
                    "properties": {
                        "outcome": {"enum": ["lost", "not_a_fit"]},
                        "reason": {"type": "string", "pattern": r"\S"},
                    },
                },
                {
                    "required": ["until"],
                    "properties": {"outcome": {"enum": ["postponed"]}, "until": {"type": "string"}},
                },
            ]
        },
    )

    outcome: Literal["won", "lost", "not_a_fit", "postponed"]
    reason: Line | None = None
    until: Day | None = None
    override_reason: Line = ""
    do_not_contact: bool = False


@routes.put("/deals/{deal_id}/stage", StoodDealOut)
def move_deal(request: ApiRequest, deal_id: PathId, wanted: MoveIn) -> HttpResponse:
    with writing(request):
        deal = deal_of(request, deal_id, held=True)
        must_match(request, version_tag(deal.version))
        stage = stage_named(request, wanted.stage)
        assert stage is not None
        moved = move(deal, to=stage, by=request.member, at=request.now, override_reason=wanted.override_reason)
    return deal_answer(moved.deal, unmet=unmet_shown(moved.unmet))


@routes.post("/deals/{deal_id}/closure", StoodDealOut, status=200, etag=True)
def close_deal(request: ApiRequest, deal_id: PathId, wanted: ClosureIn) -> HttpResponse:
    with writing(request):
        deal = deal_of(request, deal_id, held=True)
        must_match(request, version_tag(deal.version))
        unmet = close(
            deal,
            outcome=wanted.outcome,
            reason=wanted.reason or "",
            until=wanted.until,
            override_reason=wanted.override_reason,
            never_again=wanted.do_not_contact,
            by=request.member,
            at=request.now,
        )
        deal = _again(deal)
    return deal_answer(deal, unmet=unmet_shown(unmet))


@routes.delete("/deals/{deal_id}/closure", DealOut, etag=True)
def reopen_deal(request: ApiRequest, deal_id: PathId) -> HttpResponse:
    with writing(request):
        deal = deal_of(request, deal_id, held=True)
        must_match(request, version_tag(deal.version))
        reopen(deal, by=request.member, at=request.now)
        deal = _again(deal)
    return deal_answer(deal)


def _again(deal: Deal) -> Deal:
    """As the database has it after the operation."""
    found: Deal = Deal.objects.get(workspace_id=deal.workspace_id, id=deal.id)
    return found
