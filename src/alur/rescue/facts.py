"""What people do to the queue itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from alur.events.facts import Fact


@dataclass(frozen=True)
class DealSnoozed(Fact):
    """Left alone until an instant (ISO), or no longer (none); `before` is until when it was left alone already."""

    name: ClassVar[str] = "deal.snoozed"
    deal: int
    until: str | None
    before: str | None


@dataclass(frozen=True)
class DealReminded(Fact):
    """Rolling ownership tells the owner for the first or second time that nobody has touched it for `days`."""

    name: ClassVar[str] = "deal.reminded"
    deal: int
    pipeline: int
    owner: int
    number: int
    days: int


@dataclass(frozen=True)
class DealRolled(Fact):
    """Rolling ownership gives it on: to the `lead`, or to whose `turn` it is. `days` it was untouched."""

    name: ClassVar[str] = "deal.rolled"
    deal: int
    pipeline: int
    before: int | None
    after: int
    reason: str
    days: int


@dataclass(frozen=True)
class DealOffered(Fact):
    """Rolling ownership offers it to a team (none: to all): the first who takes it has it."""

    name: ClassVar[str] = "deal.offered"
    deal: int
    pipeline: int
    owner: int | None
    team: int | None
    days: int


@dataclass(frozen=True)
class DealTaken(Fact):
    """Somebody took it who was the first of those whom it was offered to."""

    name: ClassVar[str] = "deal.taken"
    deal: int
    pipeline: int
    before: int | None
    after: int


@dataclass(frozen=True)
class RollingSet(Fact):
    """The rule of a pipeline: `before` and `after` hold is_on, days, lead_days, then, capacity."""

    name: ClassVar[str] = "rolling.set"
    pipeline: int
    title: str
    before: dict[str, Any]
    after: dict[str, Any]
