"""What was done, act by act, the latest first: an act is all events of one operation, be it one or a hundred thousand.

The ids of operations are time-ordered, so a page is a walk down an index from one operation to the next below it: as
long as the page, not as the history, and past an import in one step. What no index serves is looked at act by act, up
to a limit that the reader is told of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from alur.events.models import Event, EventSubject
from alur.events.queries.feed import COLUMNS, Sees, Told
from alur.events.recording import Subject
from alur.kernel.ids import LARGEST_ID, first_id_at

FIRST_EVENTS = 8
MOST_COUNTED = 1_000
A_LOOK = 300
LONGEST_LOOK = 3_000
MOST_OF_A_RECORD = 5_000
NOBODY = 0
"""As an actor: what nobody did by hand."""


@dataclass(frozen=True, slots=True)
class ActFilter:
    """Empty sets and None ask for nothing. Days are instants, from `since` to before `until`.

    `names` are of any event of an act, `begun_with` of its first.
    """

    actors: frozenset[int] = frozenset()
    names: frozenset[str] = frozenset()
    doors: frozenset[str] = frozenset()
    begun_with: frozenset[str] = frozenset()
    record: Subject | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_narrow(self) -> bool:
        """Does it ask for more than one index tells apart?"""
        return bool(self.doors or self.record or (self.names and self.actors))


@dataclass(frozen=True, slots=True)
class Act:
    """An operation with its first events that the reader may see; `count` is of all, at most `MOST_COUNTED`."""

    operation_id: int
    actor_id: int | None
    via: str
    recorded_at: datetime
    undoes: int | None
    events: list[Told]
    count: int


@dataclass(frozen=True, slots=True)
class ActPage:
    """`older` is where to go on, None at the end; `is_cut`: it stopped looking, though there is more to look at."""

    acts: list[Act]
    older: int | None
    is_cut: bool = False


def acts(workspace_id: int, wanted: ActFilter, *, before: int | None, limit: int, sees: Sees | None = None) -> ActPage:
    """A page of acts that match, below the operation `before`. `sees` leaves out events that the reader may not see."""
    found: list[Act] = []
    looked, below = 0, before or LARGEST_ID
    if wanted.until is not None:
        below = min(below, first_id_at(wanted.until))
    step = A_LOOK if wanted.is_narrow else limit + 1
    while True:
        ids = _operations(workspace_id, wanted, below, step)
        heads = _heads(workspace_id, ids)
        matching = [one for one in ids if _matches(heads[one], wanted)]
        for first in range(0, len(matching), limit + 1):
            part = matching[first : first + limit + 1]
            found += [act for act in _told(workspace_id, part, heads, sees, FIRST_EVENTS) if act.events]
            if len(found) > limit:
                return ActPage(found[:limit], found[limit - 1].operation_id)
        if len(ids) < step:
            return ActPage(found, None)
        looked, below = looked + len(ids), ids[-1]
        if looked >= LONGEST_LOOK:
            return ActPage(found, below, is_cut=True)


def one_act(workspace_id: int, operation_id: int, *, events: int, sees: Sees | None = None) -> Act | None:
    """An act with more of its events; None where it is not there, or nothing of it is for the reader's eyes."""
    heads = _heads(workspace_id, [operation_id]) if operation_id <= LARGEST_ID else {}
    if not heads:
        return None
    act = _told(workspace_id, [operation_id], heads, sees, events)[0]
    return act if act.events else None


def _operations(workspace_id: int, wanted: ActFilter, below: int, limit: int) -> list[int]:
    """Ids of operations below one, the highest first, by the index that tells them apart best."""
    floor = first_id_at(wanted.since) if wanted.since is not None else 0
    if wanted.record is not None:
        of_record = _of_record(workspace_id, wanted.record, wanted.names)
        return [one for one in of_record if floor <= one < below][:limit]
    if wanted.names:
        return _walk(workspace_id, "name", sorted(wanted.names), below, floor, limit)
    if wanted.actors:
        actors = [None if one == NOBODY else one for one in sorted(wanted.actors)]
        return _walk(workspace_id, "actor_id", actors, below, floor, limit)
    return _walk(workspace_id, None, (), below, floor, limit)


def _walk(
    workspace_id: int, column: str | None, values: Sequence[Any], below: int, floor: int, limit: int
) -> list[int]:
    """From operation to operation: each step asks the index for the largest id below the last."""
    first, first_params = _largest(workspace_id, column, values, str(below))
    step, step_params = _largest(workspace_id, column, values, "walk.id")
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE walk(id) AS (SELECT ({first}) UNION ALL SELECT ({step}) FROM walk WHERE walk.id >= %s) "  # noqa: S608
            f"SELECT id FROM walk WHERE id >= %s LIMIT {limit}",
            [*first_params, *step_params, floor, floor],
        )
        return [int(row[0]) for row in cursor.fetchall()]


def _largest(workspace_id: int, column: str | None, values: Sequence[Any], below: str) -> tuple[str, list[Any]]:
    """SQL of the largest operation below one (a number, or a column of the walk), and its parameters."""
    one = f"SELECT max(operation_id) AS id FROM events_event WHERE workspace_id = %s AND operation_id < {below}"  # noqa: S608
    if column is None:
        return one, [workspace_id]
    parts = [f"{one} AND {column} IS NULL" if value is None else f"{one} AND {column} = %s" for value in values]
    params = [param for value in values for param in ((workspace_id,) if value is None else (workspace_id, value))]
    return f"SELECT max(id) FROM ({' UNION ALL '.join(parts)}) AS found", params  # noqa: S608


def _of_record(workspace_id: int, record: Subject, names: frozenset[str]) -> list[int]:
    kind, record_id = record
    subjects = EventSubject.objects.filter(workspace_id=workspace_id, kind=kind, record_id=record_id)
    ids = list(subjects.order_by("-occurred_at", "-event_id").values_list("event_id", flat=True)[:MOST_OF_A_RECORD])
    operations: set[int] = set()
    for first in range(0, len(ids), 500):
        rows = Event.objects.filter(workspace_id=workspace_id, id__in=ids[first : first + 500])
        if names:
            rows = rows.filter(name__in=names)
        operations.update(rows.values_list("operation_id", flat=True))
    return sorted(operations, reverse=True)


@dataclass(frozen=True, slots=True)
class _Head:
    name: str
    actor_id: int | None
    via: str
    recorded_at: datetime
    undoes: int | None


def _heads(workspace_id: int, ids: Sequence[int]) -> dict[int, _Head]:
    """What the first event of each operation says of the whole."""
    rows = Event.objects.filter(workspace_id=workspace_id, id__in=_first_events(workspace_id, ids, 1))
    columns = rows.values_list("operation_id", "name", "actor_id", "via", "recorded_at", "undoes")
    return {operation_id: _Head(name, actor, via, at, undoes) for operation_id, name, actor, via, at, undoes in columns}


def _matches(head: _Head, wanted: ActFilter) -> bool:
    by_them = not wanted.actors or (head.actor_id or NOBODY) in wanted.actors
    began_so = not wanted.begun_with or head.name in wanted.begun_with
    return by_them and began_so and (not wanted.doors or head.via in wanted.doors)


def _told(workspace_id: int, ids: Sequence[int], heads: dict[int, _Head], sees: Sees | None, first: int) -> list[Act]:
    wanted = _first_events(workspace_id, ids, first)
    rows = sorted(Event.objects.filter(workspace_id=workspace_id, id__in=wanted).values_list(*COLUMNS))
    subjects: dict[int, list[Subject]] = defaultdict(list)
    links = EventSubject.objects.filter(workspace_id=workspace_id, event_id__in=wanted)
    for _id, event_id, kind, record_id in sorted(links.values_list("id", "event_id", "kind", "record_id")):
        subjects[event_id].append((kind, record_id))
    may = sees([subject for own in subjects.values() for subject in own]) if sees is not None else None
    events: dict[int, list[Told]] = defaultdict(list)
    for row in rows:
        one = Told(*(*row, subjects[row[0]]))
        if may is None or may(one.subjects):
            events[one.operation_id].append(one)
    counts = _counts(workspace_id, ids)
    return [
        Act(one, head.actor_id, head.via, head.recorded_at, head.undoes, events[one], counts[one])
        for one in ids
        for head in (heads[one],)
    ]


def _first_events(workspace_id: int, ids: Sequence[int], first: int) -> list[int]:
    """The ids of the first events of each of these operations."""
    return [
        event_id
        for _operation, event_id in _for_each(
            ids,
            "SELECT walk.id, e.id FROM walk JOIN events_event e ON e.workspace_id = %s AND e.id IN "  # noqa: S608
            "(SELECT i.id FROM events_event i WHERE i.workspace_id = %s AND i.operation_id = walk.id "
            f"ORDER BY i.id LIMIT {first})",
            workspace_id,
        )
    ]


def _counts(workspace_id: int, ids: Sequence[int]) -> dict[int, int]:
    return dict(
        _for_each(
            ids,
            "SELECT walk.id, (SELECT count(*) FROM (SELECT i.id FROM events_event i WHERE i.workspace_id = %s "  # noqa: S608
            f"AND i.operation_id = walk.id LIMIT {MOST_COUNTED}) AS counted) FROM walk WHERE %s > 0",
            workspace_id,
        )
    )


def _for_each(ids: Sequence[int], sql: str, workspace_id: int) -> list[tuple[int, int]]:
    """Ask something of each operation in one statement; `sql` names `walk` and takes the workspace twice."""
    if not ids:
        return []
    walk = ", ".join(["(%s)"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(f"WITH walk(id) AS (VALUES {walk}) {sql}", [*ids, workspace_id, workspace_id])
        return [(int(one), int(other)) for one, other in cursor.fetchall()]
