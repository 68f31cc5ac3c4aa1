"""Won deals of which no order was written down: what was promised, and is not on its way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from alur.orders.models import Order
from alur.pipeline.models import Deal, Status
from alur.tenancy.prepared import Prepared, Slot

LOOKED_BACK = timedelta(days=30)
"""Older wins are of the time before orders were kept here, or settled without."""
SHOWN = 5
_WON = Prepared(
    lambda: (
        Deal.objects.filter(
            ~Exists(Order.objects.filter(workspace_id=Slot("workspace_id"), deal_id=OuterRef("id"))),
            workspace_id=Slot("workspace_id"),
            status=Status.WON,
            closed_at__gte=Slot("since"),
            owner_id=Slot("owner_id"),
        )
        .order_by("-closed_at", "-id")
        .values_list("id", "title", "organization__name", "amount", "closed_at")[: SHOWN + 1]
    )
)


@dataclass(frozen=True, slots=True)
class WonDeal:
    id: int
    title: str
    organization: str | None
    amount: int
    closed_at: datetime


def won_without_order(workspace_id: int, owner_id: int, *, now: datetime) -> list[WonDeal]:
    """Someone's, the last won first: SHOWN of them, and one more where there are more."""
    return [WonDeal(*row) for row in _WON(workspace_id=workspace_id, owner_id=owner_id, since=now - LOOKED_BACK)]
