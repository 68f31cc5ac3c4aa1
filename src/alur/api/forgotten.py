"""The queue of forgotten deals."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from django.http import HttpResponse
from ninja import Query
from pydantic import Field
from typing_extensions import TypedDict

from alur.api.deal_shapes import TemperatureName
from alur.api.shell.answering import IdOut, InstantOut, MoneyOut, answer, instant
from alur.api.shell.paging import gone, read_cursor, write_cursor
from alur.api.shell.reading import Filter
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.api.shell.sharing import Owners
from alur.kernel.dates import day_bounds
from alur.rescue.queries.customers import customers_page
from alur.rescue.queries.queue import Asked, Place, Row, page_of

routes = Resource("forgotten")

ReasonName = Literal["silent", "unplanned", "lacking", "returned"]
CustomerReason = Literal["silent_customer"]
SILENT_CUSTOMER: CustomerReason = "silent_customer"
_REASONS: tuple[ReasonName, ...] = get_args(ReasonName)


class ForgottenOut(TypedDict):
    """`at_stake` is value × probability in the workspace's currency; `missing` names fields of the deal, `contact` and
    `region` of its company or people; `completeness` is percent by weight; `silence_limit_days` null where the stage
    allows any silence; `next` is what to do. A silent customer is no deal: at stake is its usual order, the limit
    is twice its usual gap."""

    deal: IdOut | None
    title: str
    organization: IdOut | None
    pipeline: IdOut | None
    stage: IdOut | None
    owner: IdOut | None
    temperature: TemperatureName | None
    reasons: list[ReasonName | CustomerReason]
    at_stake: MoneyOut
    silent_since: InstantOut
    silence_limit_days: int | None
    missing: list[str]
    completeness: int
    next: Literal["find_contact", "call", "plan", "fill"]


class ForgottenList(TypedDict):
    items: list[ForgottenOut]
    next_cursor: str | None


class ForgottenFilter(Filter):
    reason: Annotated[
        ReasonName | CustomerReason | None,
        Field(description="One reason alone; silent customers are listed only where they are asked for."),
    ] = None
    owner: Owners | None = None


@routes.get("/forgotten", ForgottenList)
def list_forgotten(request: ApiRequest, wanted: Query[ForgottenFilter]) -> HttpResponse:
    """What acting now is worth most for comes first, after the caller's own deals whose step is due today."""
    owners = None if wanted.owner is None else frozenset(wanted.owner)
    if wanted.reason == SILENT_CUSTOMER:
        return _customers(request, wanted, owners)
    asked = Asked(request.member, request.now, wanted.reason or "", owners)
    rows, following = page_of(asked, after=_place(wanted.cursor) if wanted.cursor else None, limit=wanted.limit)
    currency = request.workspace.currency
    shown: ForgottenList = {
        "items": [_shown(row, currency) for row in rows],
        "next_cursor": write_cursor(*following) if following else None,
    }
    return answer(shown)


def _customers(request: ApiRequest, wanted: ForgottenFilter, owners: frozenset[int] | None) -> HttpResponse:
    after = _numbers(wanted.cursor, 2) if wanted.cursor else None
    rows, following = customers_page(
        request.member, at=request.now, owners=owners, after=(after[0], after[1]) if after else None, limit=wanted.limit
    )
    zone, currency = request.workspace.zone, request.workspace.currency
    items: list[ForgottenOut] = [
        {
            "deal": None,
            "title": row.name,
            "organization": str(row.organization_id),
            "pipeline": None,
            "stage": None,
            "owner": str(row.owner_id) if row.owner_id else None,
            "temperature": None,
            "reasons": [SILENT_CUSTOMER],
            "at_stake": {"amount": row.stake, "currency": currency},
            "silent_since": instant(day_bounds(row.last_order_on, zone)[0]),
            "silence_limit_days": row.double_gap_days,
            "missing": [],
            "completeness": 100,
            "next": "call",
        }
        for row in rows
    ]
    return answer({"items": items, "next_cursor": write_cursor(*following) if following else None})


def _place(cursor: str) -> Place:
    part, rank, row_id = _numbers(cursor, 3)
    return part, rank, row_id


def _numbers(cursor: str, length: int) -> list[int]:
    parts = read_cursor(cursor, length)
    if not all(isinstance(one, int) and abs(one) < 2**63 for one in parts):
        raise gone()
    return parts


def _shown(row: Row, currency: str) -> ForgottenOut:
    return {
        "deal": str(row.deal_id),
        "title": row.title,
        "organization": str(row.organization_id) if row.organization_id else None,
        "pipeline": str(row.pipeline_id),
        "stage": str(row.stage_id),
        "owner": str(row.owner_id) if row.owner_id else None,
        "temperature": row.temperature,  # type: ignore[typeddict-item]  # one of three, by the database
        "reasons": [one for one in _REASONS if one in row.reasons],
        "at_stake": {"amount": row.stake, "currency": currency},
        "silent_since": instant(row.quiet_since),
        "silence_limit_days": row.limit_days,
        "missing": list(row.lacks),
        "completeness": row.completeness,
        "next": row.advice.value,
    }
