"""Which deals a board or a sum is about. What is not asked for is None or empty."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q

from alur.pipeline.access import owners_seen_by
from alur.pipeline.models import LineItem
from alur.tenancy.models import Member

NO_OWNER = 0


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """`owners` are member ids, 0 for the unowned; `close_from` and `close_until` are a half-open period of days. `more`
    is a saved view's condition, for the path that leads to the deals (`deal__` from a spell).
    """

    owners: frozenset[int] | None = None
    temperature: str = ""
    source_id: int | None = None
    province_code: str = ""
    family_id: int | None = None
    product_id: int | None = None
    close_from: date | None = None
    close_until: date | None = None
    text: str = ""
    cooled_since: datetime | None = None
    more: Callable[[str], Q] | None = None

    @property
    def is_counted(self) -> bool:
        """Do the kept totals answer it?"""
        return not (
            self.source_id
            or self.province_code
            or self.family_id
            or self.product_id
            or self.close_from
            or self.close_until
            or self.text
            or self.cooled_since
            or self.more
        )

    @property
    def is_empty(self) -> bool:
        return self.is_counted and self.owners is None and not self.temperature


def owners_in_sight(member: Member, wanted: frozenset[int] | None) -> frozenset[int] | None:
    """The owners whose deals count, 0 for none; None for everyone's."""
    seen = owners_seen_by(member)
    if seen is None:
        return wanted
    seen = seen | {NO_OWNER}
    return seen if wanted is None else seen & wanted


def owner_condition(owners: Collection[int] | None, prefix: str = "") -> Q:
    """The condition on `owner_id` for these owners."""
    if owners is None:
        return Q()
    named = [owner for owner in owners if owner != NO_OWNER]
    condition = Q(**{f"{prefix}owner_id__in": named})
    if NO_OWNER in owners:
        condition |= Q(**{f"{prefix}owner_id__isnull": True})
    return condition


def deal_condition(workspace_id: int, wanted: BoardFilter, prefix: str = "") -> Q:
    """The conditions that are not about owner or temperature; `prefix` is `deal__` from a spell."""
    condition = wanted.more(prefix) if wanted.more else Q()
    if wanted.source_id:
        condition &= Q(**{f"{prefix}source_id": wanted.source_id})
    if wanted.province_code:
        condition &= Q(**{f"{prefix}organization__province_code": wanted.province_code})
    if wanted.cooled_since:
        condition &= Q(**{f"{prefix}cooled_at__gte": wanted.cooled_since})
    if wanted.text:
        condition &= Q(**{f"{prefix}title__icontains": wanted.text}) | Q(
            **{f"{prefix}organization__name__icontains": wanted.text}
        )
    if wanted.product_id or wanted.family_id:
        lines = LineItem.objects.filter(
            workspace_id=workspace_id, deal_id=OuterRef(f"{prefix}id".replace("deal__id", "deal_id"))
        )
        if wanted.product_id:
            lines = lines.filter(product_id=wanted.product_id)
        if wanted.family_id:
            lines = lines.filter(product__family_id=wanted.family_id)
        condition &= Q(Exists(lines))
    return condition


def period_condition(wanted: BoardFilter) -> Q:
    condition = Q()
    if wanted.close_from:
        condition &= Q(expected_close_on__gte=wanted.close_from)
    if wanted.close_until:
        condition &= Q(expected_close_on__lt=wanted.close_until)
    return condition
