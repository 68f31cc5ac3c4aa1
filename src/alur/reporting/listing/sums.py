"""What the deals of all companies of a list come to, or of all its products: below the columns that tell it by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum

from alur.people.models import Organization
from alur.pipeline.models import Deal, LineItem, Status
from alur.reporting.listing.asking import Asked
from alur.reporting.listing.people import YEAR
from alur.tenancy.models import Member


@dataclass(frozen=True, slots=True)
class DealSums:
    """Of the deals that the reader sees, in minor units of the workspace's currency. `open_amount` is what the open
    deals are worth (of products: their lines alone), `won_amount` what was won within a year, of companies alone.
    """

    open_count: int
    open_amount: int
    won_amount: int = 0


def deal_sums(member: Member, asked: Asked) -> DealSums | None:
    """The sums of a list of companies or products; None for the other lists."""
    rows = asked.listing.rows(member).filter(asked.condition).order_by()
    seen = Deal.objects.visible_to(member)
    if asked.listing.kind == "product":
        lines = LineItem.objects.filter(
            workspace_id=member.workspace_id,
            product_id__in=rows.values("id"),
            deal_id__in=seen.filter(status=Status.OPEN).values("id"),
        )
        found = lines.aggregate(n=Count("deal_id", distinct=True), a=Sum("amount"))
        return DealSums(found["n"], int(found["a"] or 0))
    if rows.model is not Organization:
        return None
    of_them: dict[str, Any] = {"organization_id__in": rows.values("id")}
    opened = seen.filter(status=Status.OPEN, **of_them).aggregate(n=Count("id"), a=Sum("amount"))
    won = seen.filter(status=Status.WON, closed_at__gte=asked.view.now - YEAR, **of_them).aggregate(a=Sum("amount"))
    return DealSums(opened["n"], int(opened["a"] or 0), int(won["a"] or 0))
