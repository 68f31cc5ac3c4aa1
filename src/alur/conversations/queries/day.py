"""Somebody's day: what is planned, late and done, and which of their deals nobody has planned anything for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum

from alur.conversations.access import activities_of
from alur.conversations.models import Activity, ActivityKind
from alur.conversations.queries.day_lines import COLUMNS, DEAL_COLUMNS, Deals, Item, deal_line_of, item_of
from alur.conversations.queries.reaching import numbers_of
from alur.kernel.dates import day_bounds
from alur.pipeline.access import sees_owner
from alur.pipeline.models import Deal, Status, Temperature
from alur.pipeline.seeing import Owners, Seen
from alur.tenancy.counting import CountOf
from alur.tenancy.models import Member, Workspace
from alur.tenancy.prepared import Given, Prepared, Slot

MOST_PLANNED = 24
MOST_DONE = 12
MOST_LATE = 10
LATELY = timedelta(days=7)
"""What is colder than so long ago is cooling down."""
MOST_DEALS = 5


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
    within: dict[str, Given] = {"whose": whose, "begin": begin, "end": end}
    late = [item_of(row) for row in _LATE(viewer, whose=whose, begin=begin)]
    agenda = [item_of(row) for row in (*_PLANNED(viewer, **within), *_DONE(viewer, **within))]
    agenda.sort(key=lambda item: (item.is_timed or item.done_at is not None, item.stands_at(begin, end), item.id))
    planned_count, late_count = _COUNTS.first(viewer, **within) or (0, 0)
    unplanned = unplanned_of(viewer, whose)
    about = [*(item.about for item in (*agenda, *late)), *(line.about for line in unplanned.lines)]
    numbers = numbers_of(viewer.workspace_id, about)
    return Day(
        agenda=[numbers.onto(item) for item in agenda],
        planned_count=planned_count,
        late=[numbers.onto(item) for item in late],
        late_count=late_count,
        unplanned=replace(unplanned, lines=[numbers.onto(line) for line in unplanned.lines]),
        hot=_HOT(viewer, whose),
        cooling=_COOLING(viewer, whose, since=begin - LATELY),
    )


def unplanned_of(viewer: Member, whose: int) -> Deals:
    """A member's open deals that nothing is planned for."""
    return _UNPLANNED(viewer, whose)


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


def _own(owners: Owners, which: Q) -> QuerySet[Activity]:
    own = activities_of(Slot("workspace_id"), owners)
    return own.filter(which, owner_id=Slot("whose"), deal__deleted_at__isnull=True)


_IS_PLANNED = Q(done_at__isnull=True, due_at__gte=Slot("begin"), due_at__lt=Slot("end"))
_IS_DONE = Q(done_at__gte=Slot("begin"), done_at__lt=Slot("end")) & ~Q(kind=ActivityKind.NOTE)
_IS_LATE = Q(done_at__isnull=True, due_at__lt=Slot("begin"))
_PLANNED = Seen(lambda owners: _own(owners, _IS_PLANNED).order_by("due_at", "id").values_list(*COLUMNS)[:MOST_PLANNED])
_DONE = Seen(lambda owners: _own(owners, _IS_DONE).order_by("-done_at", "-id").values_list(*COLUMNS)[:MOST_DONE])
_LATE = Seen(lambda owners: _own(owners, _IS_LATE).order_by("due_at", "id").values_list(*COLUMNS)[:MOST_LATE])
_COUNTS = Seen(
    lambda owners: Workspace.objects.filter(id=Slot("workspace_id")).values_list(
        CountOf(_own(owners, _IS_PLANNED)), CountOf(_own(owners, _IS_LATE))
    )
)


class _OfDeals:
    """The largest of some open deals of a member, along an index that holds no others; none of one out of sight."""

    def __init__(self, **which: Any) -> None:
        self._rows: Prepared[Any] = Prepared(
            lambda: _open_deals(**which).order_by("-amount", "id").values_list(*DEAL_COLUMNS)[:MOST_DEALS]
        )
        self._total: Prepared[Any] = Prepared(
            lambda: (
                _open_deals(**which)
                .order_by()
                .values("owner_id")
                .annotate(count=Count("id"), sum=Sum("amount"))
                .values_list("count", "sum")
            )
        )

    def __call__(self, viewer: Member, whose: int, **values: Given) -> Deals:
        if not sees_owner(viewer, whose):
            return Deals([], 0, 0)
        asked: dict[str, Given] = {"workspace_id": viewer.workspace_id, "whose": whose, **values}
        lines = [deal_line_of(row) for row in self._rows(**asked)]
        return Deals(lines, *(self._total.first(**asked) or (0, 0)))


def _open_deals(**which: Any) -> QuerySet[Deal]:
    found: QuerySet[Deal] = Deal.objects.filter(
        workspace_id=Slot("workspace_id"), owner_id=Slot("whose"), status=Status.OPEN, **which
    )
    return found


_UNPLANNED = _OfDeals(next_step_id__isnull=True)
_HOT = _OfDeals(temperature=Temperature.HOT)
_COOLING = _OfDeals(cooled_at__gte=Slot("since"))
