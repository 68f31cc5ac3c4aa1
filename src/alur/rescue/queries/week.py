"""What was rescued lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Sum

from alur.kernel.dates import day_bounds
from alur.pipeline.operations.totalling import zone_of
from alur.pipeline.queries.board_filter import owners_in_sight
from alur.rescue.models import Rescued
from alur.tenancy.models import Member


@dataclass(frozen=True, slots=True)
class Saved:
    """Deals, each counted once, and what was at stake, in minor units of the workspace's currency."""

    count: int
    stake: int


def rescued_this_week(member: Member, *, at: datetime, owners: frozenset[int] | None = None) -> Saved:
    """Of what the member may see, since Monday of the workspace's zone."""
    zone = zone_of(member.workspace_id)
    today = at.astimezone(zone).date()
    begin, _ = day_bounds(today - timedelta(days=today.weekday()), zone)
    rows = Rescued.objects.filter(workspace_id=member.workspace_id, rescued_at__gte=begin, rescued_at__lte=at)
    seen = owners_in_sight(member, owners)
    if seen is not None:
        rows = rows.filter(owner_id__in=sorted(seen))
    found = rows.aggregate(n=Count("deal_id", distinct=True), s=Sum("stake"))
    return Saved(found["n"], found["s"] or 0)
