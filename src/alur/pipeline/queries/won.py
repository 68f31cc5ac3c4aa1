"""What was won lately."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Sum

from alur.pipeline.models import Deal, Status
from alur.pipeline.queries.board_filter import BoardFilter, owner_condition, owners_in_sight
from alur.pipeline.queries.totals import Totals
from alur.tenancy.models import Member

LATELY = timedelta(days=30)


def won_lately(member: Member, pipeline_id: int, wanted: BoardFilter, *, at: datetime) -> Totals:
    """Deals of visible owners won in the last 30 days."""
    found = Deal.objects.filter(
        owner_condition(owners_in_sight(member, wanted.owners)),
        workspace_id=member.workspace_id,
        pipeline_id=pipeline_id,
        status=Status.WON,
        closed_at__gte=at - LATELY,
    ).aggregate(n=Count("*"), a=Sum("amount"))
    return Totals(found["n"], int(found["a"] or 0), int(found["a"] or 0))
