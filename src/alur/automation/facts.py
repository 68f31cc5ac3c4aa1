from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

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
