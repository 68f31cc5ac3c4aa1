"""What happened to a record, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from alur.events.models import Event, EventSubject
from alur.tenancy.prepared import Prepared, Slot, Slots

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Happening:
    """One event on a record's timeline. `undone_by` names the operation that took it back, if one did."""

    id: int
    position: int
    name: str
    data: dict[str, Any]
    actor_id: int | None
    via: str
    occurred_at: datetime
    operation_id: int
    undoes: int | None
    undone_by: int | None


@dataclass(frozen=True, slots=True)
class TimelinePage:
    happenings: list[Happening]
    older: tuple[datetime, int] | None


def timeline(
    workspace_id: int, kind: str, record_id: int, *, before: tuple[datetime, int] | None = None
) -> TimelinePage:
    """A page of a record's events. `before` is the (occurred_at, event id) that the last page ended with."""
    if before is None:
        rows = _NEWEST(workspace_id=workspace_id, kind=kind, record_id=record_id)
    else:
        at, last_id = before
        older_ones = EventSubject.objects.filter(workspace_id=workspace_id, kind=kind, record_id=record_id).filter(
            Q(occurred_at__lt=at) | Q(occurred_at=at, event_id__lt=last_id)
        )
        rows = list(_page(older_ones))
    shown = rows[:SHOWN]
    events = {one.id: one for one in _EVENTS(workspace_id=workspace_id, ids=[event_id for event_id, _ in shown])}
    undone = _undone(workspace_id, {event.operation_id for event in events.values()})
    happenings = [
        Happening(
            id=event.id,
            position=event.position,
            name=event.name,
            data=event.payload,
            actor_id=event.actor_id,
            via=event.via,
            occurred_at=event.occurred_at,
            operation_id=event.operation_id,
            undoes=event.undoes,
            undone_by=undone.get(event.operation_id),
        )
        for event_id, _ in shown
        if (event := events.get(event_id)) is not None
    ]
    older = (shown[-1][1], shown[-1][0]) if len(rows) > SHOWN else None
    return TimelinePage(happenings, older)


def _page(subjects: QuerySet[EventSubject]) -> QuerySet[EventSubject, tuple[int, datetime]]:
    """One more than is shown, to know whether there are more."""
    return subjects.order_by("-occurred_at", "-event_id").values_list("event_id", "occurred_at")[: SHOWN + 1]


_NEWEST = Prepared(
    lambda: _page(
        EventSubject.objects.filter(workspace_id=Slot("workspace_id"), kind=Slot("kind"), record_id=Slot("record_id"))
    )
)


_EVENTS = Prepared(lambda: Event.objects.filter(workspace_id=Slot("workspace_id"), id__in=[Slots("ids")]))
_UNDOING = Prepared(
    lambda: Event.objects.filter(workspace_id=Slot("workspace_id"), undoes__in=[Slots("ids")]).values_list(
        "undoes", "operation_id"
    )
)


def _undone(workspace_id: int, operation_ids: set[int]) -> dict[int, int]:
    rows = _UNDOING(workspace_id=workspace_id, ids=operation_ids)
    return {undoes: by for undoes, by in rows if undoes is not None}
