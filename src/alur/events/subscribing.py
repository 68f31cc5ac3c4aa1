"""Who listens to which fact: within the transaction that made it, or after it by the relay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from alur.events.facts import Fact

if TYPE_CHECKING:
    from alur.events.models import Event
    from alur.events.recording import Operation

_within: dict[type[Fact], list[Callable[[Any, Operation], None]]] = defaultdict(list)
_after: dict[str, Subscriber] = {}
_before_commit: list[Callable[[Operation], None]] = []

F = TypeVar("F", bound=Fact)


TakeMany = Callable[[int, "Sequence[Event]", datetime], None]


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A named listener of the relay: idempotent by (event, subscriber).

    One that takes many is handed all events that wait, and opens transactions of its own.
    """

    name: str
    facts: frozenset[str]
    take: Callable[[Event], None] | None = None
    take_many: TakeMany | None = None


def within(fact: type[F]) -> Callable[[Callable[[F, Operation], None]], Callable[[F, Operation], None]]:
    """Run the function inside the transaction, at once: a new workspace has its default pipeline."""

    def register(function: Callable[[F, Operation], None]) -> Callable[[F, Operation], None]:
        _within[fact].append(function)
        return function

    return register


def before_commit(function: Callable[[Operation], None]) -> Callable[[Operation], None]:
    """Run the function once for each operation, inside its transaction, when all it did is written and recorded."""
    _before_commit.append(function)
    return function


def after(name: str, facts: list[type[Fact]]) -> Callable[[Callable[[Event], None]], Callable[[Event], None]]:
    """Run the function for each event of those facts, in order, after its commit, by the relay."""

    def register(function: Callable[[Event], None]) -> Callable[[Event], None]:
        _after[name] = Subscriber(name, frozenset(fact.name for fact in facts), function)
        return function

    return register


def after_many(name: str, facts: list[type[Fact]]) -> Callable[[TakeMany], TakeMany]:
    """Run the function once for all events of those facts that wait, with (workspace, events, now), by the relay.

    For what is the same work however much has happened. Where it fails, it is asked again for each event alone.
    """

    def register(function: TakeMany) -> TakeMany:
        _after[name] = Subscriber(name, frozenset(fact.name for fact in facts), take_many=function)
        return function

    return register


def tell_within(fact: Fact, act: Operation) -> None:
    for function in _within.get(type(fact), ()):
        function(fact, act)


def tell_before_commit(act: Operation) -> None:
    for function in _before_commit:
        function(act)


def subscribers() -> list[Subscriber]:
    return list(_after.values())
