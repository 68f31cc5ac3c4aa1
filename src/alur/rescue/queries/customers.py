"""Customers who have been silent for more than twice their usual gap between orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from alur.pipeline.queries.board_filter import owners_in_sight
from alur.rescue.models import CustomerWatch
from alur.tenancy.models import Member

PAGE = 50
Place = tuple[int, int]
"""(rank, id) of a row: where a page ends."""


@dataclass(frozen=True, slots=True)
class Customer:
    """`stake` is its median order in minor units of the workspace's currency; `double_gap_days` twice its usual gap."""

    id: int
    rank: int
    organization_id: int
    name: str
    region: str
    owner_id: int
    order_days: int
    double_gap_days: int
    last_order_on: date
    stake: int

    @property
    def place(self) -> Place:
        return self.rank, self.id

    @property
    def gap_days(self) -> int:
        """Its usual gap, in whole days."""
        return max(1, round(self.double_gap_days / 2))


def customers_count(member: Member, *, at: datetime, owners: frozenset[int] | None = None) -> tuple[int, int]:
    """How many there are of what the member may see, and what their usual orders come to."""
    found = _in_sight(member, at, owners).aggregate(n=Count("id"), s=Sum("stake"))
    return found["n"], found["s"] or 0


def customers_page(
    member: Member, *, at: datetime, owners: frozenset[int] | None = None, after: Place | None = None, limit: int = PAGE
) -> tuple[list[Customer], Place | None]:
    """So many after a place, those first for whom acting now is worth most, and the place to go on from."""
    rows = _in_sight(member, at, owners)
    if after is not None:
        rank, row_id = after
        rows = rows.filter(Q(rank__lte=rank) & (Q(rank__lt=rank) | Q(id__gt=row_id)))
    found: list[Any] = list(
        rows.order_by("-rank", "id").values_list(
            "id", "rank", "organization_id", "organization__name", "organization__region_name", "owner_id",
            "order_days", "double_gap_days", "last_order_on", "stake",
        )[: limit + 1]
    )  # fmt: skip
    shown = [Customer(*row) for row in found[:limit]]
    return shown, shown[-1].place if len(found) > limit else None


def _in_sight(member: Member, at: datetime, owners: frozenset[int] | None) -> QuerySet[CustomerWatch]:
    rows = CustomerWatch.objects.filter(
        workspace_id=member.workspace_id,
        silent_from__lte=at,
        organization__deleted_at__isnull=True,
        organization__do_not_contact_since__isnull=True,
    )
    seen = owners_in_sight(member, owners)
    return rows if seen is None else rows.filter(owner_id__in=sorted(seen))
