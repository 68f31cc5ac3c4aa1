"""What happens to pipelines themselves, to the reasons deals end for, and to the questions that are asked.

Ids and primitives only; changes carry old and new values, so they can go back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from alur.events.changing import RecordDeleted, RecordEdited, RecordMade, RecordRestored
from alur.events.facts import Fact
from alur.pipeline.facts import Changes


@dataclass(frozen=True)
class PipelineCreated(Fact):
    name: ClassVar[str] = "pipeline.created"
    pipeline: int
    title: str


@dataclass(frozen=True)
class PipelineEdited(Fact):
    """`stages` holds, per changed stage, [stage id, changes]; `added` and `removed` are stage ids.

    `criteria` holds [criterion id, stage id, old, new] each: a criterion as its values, or null where there is none.
    What an added stage begins with are changes from null.
    """

    name: ClassVar[str] = "pipeline.edited"
    pipeline: int
    title: str
    changes: Changes = field(default_factory=dict)
    stages: list[list[Any]] = field(default_factory=list)
    added: list[int] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    criteria: list[list[Any]] = field(default_factory=list)


@dataclass(frozen=True)
class PipelineChangeBegun(Fact):
    """A change that many deals follow, in pieces of one operation: the edit itself, and its deals, come after it."""

    name: ClassVar[str] = "pipeline.change_begun"
    pipeline: int
    title: str


@dataclass(frozen=True)
class PipelineDeleted(Fact):
    """`stages` are the ids of those that went with it."""

    name: ClassVar[str] = "pipeline.deleted"
    pipeline: int
    title: str
    stages: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class PipelineRestored(Fact):
    name: ClassVar[str] = "pipeline.restored"
    pipeline: int
    title: str
    stages: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class PipelinesOrdered(Fact):
    """Pipeline ids in their order, before and after."""

    name: ClassVar[str] = "pipeline.ordered"
    old: list[int]
    new: list[int]


@dataclass(frozen=True)
class PipelineNeedsSet(Fact):
    """What the deals of a pipeline need, before and after: lists of [name, weight, stage id or null], or null for what
    is usual.
    """

    name: ClassVar[str] = "pipeline.needs_set"
    pipeline: int
    title: str
    old: list[list[Any]] | None
    new: list[list[Any]] | None


@dataclass(frozen=True)
class ReasonAdded(RecordMade):
    name: ClassVar[str] = "close_reason.added"


@dataclass(frozen=True)
class ReasonRenamed(RecordEdited):
    name: ClassVar[str] = "close_reason.renamed"


@dataclass(frozen=True)
class ReasonArchived(RecordDeleted):
    name: ClassVar[str] = "close_reason.archived"


@dataclass(frozen=True)
class ReasonRestored(RecordRestored):
    name: ClassVar[str] = "close_reason.restored"


class QuestionAdded(RecordMade):
    name: ClassVar[str] = "question.added"


class QuestionEdited(RecordEdited):
    name: ClassVar[str] = "question.edited"


class QuestionArchived(RecordDeleted):
    name: ClassVar[str] = "question.archived"


class QuestionRestored(RecordRestored):
    name: ClassVar[str] = "question.restored"
