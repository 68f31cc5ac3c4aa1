"""Undo: every operation has a recorded inverse, made from the old and new values of its facts."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any, TypeVar

from alur.events.facts import Fact, fact_named
from alur.events.models import Event, EventSubject
from alur.events.recording import Operation, operation
from alur.kernel.refusal import N_, Conflict
from alur.tenancy.models import Member

F = TypeVar("F", bound=Fact)
Inverse = Callable[[Any, Operation], None]
WholeInverse = Callable[[Event, Member, datetime], Operation]
Guard = Callable[[Member, Collection[int]], Collection[int]]

BATCH = 500
JUST = timedelta(hours=1)
"""So long one may take back what one did oneself, though it has put the record out of one's own sight."""

_inverses: dict[str, Inverse] = {}
_whole: dict[str, WholeInverse] = {}
_guards: dict[str, Guard] = {}
_silent: set[str] = set()


class NothingToUndo(LookupError):
    """The operation is not there, or not this member's to see."""


def inverse_of(fact: type[F]) -> Callable[[Callable[[F, Operation], None]], Callable[[F, Operation], None]]:
    """Register what takes a fact back. It refuses (Conflict) where a later change stands in its way."""

    def register(function: Callable[[F, Operation], None]) -> Callable[[F, Operation], None]:
        _inverses[fact.name] = function
        return function

    return register


def inverse_of_operation(fact: type[F]) -> Callable[[WholeInverse], WholeInverse]:
    """Register how an operation that begins with this fact is taken back as a whole (an import, a merge)."""

    def register(function: WholeInverse) -> WholeInverse:
        _whole[fact.name] = function
        return function

    return register


def follows(*facts: type[Fact]) -> None:
    """These facts are consequences of others in their operation: taking those back takes these back."""
    _silent.update(fact.name for fact in facts)


def guard(kind: str) -> Callable[[Guard], Guard]:
    """Register which records of a kind a member may change; undo asks it."""

    def register(function: Guard) -> Guard:
        _guards[kind] = function
        return function

    return register


def undo(workspace_id: int, operation_id: int, *, by: Member, at: datetime) -> Operation:
    """Take an operation back and return the operation that did so.

    Raises NothingToUndo where it is unknown or hidden, Conflict with a sentence where it was undone before, cannot be
    undone, or a later change stands in its way; then nothing has changed.
    """
    rows = Event.objects.filter(workspace_id=workspace_id, operation_id=operation_id)
    # Sought among the operation's own: asked for in order, SQLite walks all positions (0.8 s of a million events).
    position = min(rows.values_list("position", flat=True), default=0)
    first = rows.filter(position=position).first()
    # What is taken back as a whole (an import) may be a hundred thousand events: it is judged by what began it.
    is_whole = first is not None and first.name in _whole
    events = [first] if is_whole and first is not None else list(rows.order_by("-position"))
    may = by.workspace_id == workspace_id and by.can_change
    if first is None or not may or not (_has_just_done(events, by, at) or _may_change_subjects(events, by)):
        raise NothingToUndo
    if is_undone(workspace_id, operation_id):
        raise Conflict(N_("This has been undone already."))
    if is_whole:
        return _whole[first.name](first, by, at)
    with operation(workspace_id, by=by, at=at, undoes=operation_id) as act:
        taken = 0
        for event in events:
            if event.name in _silent:
                continue
            take_back(event, act)
            taken += 1
        if not taken:
            raise Conflict(N_("This cannot be undone."))
    return act


def take_back(event: Event, act: Operation) -> None:
    """Apply the inverse of one event inside an open operation. Conflict where a later change stands in its way."""
    kind, inverse = fact_named(event.name), _inverses.get(event.name)
    if kind is None or inverse is None:
        raise Conflict(N_("This cannot be undone."))
    inverse(kind.from_payload(event.payload), act)


def is_undone(workspace_id: int, operation_id: int) -> bool:
    """Was it taken back, and that not taken back in its turn?"""
    undoing = Event.objects.filter(workspace_id=workspace_id, undoes=operation_id).values_list(
        "operation_id", flat=True
    )
    return any(not is_undone(workspace_id, other) for other in set(undoing))


def can_undo_whole(workspace_id: int, operation_id: int) -> bool:
    """Is there an inverse of all that an operation did? Whether a later change stands in its way is another matter."""
    events = Event.objects.filter(workspace_id=workspace_id, operation_id=operation_id)
    first = events.order_by("id").values_list("name", flat=True).first()
    if first is None or first in _whole:
        return first is not None
    names = set(events.values_list("name", flat=True).distinct()) - _silent
    return bool(names) and all(name in _inverses for name in names)


def can_undo(name: str) -> bool:
    """Does an event of this name have an inverse?"""
    return name in _inverses or name in _whole


def _has_just_done(events: list[Event], by: Member, at: datetime) -> bool:
    """Who hands a deal on to a colleague sees it no more, and may still have slipped."""
    return all(event.actor_id == by.id and at - event.recorded_at <= JUST for event in events)


def _may_change_subjects(events: list[Event], by: Member) -> bool:
    """Consequences are judged by what they follow from: who may change a pipeline may take its change back whole."""
    named: dict[str, set[int]] = {}
    judged = [event.id for event in events if event.name not in _silent] or [event.id for event in events]
    for first in range(0, len(judged), BATCH):
        rows = EventSubject.objects.filter(
            workspace_id=by.workspace_id, event_id__in=judged[first : first + BATCH]
        ).values_list("kind", "record_id", "id")
        # The id is asked for lest the timeline's index has all that is wanted: SQLite would then walk the whole of it.
        for kind, record_id, _ in rows:
            named.setdefault(kind, set()).add(record_id)
    return all(set(ids) <= set(_guards[kind](by, ids)) for kind, ids in named.items() if kind in _guards)
