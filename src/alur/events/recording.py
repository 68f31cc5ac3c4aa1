"""Operations and what they record: the one way in which the state of a workspace changes.

    with operation(deal.workspace_id, by=member, at=now) as act:
        ...
        act.record(DealMoved(...), about=[("deal", deal.id)])

The outermost `operation` opens the transaction; those inside join it and share its id, so that whatever one act of a
person does is undone as one. Events get their positions from a locked row as the last thing before the commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from alur.events.facts import Fact
from alur.events.models import Event, EventHead, EventPersonal, EventSubject
from alur.events.subscribing import tell_before_commit, tell_within
from alur.kernel.ids import new_id, new_ids
from alur.tenancy.inserting import FEW, insert_rows, insert_values, together
from alur.tenancy.models import Member

_current: ContextVar[Operation | None] = ContextVar("alur_operation", default=None)
_via: ContextVar[str] = ContextVar("alur_via", default="system")

Subject = tuple[str, int]
_EVENT = (
    "workspace_id", "id", "position", "name", "version", "payload", "actor_id", "via", "occurred_at", "recorded_at",
    "operation_id", "undoes",
)  # fmt: skip
_SUBJECT = ("workspace_id", "id", "event_id", "kind", "record_id", "occurred_at")


@dataclass(slots=True)
class _Recorded:
    fact: Fact
    about: tuple[Subject, ...]
    occurred_at: datetime
    personal: dict[str, Any] | None
    event_id: int


@dataclass(frozen=True, slots=True)
class Operation:
    """One act: who, when, through which door, and what it has recorded so far."""

    workspace_id: int
    id: int
    by: Member | None
    at: datetime
    via: str
    undoes: int | None = None
    recorded: list[_Recorded] = field(default_factory=list)

    def record(
        self,
        fact: Fact,
        *,
        about: Iterable[Subject],
        occurred_at: datetime | None = None,
        personal: dict[str, Any] | None = None,
    ) -> int:
        """Keep a fact for the commit and tell those who listen within the transaction. Returns the event's id."""
        event_id = new_id()
        at = occurred_at or self.at
        self.recorded.append(_Recorded(fact, tuple(dict.fromkeys(about)), at, personal, event_id))
        tell_within(fact, self)
        return event_id


@contextmanager
def via(door: str) -> Iterator[None]:
    """Name the door for all operations inside: web, api, import, automation, mail, cli."""
    token = _via.set(door)
    try:
        yield
    finally:
        _via.reset(token)


def set_via(door: str) -> None:
    """Name the door for the rest of this context (a request's middleware uses it)."""
    _via.set(door)


@contextmanager
def operation(
    workspace_id: int,
    *,
    by: Member | None,
    at: datetime,
    undoes: int | None = None,
    operation_id: int | None = None,
) -> Iterator[Operation]:
    """Open an operation, or join the one that is open. What fails inside takes all along, but for attempt().

    `operation_id` goes on with an act that commits in batches (an import): one id, several transactions.
    """
    outer = _current.get()
    if outer is not None:
        if outer.workspace_id != workspace_id:
            raise RuntimeError("an operation may not reach into another workspace")
        mark = len(outer.recorded)
        try:
            yield outer if outer.at == at and outer.by is by else replace(outer, at=at, by=by)
        except BaseException:
            del outer.recorded[mark:]
            # Its rows may be written already: without its events they must not be committed. See attempt().
            transaction.set_rollback(True)
            raise
        return
    act = begun(workspace_id, by=by, at=at, undoes=undoes, operation_id=operation_id)
    with carrying_out(act):
        yield act


def begun(
    workspace_id: int,
    *,
    by: Member | None,
    at: datetime,
    undoes: int | None = None,
    operation_id: int | None = None,
) -> Operation:
    """An operation whose facts are put together before the database is held: see carrying_out()."""
    return Operation(workspace_id, operation_id or new_id(), by, at, _via.get(), undoes)


@contextmanager
def carrying_out(act: Operation) -> Iterator[None]:
    """The transaction of an operation, the outermost one: what is written in here, and all that it has recorded."""
    with transaction.atomic():
        token = _current.set(act)
        try:
            yield
        finally:
            _current.reset(token)
        write_events(act)


@contextmanager
def attempt() -> Iterator[None]:
    """Inside an operation: what fails in here is taken back alone, so that the rest may go on."""
    with transaction.atomic():
        yield


def current_operation() -> Operation | None:
    return _current.get()


def write_events(act: Operation) -> None:
    """Give positions to what an operation recorded, and write it. Called once, last, inside its transaction."""
    if not act.recorded:
        return
    if len(act.recorded) > FEW:
        _write(act)
        return
    with together():
        _write(act)


def _write(act: Operation) -> None:
    tell_before_commit(act)
    last = take_positions(act.workspace_id, len(act.recorded))
    first = last - len(act.recorded) + 1
    now = timezone.now()
    actor_id = act.by.id if act.by else None
    events = (
        (
            act.workspace_id, entry.event_id, position, entry.fact.name, entry.fact.version, entry.fact.payload(),
            actor_id, act.via, entry.occurred_at, now, act.id, act.undoes,
        )
        for position, entry in enumerate(act.recorded, start=first)
    )  # fmt: skip
    subjects = [(entry, subject) for entry in act.recorded for subject in entry.about]
    said_about = (
        (act.workspace_id, row_id, entry.event_id, kind, record_id, entry.occurred_at)
        for row_id, (entry, (kind, record_id)) in zip(new_ids(len(subjects)), subjects, strict=True)
    )
    personal = [
        EventPersonal(workspace_id=act.workspace_id, event_id=entry.event_id, data=entry.personal)
        for entry in act.recorded
        if entry.personal
    ]
    insert_values(Event, _EVENT, events)
    insert_values(EventSubject, _SUBJECT, said_about)
    insert_rows(personal)


def take_positions(workspace_id: int, count: int) -> int:
    """Reserve `count` positions and return the last of them; holds the workspace's row until the commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE events_eventhead SET position = position + %s WHERE workspace_id = %s RETURNING position",
            [count, workspace_id],
        )
        row = cursor.fetchone()
    if row is None:
        EventHead.objects.create(workspace_id=workspace_id, position=count)
        return count
    return int(row[0])


def last_position(workspace_id: int) -> int:
    """The position of the workspace's newest event; 0 when there is none."""
    return EventHead.objects.filter(workspace_id=workspace_id).values_list("position", flat=True).first() or 0
