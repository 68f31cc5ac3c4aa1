"""Somebody's day: what is planned, late and done, and which of their deals nobody has planned anything for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum

from alur.conversations.access import visible_activities
from alur.conversations.models import Activity, ActivityKind
from alur.conversations.queries.reaching import About, numbers_of
from alur.kernel.dates import day_bounds
from alur.pipeline.models import Deal, Status, Temperature
from alur.tenancy.counting import CountOf
from alur.tenancy.models import Member
from alur.tenancy.prepared import Slot

MOST_PLANNED = 24
MOST_DONE = 12
MOST_LATE = 10
LATELY = timedelta(days=7)
"""What is colder than so long ago is cooling down."""
MOST_DEALS = 5

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


@dataclass(frozen=True, slots=True)
class Day:
    """`planned_count` is all that is still open of the day, though the first ones alone are in `agenda`."""

    agenda: list[Item]
    planned_count: int
    late: list[Item]
    late_count: int
    unplanned: Deals
    hot: Deals
    cooling: Deals

    @property
    def done_count(self) -> int:
        return sum(1 for item in self.agenda if item.done_at is not None)

    @property
    def count(self) -> int:
        return self.planned_count + self.done_count

    @property
    def still_open(self) -> list[Item]:
        return [item for item in self.agenda if item.done_at is None]

    def next_one(self, now: datetime) -> Item | None:
        """The first that is still to come."""
        return next((item for item in self.still_open if item.due_at is not None and item.due_at >= now), None)


def day_of(viewer: Member, whose: int, *, on: date, zone: ZoneInfo) -> Day:
    """What the viewer may see of a member's day. The same number of queries however much there is."""
    begin, end = day_bounds(on, zone)
    own = _own(viewer, whose)
    planned = own.filter(done_at__isnull=True, due_at__gte=begin, due_at__lt=end).order_by("due_at", "id")
    done = own.filter(done_at__gte=begin, done_at__lt=end).exclude(kind=ActivityKind.NOTE).order_by("-done_at", "-id")
    late_ones = late_of(viewer, whose, before=begin)
    late = items(late_ones.order_by("due_at", "id"), MOST_LATE)
    agenda = [*items(planned, MOST_PLANNED), *items(done, MOST_DONE)]
    agenda.sort(key=lambda item: (item.is_timed or item.done_at is not None, item.stands_at(begin, end), item.id))
    deals = _open_deals(viewer, whose)
    unplanned = unplanned_of(viewer, whose)
    hot = largest(deals.filter(temperature=Temperature.HOT))
    cooling = largest(deals.filter(cooled_at__gte=begin - LATELY))
    about = [*(item.about for item in (*agenda, *late)), *(line.about for line in unplanned.lines)]
    numbers = numbers_of(viewer.workspace_id, about)
    return Day(
        agenda=[numbers.onto(item) for item in agenda],
        planned_count=planned.count(),
        late=[numbers.onto(item) for item in late],
        late_count=late_ones.count(),
        unplanned=replace(unplanned, lines=[numbers.onto(line) for line in unplanned.lines]),
        hot=hot,
        cooling=cooling,
    )


def unplanned_of(viewer: Member, whose: int) -> Deals:
    """A member's open deals that nothing is planned for."""
    return largest(_open_deals(viewer, whose).filter(next_step_id__isnull=True))


def late_of(viewer: Member, whose: int, *, before: datetime) -> QuerySet[Activity]:
    """What was planned for an instant that has passed, and is not done."""
    return _own(viewer, whose).filter(done_at__isnull=True, due_at__lt=before)


def late_counted(seen: Q, most: int) -> CountOf:
    """How much of it there is, up to `most`, of those `seen`, as a value of a prepared question.

    Its slots are workspace_id, member_id and `ends`, the instant before which it was due.
    """
    late = Activity.objects.filter(
        seen,
        workspace_id=Slot("workspace_id"),
        owner_id=Slot("member_id"),
        deleted_at__isnull=True,
        deal__deleted_at__isnull=True,
        done_at__isnull=True,
        due_at__lt=Slot("ends"),
    )
    return CountOf(late, most=most)


def _open_deals(viewer: Member, whose: int) -> QuerySet[Deal]:
    found: QuerySet[Deal] = Deal.objects.visible_to(viewer).filter(owner_id=whose, status=Status.OPEN)
    return found


def _own(viewer: Member, whose: int) -> QuerySet[Activity]:
    return visible_activities(viewer).filter(owner_id=whose, deal__deleted_at__isnull=True)


def items(activities: QuerySet[Activity], most: int) -> list[Item]:
    """The first so many, as lines."""
    return [_item(row) for row in activities.values_list(*COLUMNS)[:most]]


def _item(row: tuple[Any, ...]) -> Item:
    values: list[Any] = [
        "" if value is None and "__" in name else value for name, value in zip(COLUMNS, row, strict=True)
    ]
    return Item(*values)


def largest(deals: QuerySet[Deal]) -> Deals:
    """The largest ones, along an index that holds no others."""
    rows = deals.order_by("-amount", "id").values_list(
        "id", "title", "organization_id", "organization__name", "stage_id", "probability", "amount",
        "last_activity_at", "created_at", "temperature",
    )  # fmt: skip
    lines = [
        DealLine(*row[:3], row[3] or "", *row[4:7], quiet_since=row[7] or row[8], temperature=row[9])
        for row in rows[:MOST_DEALS]
    ]
    total = deals.aggregate(count=Count("id"), amount=Sum("amount"))
    return Deals(lines, total["count"], total["amount"] or 0)
