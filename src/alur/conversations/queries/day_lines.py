"""The lines of a day: activities and deals, as they are read and shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from alur.conversations.models import Activity
from alur.conversations.queries.reaching import About

COLUMNS = (
    "id",
    "kind",
    "title",
    "due_at",
    "is_timed",
    "done_at",
    "outcome",
    "recurrence",
    "deal_id",
    "deal__title",
    "organization_id",
    "organization__name",
    "person_id",
    "person__name",
    "owner_id",
    "minutes",
    "remind_minutes",
    "updated_at",
)
DEAL_COLUMNS = (
    "id",
    "title",
    "organization_id",
    "organization__name",
    "stage_id",
    "probability",
    "amount",
    "last_activity_at",
    "created_at",
    "temperature",
)


@dataclass(frozen=True, slots=True)
class Item:
    """An activity as a line of the day. `phone` is whom one would call about it, in E.164, or empty; `is_barred` where
    they are not to be contacted.
    """

    id: int
    kind: str
    title: str
    due_at: datetime | None
    is_timed: bool
    done_at: datetime | None
    outcome: str
    recurrence: str
    deal_id: int | None
    deal_title: str
    organization_id: int | None
    organization: str
    person_id: int | None
    person: str
    owner_id: int | None
    minutes: int | None
    remind_minutes: int | None
    updated_at: datetime
    phone: str = ""
    is_barred: bool = False

    @property
    def about(self) -> About:
        return self.person_id, self.deal_id, self.organization_id

    @property
    def name(self) -> str:
        """Whom or what it is about."""
        return self.organization or self.person or self.deal_title

    def stands_at(self, begin: datetime, end: datetime) -> datetime:
        """Where it stands on the axis of a day: when it was due, or where that was another day, when it was done."""
        if self.due_at is not None and (self.done_at is None or begin <= self.due_at < end):
            return self.due_at
        return self.done_at or begin


@dataclass(frozen=True, slots=True)
class DealLine:
    """A deal as a line; `amount` is minor units of the workspace's currency."""

    id: int
    title: str
    organization_id: int | None
    organization: str
    stage_id: int
    probability: int
    amount: int
    quiet_since: datetime
    temperature: str = ""
    phone: str = ""
    is_barred: bool = False

    @property
    def about(self) -> About:
        return None, self.id, self.organization_id

    @property
    def name(self) -> str:
        return self.organization or self.title


@dataclass(frozen=True, slots=True)
class Deals:
    """The first few of some deals, how many there are, and their sum."""

    lines: list[DealLine]
    count: int
    amount: int


def items(activities: QuerySet[Activity], most: int) -> list[Item]:
    """The first so many, as lines."""
    return [item_of(row) for row in activities.values_list(*COLUMNS)[:most]]


def item_of(row: tuple[Any, ...]) -> Item:
    """Of the columns COLUMNS."""
    values: list[Any] = [
        "" if value is None and "__" in name else value for name, value in zip(COLUMNS, row, strict=True)
    ]
    return Item(*values)


def deal_line_of(row: tuple[Any, ...]) -> DealLine:
    """Of the columns DEAL_COLUMNS."""
    own: list[Any] = [*row[:3], row[3] or "", *row[4:7], row[7] or row[8], row[9]]
    return DealLine(*own)
