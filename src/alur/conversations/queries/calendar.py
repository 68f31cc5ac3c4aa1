"""What stands in a stretch of the calendar: planned, done, and ahead where something repeats."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from alur.conversations.access import visible_activities
from alur.conversations.models import Activity, ActivityKind
from alur.conversations.queries.day_lines import COLUMNS, Item, items
from alur.kernel import recurring
from alur.pipeline.models import Deal
from alur.tenancy.models import Member

MOST = 1000
MOST_SERIES = 200
USUAL_MINUTES: dict[str, int] = {ActivityKind.MEETING: 60, ActivityKind.VISIT: 60}
OTHERWISE = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """An activity where it stands. One that is `ahead` is not planned yet: its series will come to it."""

    item: Item
    begins_at: datetime
    is_ahead: bool = False

    @property
    def minutes(self) -> int:
        return minutes_of(self.item)

    @property
    def ends_at(self) -> datetime:
        return self.begins_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Told:
    """What was noted for an activity, and the address of the company that it is with."""

    note: str
    place: str


def told_of(viewer: Member, ids: Collection[int]) -> dict[int, Told]:
    """Note and place by activity, of those that the viewer sees."""
    where = ("organization__street", "organization__region_name", "organization__postal_code")
    rows = visible_activities(viewer).filter(id__in=ids).values_list("id", "body", *where)
    return {one: Told(body, ", ".join(filter(None, place))) for one, body, *place in rows}


def minutes_of(item: Item) -> int:
    """How long it takes: as was said, else as long as its kind usually does."""
    return item.minutes or usual_minutes(item.kind)


def usual_minutes(kind: str) -> int:
    return USUAL_MINUTES.get(kind, OTHERWISE)


def entries(viewer: Member, owners: Collection[int], begin: datetime, end: datetime, *, zone: ZoneInfo) -> list[Entry]:
    """Of these owners, what the viewer sees between two instants, by time: the first MOST that are due."""
    own = _of(viewer, owners)
    due = own.filter(due_at__gte=begin, due_at__lt=end).order_by("due_at", "id")
    logged = own.filter(due_at__isnull=True, done_at__gte=begin, done_at__lt=end).exclude(kind=ActivityKind.NOTE)
    found = [
        Entry(item, item.due_at or item.done_at or begin)
        for item in (*items(due, MOST), *items(logged.order_by("done_at", "id"), MOST))
    ]
    found += _ahead(own, begin, end, zone)
    return sorted(found, key=lambda entry: (entry.begins_at, entry.item.id))


def counts_by_owner(viewer: Member, owners: Collection[int], begin: datetime, end: datetime) -> dict[int, int]:
    """How many activities each has that are due between two instants."""
    trash = Deal.everything.filter(workspace_id=viewer.workspace_id, deleted_at__isnull=False).values("id")
    # Not a join to each one's deal: of a month that took four times as long.
    due = visible_activities(viewer).exclude(deal_id__in=trash)
    due = due.filter(owner_id__in=owners, due_at__gte=begin, due_at__lt=end)
    return dict(due.values_list("owner_id").annotate(count=Count("*")).order_by())


def busy_instants(viewer: Member, owner: int, begin: datetime, end: datetime) -> list[datetime]:
    """When a member's activities are due between two instants."""
    due = _of(viewer, [owner]).filter(due_at__gte=begin, due_at__lt=end)
    return [at for at in due.values_list("due_at", flat=True)[:MOST] if at is not None]


def _of(viewer: Member, owners: Collection[int]) -> QuerySet[Activity]:
    return visible_activities(viewer).filter(Q(owner_id__in=owners), deal__deleted_at__isnull=True)


def _ahead(own: QuerySet[Activity], begin: datetime, end: datetime, zone: ZoneInfo) -> list[Entry]:
    rows = own.filter(recurrence__gt="", done_at__isnull=True, due_at__lt=end)
    found: list[Entry] = []
    series = ("due_at", "recurrence", "series_from", "series_number", "repeats_until")
    for due, rule, since, number, until, *values in rows.values_list(*series, *COLUMNS)[:MOST_SERIES]:
        start = (since or due).astimezone(zone)
        line = ["" if value is None and "__" in name else value for name, value in zip(COLUMNS, values, strict=True)]
        for moment in recurring.between(start, rule, number, max(begin, due), end, until=until):
            if moment > due:
                item = replace(Item(*line), due_at=moment)  # type: ignore[arg-type]
                found.append(Entry(item, moment, is_ahead=True))
    return found
