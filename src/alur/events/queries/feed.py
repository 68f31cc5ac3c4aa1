"""The workspace's facts as others read them: all by position, or those of a record, each with its subjects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from alur.events.models import Event, EventSubject
from alur.events.recording import Subject

LONGEST_SEARCH = 5_000
"""How many events one page looks at, at most, where the reader may see few of them."""

COLUMNS = ("id", "position", "name", "operation_id", "actor_id", "via", "occurred_at", "recorded_at", "payload")
Sees = Callable[[Collection[Subject]], Callable[[Sequence[Subject]], bool]]
"""Given all subjects of some events, gives a test of one event's subjects: may the reader see it?"""


@dataclass(frozen=True, slots=True)
class Told:
    """A fact with where it stands; `subjects` are (kind, id)."""

    id: int
    position: int
    name: str
    operation_id: int
    actor_id: int | None
    via: str
    occurred_at: datetime
    recorded_at: datetime
    data: dict[str, Any]
    subjects: list[Subject]


def told_after(workspace_id: int, position: int, *, limit: int, sees: Sees) -> tuple[list[Told], int | None]:
    """Facts that the reader sees, from the first after a position on; and from where to go on, None at the end."""
    found: list[Told] = []
    looked = 0
    while True:
        rows = list(
            Event.objects.filter(workspace_id=workspace_id, position__gt=position)
            .order_by("position")
            .values_list(*COLUMNS)[: limit + 1]
        )
        batch = _told(workspace_id, rows[:limit])
        may = sees([subject for one in batch for subject in one.subjects])
        for one in batch:
            position = one.position
            if may(one.subjects):
                found.append(one)
            if len(found) == limit:
                break
        looked += len(batch)
        is_end = len(rows) <= limit and (not rows or position == rows[-1][1])
        if is_end:
            return found, None
        if len(found) == limit or looked >= LONGEST_SEARCH:
            return found, position


def told_of(
    workspace_id: int, kind: str, record_id: int, *, before: tuple[datetime, int] | None, limit: int
) -> tuple[list[Told], tuple[datetime, int] | None]:
    """Facts of a record, the newest first; and the (occurred_at, event id) to go on before, None at the end."""
    subjects = EventSubject.objects.filter(workspace_id=workspace_id, kind=kind, record_id=record_id)
    if before is not None:
        at, last_id = before
        subjects = subjects.filter(Q(occurred_at__lt=at) | Q(occurred_at=at, event_id__lt=last_id))
    rows = list(subjects.order_by("-occurred_at", "-event_id").values_list("event_id", "occurred_at")[: limit + 1])
    shown = rows[:limit]
    events = Event.objects.filter(workspace_id=workspace_id, id__in=[event_id for event_id, _ in shown])
    by_id = {one.id: one for one in _told(workspace_id, list(events.values_list(*COLUMNS)))}
    found = [by_id[event_id] for event_id, _ in shown if event_id in by_id]
    return found, (shown[-1][1], shown[-1][0]) if len(rows) > limit else None


def _told(workspace_id: int, rows: Sequence[tuple[Any, ...]]) -> list[Told]:
    subjects: dict[int, list[Subject]] = defaultdict(list)
    if rows:
        links = EventSubject.objects.filter(workspace_id=workspace_id, event_id__in=[row[0] for row in rows])
        # In order here: asked to order by id, SQLite reads the whole table along its key.
        for _id, event_id, kind, record_id in sorted(links.values_list("id", "event_id", "kind", "record_id")):
            subjects[event_id].append((kind, record_id))
    return [Told(*(*row, subjects[row[0]])) for row in rows]
