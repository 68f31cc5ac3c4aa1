"""What merging leaves on the record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from alur.events.facts import Fact


@dataclass(frozen=True)
class RecordMerged(Fact):
    """`loser` went into `record`; `moved` is table and column to how many rows went over."""

    name: ClassVar[str] = ""
    record: int
    title: str
    loser: int
    loser_title: str
    moved: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class RecordUnmerged(Fact):
    """`loser` was taken out of `record` again; `kept` names what had been edited since, and so stays as it is."""

    name: ClassVar[str] = ""
    record: int
    title: str
    loser: int
    loser_title: str
    kept: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class OrganizationMerged(RecordMerged):
    name: ClassVar[str] = "organization.merged"


@dataclass(frozen=True)
class OrganizationUnmerged(RecordUnmerged):
    name: ClassVar[str] = "organization.unmerged"


@dataclass(frozen=True)
class PersonMerged(RecordMerged):
    name: ClassVar[str] = "person.merged"


@dataclass(frozen=True)
class PersonUnmerged(RecordUnmerged):
    name: ClassVar[str] = "person.unmerged"


@dataclass(frozen=True)
class DealMerged(RecordMerged):
    name: ClassVar[str] = "deal.merged"


@dataclass(frozen=True)
class DealUnmerged(RecordUnmerged):
    name: ClassVar[str] = "deal.unmerged"


@dataclass(frozen=True)
class PairToldApart(Fact):
    """Two records that are alike and are not the same; `is_apart` false: that was taken back."""

    name: ClassVar[str] = "duplicates.told_apart"
    kind: str
    one: int
    other: int
    is_apart: bool
