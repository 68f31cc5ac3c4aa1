"""What happens to work that is done to many records; each record tells its own besides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from alur.events.facts import Fact


@dataclass(frozen=True)
class HandOverBegun(Fact):
    """All that follows under the same operation is part of it. `split` is product, region or person."""

    name: ClassVar[str] = "hand_over.begun"
    hand_over: int
    member: int
    title: str
    split: str


@dataclass(frozen=True)
class HandOverFinished(Fact):
    """How many records of each kind have a new owner."""

    name: ClassVar[str] = "hand_over.finished"
    hand_over: int
    member: int
    title: str
    deals: int
    activities: int
    organizations: int
    persons: int


@dataclass(frozen=True)
class HandOverUndone(Fact):
    """`kept` were changed since and stayed as they are."""

    name: ClassVar[str] = "hand_over.undone"
    hand_over: int
    member: int
    title: str
    returned: int
    kept: int


@dataclass(frozen=True)
class BulkChangeStarted(Fact):
    """`act` is what is done, `total` to how many records of the kind at most."""

    name: ClassVar[str] = "bulk_change.started"
    bulk: int
    kind: str
    act: dict[str, Any]
    total: int


@dataclass(frozen=True)
class BulkChangeFinished(Fact):
    """`refused` are those that stayed as they were, for a reason."""

    name: ClassVar[str] = "bulk_change.finished"
    bulk: int
    changed: int
    refused: int


@dataclass(frozen=True)
class BulkChangeUndoBegun(Fact):
    """The worker takes it back, piece by piece."""

    name: ClassVar[str] = "bulk_change.undo_begun"
    bulk: int


@dataclass(frozen=True)
class BulkChangeUndone(Fact):
    """`kept` counts what stayed, since it was changed after."""

    name: ClassVar[str] = "bulk_change.undone"
    bulk: int
    taken_back: int
    kept: int
