"""What happens to the fields that a workspace has added to its records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from alur.events.changing import RecordDeleted, RecordEdited, RecordMade, RecordRestored
from alur.events.facts import Fact


@dataclass(frozen=True)
class FieldDefined(RecordMade):
    name: ClassVar[str] = "field.defined"


@dataclass(frozen=True)
class FieldEdited(RecordEdited):
    name: ClassVar[str] = "field.edited"


@dataclass(frozen=True)
class FieldsReordered(Fact):
    """The fields of a kind of record in use, in order."""

    name: ClassVar[str] = "field.reordered"
    record_kind: str
    before: list[int]
    after: list[int]


@dataclass(frozen=True)
class FieldRetyped(Fact):
    """`made` has taken the place of `record`, which went into the archive with its values as they were."""

    name: ClassVar[str] = "field.retyped"
    record: int
    title: str
    made: int
    old_type: str
    new_type: str


@dataclass(frozen=True)
class FieldArchived(RecordDeleted):
    name: ClassVar[str] = "field.archived"


@dataclass(frozen=True)
class FieldRestored(RecordRestored):
    name: ClassVar[str] = "field.restored"
