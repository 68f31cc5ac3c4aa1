"""Who sees and changes quotes and orders: whoever sees and changes their deal."""

from __future__ import annotations

from collections.abc import Collection

from alur.events.undoing import guard
from alur.orders.models import Order, Quote
from alur.tenancy.models import Member


@guard("quote")
def quotes_open_to(member: Member, ids: Collection[int]) -> Collection[int]:
    """Of these quotes, in the trash or not, the ones that this member may change."""
    if not member.can_change:
        return frozenset()
    return frozenset(Quote.everything.visible_to(member).filter(id__in=ids).values_list("id", flat=True))


@guard("order")
def orders_open_to(member: Member, ids: Collection[int]) -> Collection[int]:
    """Of these orders, in the trash or not, the ones that this member may change."""
    if not member.can_change:
        return frozenset()
    return frozenset(Order.everything.visible_to(member).filter(id__in=ids).values_list("id", flat=True))


@guard("tax_rate")
def rates_open_to(member: Member, ids: Collection[int]) -> Collection[int]:
    """Rates of tax are the owners'."""
    return frozenset(ids) if member.is_owner else frozenset()
