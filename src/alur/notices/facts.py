from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from alur.events.facts import Fact


@dataclass(frozen=True)
class NoticesSet(Fact):
    """What a member is told of. `changes` is field, or `kind.way`, to [old, new]."""

    name: ClassVar[str] = "member.notices_set"
    member: int
    changes: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class FollowBegan(Fact):
    """`kind` is deal or organization."""

    name: ClassVar[str] = "follow.began"
    member: int
    kind: str
    record: int


@dataclass(frozen=True)
class FollowEnded(Fact):
    """`why` is `asked`, or `hidden` where the record can no longer be seen."""

    name: ClassVar[str] = "follow.ended"
    member: int
    kind: str
    record: int
    why: str = "asked"
