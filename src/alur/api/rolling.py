"""Rolling ownership: a pipeline's rule, what it would do now, and what is offered to the caller's team."""

from __future__ import annotations

from typing import Annotated, Literal, cast

from django.http import HttpResponse
from pydantic import Field
from typing_extensions import TypedDict

from alur.api.shell.answering import (
    DayOut,
    IdOut,
    InstantOut,
    MoneyOut,
    answer,
    content_tag,
    ident,
    instant,
    must_match,
    writing,
)
from alur.api.shell.finding import one_of
from alur.api.shell.problems import Missing
from alur.api.shell.reading import Body, PathId
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.pipeline.models import Deal, Pipeline
from alur.rescue.models import RollingRule
from alur.rescue.operations.ruling import plain, rule_of, set_rule, terms_wanted
from alur.rescue.operations.taking import take
from alur.rescue.queries.foreseeing import foresee
from alur.rescue.queries.offers import offered_deal, offers_to
from alur.rescue.rolling import Next

routes = Resource("rolling-ownership")

ThenName = Literal["offer", "turns"]
ActName = Literal["lead", "turn", "offer"]


class RuleOut(TypedDict):
    """`days` untouched, then two reminders, then `lead_days` working days with the lead; `capacity` open deals each
    where it is given in turn. It acts for `on_behalf_of`."""

    is_on: bool
    days: int
    lead_days: int
    then: ThenName
    capacity: int
    on_behalf_of: IdOut | None


class RuleIn(Body):
    """All of it; what is not sent stays as it is."""

    is_on: bool | None = None
    days: Annotated[int, Field(ge=1, le=365)] | None = None
    lead_days: Annotated[int, Field(ge=1, le=30)] | None = None
    then: ThenName | None = None
    capacity: Annotated[int, Field(ge=1, le=10_000)] | None = None


class ForeseenOut(TypedDict):
    """`first` and `then` are what would be done, and `to` whom it would go; null where nobody is there for it."""

    deal: IdOut
    title: str
    owner: IdOut | None
    untouched_days: int
    first: ActName | None
    to: IdOut | None
    then: ActName | None
    then_to: IdOut | None


class ForesightOut(TypedDict):
    """Of `count` deals the worthiest fifty. If it is switched on today: when the first reminders come, and when the
    first deals go on."""

    count: int
    reminded_on: DayOut
    passed_on: DayOut
    items: list[ForeseenOut]


class OfferOut(TypedDict):
    deal: IdOut
    title: str
    organization: IdOut | None
    pipeline: IdOut
    stage: IdOut
    owner: IdOut | None
    value: MoneyOut
    at_stake: MoneyOut
    untouched_since: InstantOut


class OfferList(TypedDict):
    items: list[OfferOut]
    next_cursor: str | None


class TakenOut(TypedDict):
    deal: IdOut
    owner: IdOut


@routes.get("/pipelines/{pipeline_id}/rolling-ownership", RuleOut, etag=True)
def show_rolling_ownership(request: ApiRequest, pipeline_id: PathId) -> HttpResponse:
    """For owners."""
    shown = _shown(rule_of(_pipeline(request, pipeline_id)))
    return answer(shown, etag=content_tag(shown))


@routes.put("/pipelines/{pipeline_id}/rolling-ownership", RuleOut)
def set_rolling_ownership(request: ApiRequest, pipeline_id: PathId, wanted: RuleIn) -> HttpResponse:
    """For owners: whoever switches it on is whom it acts for."""
    with writing(request):
        pipeline = _pipeline(request, pipeline_id, held=True)
        rule = rule_of(pipeline)
        must_match(request, content_tag(_shown(rule)))
        sent = {name: value for name, value in wanted.model_dump().items() if value is not None}
        set_rule(pipeline, {**plain(rule), **sent}, by=request.member, at=request.now)
    shown = _shown(rule_of(pipeline))
    return answer(shown, etag=content_tag(shown))


@routes.get("/pipelines/{pipeline_id}/rolling-ownership/preview", ForesightOut)
def preview_rolling_ownership(request: ApiRequest, pipeline_id: PathId) -> HttpResponse:
    """For owners: what the rule as it is kept would do with the deals as they are."""
    pipeline = _pipeline(request, pipeline_id)
    rule = rule_of(pipeline)
    found = foresee(pipeline, terms_wanted(plain(rule), rule), at=request.now)
    shown: ForesightOut = {
        "count": found.count,
        "reminded_on": found.reminded_on.isoformat(),
        "passed_on": found.passed_on.isoformat(),
        "items": [
            {
                "deal": str(one.deal_id),
                "title": one.title,
                "owner": ident(one.owner_id or None),
                "untouched_days": one.days,
                "first": _act(one.first),
                "to": _whom(one.first),
                "then": _act(one.then),
                "then_to": _whom(one.then),
            }
            for one in found.shown
        ],
    }
    return answer(shown)


@routes.get("/offers", OfferList)
def list_offers(request: ApiRequest) -> HttpResponse:
    """What is offered to the caller's team, the worthiest first."""
    currency = request.workspace.currency
    items: list[OfferOut] = [
        {
            "deal": str(one.deal_id),
            "title": one.title,
            "organization": ident(one.organization_id),
            "pipeline": str(one.pipeline_id),
            "stage": str(one.stage_id),
            "owner": ident(one.owner_id),
            "value": {"amount": one.amount, "currency": currency},
            "at_stake": {"amount": one.stake, "currency": currency},
            "untouched_since": instant(one.quiet_since),
        }
        for one in offers_to(request.member, at=request.now)
    ]
    return answer({"items": items, "next_cursor": None})


@routes.post("/offers/{deal_id}/taking", TakenOut)
def take_offer(request: ApiRequest, deal_id: PathId) -> HttpResponse:
    """The first has it; the next gets 409, which says who was first."""
    with writing(request):
        deal: Deal | None = offered_deal(request.member, deal_id)
        if deal is None:
            raise Missing
        taken = take(deal, by=request.member, at=request.now)
    return answer({"deal": str(taken.id), "owner": str(request.member.id)}, status=201)


def _pipeline(request: ApiRequest, pipeline_id: int, *, held: bool = False) -> Pipeline:
    if not request.member.is_owner:
        raise Missing
    rows = Pipeline.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True)
    return one_of(rows, pipeline_id, held=held)


def _shown(rule: RollingRule) -> RuleOut:
    return {
        "is_on": rule.is_on,
        "days": rule.days,
        "lead_days": rule.lead_days,
        "then": cast("ThenName", rule.then),
        "capacity": rule.capacity,
        "on_behalf_of": ident(rule.switched_on_by_id),
    }


def _act(found: Next | None) -> ActName | None:
    return None if found is None else cast("ActName", found.act.value)


def _whom(found: Next | None) -> str | None:
    return ident(found.to or None) if found is not None else None
