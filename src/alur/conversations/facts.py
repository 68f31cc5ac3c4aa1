from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from alur.events.changing import RecordDeleted, RecordEdited, RecordMade, RecordRestored
from alur.events.facts import Fact


@dataclass(frozen=True)
class ActivityPlanned(Fact):
    """`due_at` is an ISO instant."""

    name: ClassVar[str] = "activity.planned"
    activity: int
    kind: str
    title: str
    due_at: str


@dataclass(frozen=True)
class ActivityLogged(Fact):
    """Something that has happened: a note, a call, a visit."""

    name: ClassVar[str] = "activity.logged"
    activity: int
    kind: str
    title: str


@dataclass(frozen=True)
class ActivityEdited(Fact):
    name: ClassVar[str] = "activity.edited"
    activity: int
    kind: str
    title: str
    changes: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class ActivityDone(Fact):
    """`following` is the activity that its recurrence planned next, `outcome` what was written before and since, and
    `answered` whether somebody was said to have answered before and since.
    """

    name: ClassVar[str] = "activity.done"
    activity: int
    kind: str
    title: str
    following: int | None = None
    outcome: list[str] = field(default_factory=list)
    answered: list[bool | None] = field(default_factory=list)


@dataclass(frozen=True)
class ActivityReopened(Fact):
    name: ClassVar[str] = "activity.reopened"
    activity: int
    kind: str
    title: str


@dataclass(frozen=True)
class ActivityDeleted(Fact):
    name: ClassVar[str] = "activity.deleted"
    activity: int
    kind: str
    title: str


@dataclass(frozen=True)
class ActivityRestored(Fact):
    name: ClassVar[str] = "activity.restored"
    activity: int
    kind: str
    title: str


@dataclass(frozen=True)
class ActivitySkipped(Fact):
    """One of a series was left out. `before` and `after` are [due as an ISO instant, number in the series]."""

    name: ClassVar[str] = "activity.skipped"
    activity: int
    kind: str
    title: str
    before: list[Any] = field(default_factory=list)
    after: list[Any] = field(default_factory=list)


class ObjectionAdded(RecordMade):
    name: ClassVar[str] = "objection.added"


class ObjectionEdited(RecordEdited):
    name: ClassVar[str] = "objection.edited"


class ObjectionArchived(RecordDeleted):
    name: ClassVar[str] = "objection.archived"


class ObjectionRestored(RecordRestored):
    name: ClassVar[str] = "objection.restored"


class AnswerAdded(RecordMade):
    name: ClassVar[str] = "objection_answer.added"


class AnswerEdited(RecordEdited):
    name: ClassVar[str] = "objection_answer.edited"


class AnswerArchived(RecordDeleted):
    name: ClassVar[str] = "objection_answer.archived"


class AnswerRestored(RecordRestored):
    name: ClassVar[str] = "objection_answer.restored"


class ObjectionNoted(RecordMade):
    name: ClassVar[str] = "objection_heard.noted"


class ObjectionNoteEdited(RecordEdited):
    name: ClassVar[str] = "objection_heard.edited"


class ObjectionNoteRemoved(RecordDeleted):
    name: ClassVar[str] = "objection_heard.removed"


class ObjectionNoteRestored(RecordRestored):
    name: ClassVar[str] = "objection_heard.restored"
