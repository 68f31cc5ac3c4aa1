"""Deals: listed, opened, changed, put into the trash."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from ninja import Query
from pydantic import BeforeValidator, Field, WithJsonSchema

from alur.api.deal_inputs import DealChanges, DealNew, lines_wanted, next_step_wanted, people_must_be_there
from alur.api.deal_shapes import COLUMNS, DealList, DealOut, TemperatureName, deal_shown, deals_shown
from alur.api.shell.answering import answer, must_match, nothing, version_tag, writing
from alur.api.shell.document import GateProblem
from alur.api.shell.finding import deal_of, member_named, organization_named, reference, stage_named
from alur.api.shell.narrowing import RecordFilter, narrowed
from alur.api.shell.paging import among, listed, page
from alur.api.shell.reading import Day, Ids, Line, Outside, PathId, Short, read_custom, read_words
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.api.shell.sharing import Owners, owned_by
from alur.campaigns.models import Campaign, Source
from alur.catalogue.models import PriceList
from alur.conversations.operations.opening import open_deal
from alur.people.models import Organization
from alur.pipeline.models import Deal, DealPerson, DealTag, LineItem, Pipeline, Status
from alur.pipeline.operations.creating import NewDeal
from alur.pipeline.operations.deleting import delete
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.parts import set_people
from alur.pipeline.operations.pricing import choose_price_list
from alur.pipeline.operations.valuing import set_lines
from alur.tenancy.models import Member

routes = Resource("deals")

SORTS = {
    "created_at": "created_at",
    "value": "amount",
    "expected_close_on": "close_order_on",
    "next_step": "agenda_at",
    "temperature": "warmth",
}

KEPT = {"deleted_at__isnull": True}
REFERENCES: tuple[tuple[str, Any, dict[str, bool]], ...] = (
    ("owner", Member, {}),
    ("organization", Organization, {}),
    ("source", Source, KEPT),
    ("campaign", Campaign, KEPT),
)

Statuses = Annotated[
    list[Literal["open", "won", "lost", "not_a_fit", "postponed"]],
    BeforeValidator(read_words),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": "^({0})(,({0}))*$".format("|".join(Status.values)),
            "description": "One or several with commas.",
        }
    ),
]


class DealFilter(RecordFilter):
    """Ids and owners may be several, with commas."""

    status: Statuses | None = None
    pipeline: Ids | None = None
    stage: Ids | None = None
    owner: Owners | None = None
    organization: Ids | None = None
    person: Ids | None = None
    source: Ids | None = None
    campaign: Ids | None = None
    product: Ids | None = None
    temperature: TemperatureName | None = None
    tag: Line | None = None
    external_source: Short | None = None
    external_id: Outside | None = None
    expected_close_from: Day | None = None
    expected_close_until: Annotated[Day | None, Field(description="The first day that no longer counts.")] = None
    sort: Annotated[str, listed(SORTS)] = "-created_at"


@routes.get("/deals", DealList)
def list_deals(request: ApiRequest, wanted: Query[DealFilter]) -> HttpResponse:
    found, following = page(
        narrowed(request, "deal", _asked(request, wanted), wanted), COLUMNS, wanted, SORTS, wanted.sort
    )
    return answer({"items": deals_shown(request.workspace.id, found), "next_cursor": following})


@routes.get("/deals/{deal_id}", DealOut, etag=True)
def show_deal(request: ApiRequest, deal_id: PathId) -> HttpResponse:
    return deal_answer(deal_of(request, deal_id))


@routes.post("/deals", DealOut, conflict=GateProblem, etag=True)
def make_deal(request: ApiRequest, new: DealNew) -> HttpResponse:
    given = new.model_fields_set
    owner = member_named(request, new.owner) if "owner" in given else request.member
    wanted = NewDeal(
        title=new.title or "",
        organization=organization_named(request, new.organization),
        owner=owner,
        stage=stage_named(request, new.stage),
        pipeline=reference(request, Pipeline, new.pipeline, "pipeline", **KEPT),
        currency_amount=new.value.amount if new.value else None,
        currency=new.value.currency if new.value else "",
        probability=new.probability,
        expected_close_on=new.expected_close_on,
        temperature=new.temperature or "",
        source=reference(request, Source, new.source, "source", **KEPT),
        campaign_id=_campaign(request, new.campaign),
        price_list_id=_price_list(request, new.price_list),
        people=people_must_be_there(request, new.people or ()),
        tags=list(new.tags or ()),
        custom=read_custom(new.custom or {}),
        external_source=new.external_source or "",
        external_id=new.external_id or "",
    )
    with writing(request):
        created = open_deal(
            request.workspace,
            wanted,
            next_step=next_step_wanted(new.next_step),
            by=request.member,
            at=request.now,
            override_reason=new.override_reason,
        )
        deal = created.deal
        if new.lines:
            lines = lines_wanted(request, deal, new.lines)
            deal = set_lines(deal, lines, by=request.member, at=request.now)
    return deal_answer(deal, status=201)


@routes.patch("/deals/{deal_id}", DealOut)
def change_deal(request: ApiRequest, deal_id: PathId, changes: DealChanges) -> HttpResponse:
    by, at = request.member, request.now
    with writing(request):
        deal = deal_of(request, deal_id, held=True)
        must_match(request, version_tag(deal.version))
        columns = _columns(request, deal, changes)
        if columns:
            deal = edit(deal, columns, by=by, at=at)
        given = changes.given()
        if "price_list" in given and given["price_list"] != deal.price_list_id:
            deal = choose_price_list(deal, _price_list(request, given["price_list"]), by=by, at=at)
        if "people" in given:
            set_people(deal, people_must_be_there(request, changes.people), by=by, at=at)
        if "lines" in given:
            set_lines(deal, lines_wanted(request, deal, changes.lines), by=by, at=at)
        deal = Deal.objects.get(workspace_id=request.workspace.id, id=deal.id)
    return deal_answer(deal)


@routes.delete("/deals/{deal_id}")
def delete_deal(request: ApiRequest, deal_id: PathId) -> HttpResponse:
    with writing(request):
        deal = deal_of(request, deal_id, held=True)
        must_match(request, version_tag(deal.version))
        delete(deal, by=request.member, at=request.now)
    return nothing()


def deal_answer(deal: Deal, *, status: int = 200, **more: Any) -> HttpResponse:
    """The deal with its ETag."""
    location = f"/api/v1/deals/{deal.id}" if status == 201 else ""
    return answer({**deal_shown(deal), **more}, status=status, etag=version_tag(deal.version), location=location)


def _columns(request: ApiRequest, deal: Deal, changes: DealChanges) -> dict[str, Any]:
    """The changed columns as `edit` takes them; what a reference names must be there."""
    given = changes.given()
    columns: dict[str, Any] = {
        name: given[name]
        for name in ("title", "probability", "expected_close_on", "temperature", "tags")
        if name in given
    }
    for name in ("external_source", "external_id"):
        if name in given:
            columns[name] = given[name] or ""
    if "value" in given:
        columns["value"] = (given["value"].amount, given["value"].currency) if given["value"] else None
    if "custom" in given:
        columns["custom"] = read_custom(given["custom"])
    for name, model, conditions in REFERENCES:
        if name in given:
            columns[f"{name}_id"] = given[name]
            if given[name] != getattr(deal, f"{name}_id"):
                reference(request, model, given[name], name, **conditions)
    return columns


def _campaign(request: ApiRequest, campaign_id: int | None) -> int | None:
    found = reference(request, Campaign, campaign_id, "campaign", **KEPT)
    return found.id if found else None


def _price_list(request: ApiRequest, price_list_id: int | None) -> int | None:
    found = reference(request, PriceList, price_list_id, "price_list")
    return found.id if found else None


def _asked(request: ApiRequest, wanted: DealFilter) -> QuerySet[Deal]:
    deals: QuerySet[Deal] = Deal.objects.visible_to(request.member)
    columns = {
        **among("status", wanted.status),
        **among("pipeline_id", wanted.pipeline),
        **among("stage_id", wanted.stage),
        **among("organization_id", wanted.organization),
        **among("source_id", wanted.source),
        **among("campaign_id", wanted.campaign),
        "temperature": wanted.temperature,
        "external_source": wanted.external_source,
        "external_id": wanted.external_id,
        "expected_close_on__gte": wanted.expected_close_from,
        "expected_close_on__lt": wanted.expected_close_until,
    }
    deals = deals.filter(**{name: value for name, value in columns.items() if value is not None})
    deals = deals.filter(owned_by(wanted.owner)) if wanted.owner is not None else deals
    workspace_id = request.workspace.id
    parts: list[QuerySet[Any]] = []
    if wanted.person is not None:
        parts.append(DealPerson.objects.filter(workspace_id=workspace_id, person_id__in=wanted.person))
    if wanted.product is not None:
        parts.append(LineItem.objects.filter(workspace_id=workspace_id, product_id__in=wanted.product))
    if wanted.tag is not None:
        key = wanted.tag.strip().casefold()
        parts.append(DealTag.objects.filter(workspace_id=workspace_id, tag__name_key=key))
    for rows in parts:
        deals = deals.filter(Q(Exists(rows.filter(deal_id=OuterRef("id")))))
    return deals
