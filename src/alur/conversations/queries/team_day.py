"""The day of a team: for each of its members how much there is, how much is late, and what has no next step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet

from alur.conversations.access import visible_activities
from alur.conversations.models import ActivityKind
from alur.kernel.dates import day_bounds
from alur.pipeline.models import Deal, Status
from alur.tenancy.models import Member


@dataclass(frozen=True, slots=True)
class MemberDay:
    """Counts of what the viewer sees of a member's day. `unplanned` are open deals without a next step."""

    member: Member
    done: int
    planned: int
    late: int
    unplanned: int

    @property
    def is_empty(self) -> bool:
        return not (self.done or self.planned or self.late or self.unplanned)


def team_day(viewer: Member, members: Sequence[Member], *, on: date, zone: ZoneInfo) -> list[MemberDay]:
    """A line for each of these members, the most late first. Four queries, however many they are."""
    begin, end = day_bounds(on, zone)
    ids = [one.id for one in members]
    theirs = visible_activities(viewer).filter(owner_id__in=ids, deal__deleted_at__isnull=True)
    still_open = theirs.filter(done_at__isnull=True)
    done = _by_owner(theirs.filter(done_at__gte=begin, done_at__lt=end).exclude(kind=ActivityKind.NOTE))
    planned = _by_owner(still_open.filter(due_at__gte=begin, due_at__lt=end))
    late = _by_owner(still_open.filter(due_at__lt=begin))
    deals = Deal.objects.visible_to(viewer).filter(owner_id__in=ids, status=Status.OPEN, next_step_id__isnull=True)
    unplanned = _by_owner(deals)
    lines = [
        MemberDay(one, done.get(one.id, 0), planned.get(one.id, 0), late.get(one.id, 0), unplanned.get(one.id, 0))
        for one in members
    ]
    return sorted(lines, key=lambda line: (-line.late, -line.unplanned, line.member.name.casefold()))


def _by_owner(rows: QuerySet[Any]) -> dict[int, int]:
    return dict(rows.order_by().values_list("owner_id").annotate(count=Count("id")))
