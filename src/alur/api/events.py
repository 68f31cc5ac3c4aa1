"""The workspace's facts by position, and those of a deal."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query
from pydantic import BeforeValidator, Field, WithJsonSchema
from typing_extensions import TypedDict

from alur.api.shell.answering import IdOut, InstantOut, answer, ident, instant
from alur.api.shell.finding import deal_of
from alur.api.shell.paging import gone, read_cursor, write_cursor
from alur.api.shell.reading import LARGEST_ID, Filter, PathId
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.events.queries.feed import Told, told_after, told_of
from alur.pipeline.queries.sight import sight_of

routes = Resource("events")


class SubjectOut(TypedDict):
    kind: str
    id: IdOut


class EventOut(TypedDict):
    """One fact. `position` grows without gaps; `actor` is a member, null for the system; `via` is the door."""

    position: int
    name: str
    operation: IdOut
    actor: IdOut | None
    via: str
    occurred_at: InstantOut
    recorded_at: InstantOut
    subjects: list[SubjectOut]
    data: dict[str, Any]


class EventList(TypedDict):
    items: list[EventOut]
    next_cursor: str | None


def _read_position(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 19 else value


Position = Annotated[
    int, BeforeValidator(_read_position), Field(ge=0, le=LARGEST_ID), WithJsonSchema({"type": "integer", "minimum": 0})
]


class EventFilter(Filter):
    after: Annotated[Position, Field(description="The position of the last event that is known already.")] = 0


@routes.get("/events", EventList)
def list_events(request: ApiRequest, wanted: Query[EventFilter]) -> HttpResponse:
    after = wanted.after
    if wanted.cursor:
        (after,) = read_cursor(wanted.cursor, 1)
        if not isinstance(after, int) or not 0 <= after <= LARGEST_ID:
            raise gone()
    found, following = told_after(request.workspace.id, after, limit=wanted.limit, sees=sight_of(request.member))
    return answer(
        {
            "items": [event_shown(one) for one in found],
            "next_cursor": None if following is None else write_cursor(following),
        }
    )


@routes.get("/deals/{deal_id}/events", EventList)
def list_deal_events(request: ApiRequest, deal_id: PathId, wanted: Query[Filter]) -> HttpResponse:
    """The newest first."""
    deal = deal_of(request, deal_id)
    before = _before(wanted.cursor) if wanted.cursor else None
    found, following = told_of(request.workspace.id, "deal", deal.id, before=before, limit=wanted.limit)
    return answer(
        {
            "items": [event_shown(one) for one in found],
            "next_cursor": None if following is None else write_cursor(following[0].isoformat(), following[1]),
        }
    )


def event_shown(one: Told) -> EventOut:
    return {
        "position": one.position,
        "name": one.name,
        "operation": str(one.operation_id),
        "actor": ident(one.actor_id),
        "via": one.via,
        "occurred_at": instant(one.occurred_at),
        "recorded_at": instant(one.recorded_at),
        "subjects": [{"kind": kind, "id": str(record_id)} for kind, record_id in one.subjects],
        "data": one.data,
    }


def _before(cursor: str) -> tuple[datetime, int]:
    at, last_id = read_cursor(cursor, 2)
    try:
        found = datetime.fromisoformat(at)
    except (TypeError, ValueError):
        raise gone() from None
    if found.tzinfo is None or not isinstance(last_id, int) or not 0 <= last_id <= LARGEST_ID:
        raise gone()
    return found, last_id
