"""Open deals by what they are worth."""

from __future__ import annotations

from django.db.models import F
from django.db.models.functions import Abs

from alur.pipeline.models import Deal, Stage, Status
from alur.tenancy.models import Member

NEAR = 10
"""Percent above and below."""


def deals_worth(member: Member, amount: int, limit: int) -> list[int]:
    """Ids of visible open deals worth about so much in the workspace's currency, the nearest first."""
    if amount <= 0:
        return []
    stages = Stage.objects.filter(workspace_id=member.workspace_id).values_list("id", flat=True)
    around = (amount - amount * NEAR // 100, amount + amount * NEAR // 100)
    # By stage: the index of open deals by value begins with it.
    deals = Deal.objects.visible_to(member).filter(status=Status.OPEN, stage_id__in=list(stages), amount__range=around)
    nearest = deals.order_by(Abs(F("amount") - amount), "-id")
    return list(nearest.values_list("id", flat=True)[:limit])
