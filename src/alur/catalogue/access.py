"""Who sets prices: owners and managers. Everyone sees them."""

from __future__ import annotations

from collections.abc import Collection

from alur.events.undoing import guard
from alur.tenancy.models import Member


def can_set_prices(member: Member) -> bool:
    return member.leads


@guard("price_list")
def price_lists_open_to(member: Member, ids: Collection[int]) -> Collection[int]:
    return frozenset(ids) if can_set_prices(member) else frozenset()
