"""An activity as the API takes it and shows it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field
from pydantic.types import Strict
from typing_extensions import TypedDict

from alur.api.deal_inputs import Kind
from alur.api.shell.answering import DayOut, IdOut, InstantOut, day, ident, instant
from alur.api.shell.narrowing import RecordFilter
from alur.api.shell.paging import listed
from alur.api.shell.reading import Body, Day, Flag, Id, Ids, Instant, Line, Text, absent
from alur.api.shell.sharing import Owners
from alur.conversations.models.activity import NO_REMINDER
from alur.conversations.operations.planning import EARLIEST_REMINDER, LONGEST_MINUTES

SORTS = {"created_at": "created_at", "id": "id"}
RecurrenceName = Literal["", "daily", "weekly", "monthly"]
Minutes = Annotated[int, Strict(), Field(ge=1, le=LONGEST_MINUTES)]
Reminder = Annotated[int, Strict(), Field(ge=NO_REMINDER, le=EARLIEST_REMINDER)]


class ActivityOut(TypedDict):
    """Planned while it has a `due_at` and no `done_at`. `is_timed` false: due on the day, at no hour.

    `minutes` is how long it takes, null: as its kind usually does; `remind_minutes` how long before it the owner is
    reminded, null: as the owner is used to, -1: not at all. `is_answered`: somebody picked up, or wrote back; null: not
    said. A message that was answered warms its deal.
    """

    id: IdOut
    kind: Kind
    title: str
    body: str
    outcome: str
    deal: IdOut | None
    organization: IdOut | None
    person: IdOut | None
    owner: IdOut | None
    due_at: InstantOut | None
    is_timed: bool
    minutes: int | None
    recurrence: RecurrenceName
    repeats_until: DayOut | None
    remind_minutes: int | None
    is_answered: bool | None
    is_done: bool
    done_at: InstantOut | None
    created_at: InstantOut
    updated_at: InstantOut


class ActivityList(TypedDict):
    items: list[ActivityOut]
    next_cursor: str | None


WITHOUT_WORDS = ("call", "email", "whatsapp", "meeting", "visit", "task")
WORDS = r"\S"


def _needed(name: str, pattern: str = "") -> dict[str, Any]:
    """A text of this name is there."""
    return {"required": [name], "properties": {name: {"type": "string", **({"pattern": pattern} if pattern else {})}}}


def _kind(*kinds: str) -> dict[str, Any]:
    return {"properties": {"kind": {"enum": list(kinds)}}}


class ActivityNew(Body):
    """About a deal, an organization or a person. With `due_at` it is planned, else it has happened, at `done_at`."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "allOf": [
                {"anyOf": [_needed("deal"), _needed("organization"), _needed("person")]},
                {"anyOf": [_kind(*WITHOUT_WORDS), _needed("title", WORDS), _needed("body", WORDS)]},
            ]
        },
    )

    kind: Kind
    title: Line = ""
    body: Text = ""
    outcome: Text = ""
    deal: Id | None = None
    organization: Id | None = None
    person: Id | None = None
    owner: Id | None = None
    due_at: Instant | None = None
    is_timed: Flag = True
    minutes: Minutes | None = None
    recurrence: RecurrenceName = ""
    repeats_until: Day | None = None
    remind_minutes: Reminder | None = None
    done_at: Instant | None = None
    is_answered: Flag | None = None


class ActivityChanges(Body):
    """`is_done` true marks a planned one as done, with its outcome."""

    kind: Kind = absent()
    title: Line = absent()
    body: Text = absent()
    outcome: Text = absent()
    person: Id | None = None
    owner: Id | None = None
    due_at: Instant | None = None
    is_timed: Flag = absent()
    minutes: Minutes | None = None
    recurrence: RecurrenceName = absent()
    repeats_until: Day | None = None
    remind_minutes: Reminder | None = None
    is_answered: Flag | None = None
    is_done: Flag = absent()


class ActivityFilter(RecordFilter):
    deal: Ids | None = None
    organization: Ids | None = None
    person: Ids | None = None
    owner: Owners | None = None
    kind: Kind | None = None
    is_done: bool | None = None
    due_from: Instant | None = None
    due_until: Annotated[Instant | None, Field(description="The first instant that no longer counts.")] = None
    sort: Annotated[str, listed(SORTS)] = "-id"


COLUMNS = (
    "id",
    "kind",
    "title",
    "body",
    "outcome",
    "deal_id",
    "organization_id",
    "person_id",
    "owner_id",
    "due_at",
    "is_timed",
    "minutes",
    "recurrence",
    "repeats_until",
    "remind_minutes",
    "is_answered",
    "done_at",
    "created_at",
    "updated_at",
)


def shown_activity(row: tuple[Any, ...]) -> ActivityOut:
    value = dict(zip(COLUMNS, row, strict=False))
    return {
        "id": str(value["id"]),
        "kind": value["kind"],
        "title": value["title"],
        "body": value["body"],
        "outcome": value["outcome"],
        "deal": ident(value["deal_id"]),
        "organization": ident(value["organization_id"]),
        "person": ident(value["person_id"]),
        "owner": ident(value["owner_id"]),
        "due_at": instant(value["due_at"]),
        "is_timed": value["is_timed"],
        "minutes": value["minutes"],
        "recurrence": value["recurrence"],
        "repeats_until": day(value["repeats_until"]),
        "remind_minutes": value["remind_minutes"],
        "is_answered": value["is_answered"],
        "is_done": value["done_at"] is not None,
        "done_at": instant(value["done_at"]),
        "created_at": instant(value["created_at"]),
        "updated_at": instant(value["updated_at"]),
    }
