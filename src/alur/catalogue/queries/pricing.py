"""What a product costs: by the deal's price list, else by the default one, else the product's own price."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from alur.catalogue.models import Price, PriceList, Product
from alur.tenancy.prepared import Prepared, Slot

Tier = tuple[int, int]
"""(from how many thousandths of a unit on, minor units for each)"""


@dataclass(frozen=True, slots=True)
class PriceBook:
    """The prices of some products on a day, read at once. `lists` in the order in which they are asked."""

    lists: tuple[int, ...]
    tiers: dict[tuple[int, int], list[Tier]]
    own: dict[int, int]

    def price(self, product_id: int, quantity: int) -> int:
        """Minor units for a unit, where so many thousandths are bought; 0 for a product that is not there."""
        for price_list in self.lists:
            reached = [price for least, price in self.tiers.get((price_list, product_id), ()) if least <= quantity]
            if reached:
                return reached[-1]
        return self.own.get(product_id, 0)


def price_book(workspace_id: int, product_ids: Collection[int], *, chosen: int | None, on: date) -> PriceBook:
    """A list that is gone, or not good on that day, has no say; nor has a list on a product that it does not name."""
    rows = {one.id: one for one in PriceList.objects.filter(workspace_id=workspace_id) if one.is_good_on(on)}
    default = next((one.id for one in rows.values() if one.is_default), None)
    lists = tuple(dict.fromkeys(one for one in (chosen, default) if one in rows and one is not None))
    tiers: dict[tuple[int, int], list[Tier]] = defaultdict(list)
    if lists:
        prices = Price.objects.filter(
            workspace_id=workspace_id, product_id__in=product_ids, price_list_id__in=lists
        ).order_by("min_quantity")
        for list_id, product_id, least, price in prices.values_list(
            "price_list_id", "product_id", "min_quantity", "unit_price"
        ):
            tiers[list_id, product_id].append((least, price))
    products = Product.objects.filter(workspace_id=workspace_id, id__in=product_ids)
    return PriceBook(lists, tiers, dict(products.values_list("id", "unit_price")))


def price_lists(workspace_id: int) -> list[PriceList]:
    """The default one first, then by name."""
    return _LISTS(workspace_id=workspace_id)


_LISTS = Prepared(lambda: PriceList.objects.filter(workspace_id=Slot("workspace_id")).order_by("-is_default", "name"))


def tiers_of(workspace_id: int, price_list_id: int, product_ids: Collection[int]) -> dict[int, list[Tier]]:
    """Product to its tiers in a list, from the smallest quantity on."""
    found: dict[int, list[Tier]] = defaultdict(list)
    rows = Price.objects.filter(workspace_id=workspace_id, price_list_id=price_list_id, product_id__in=product_ids)
    for product_id, least, price in rows.order_by("min_quantity").values_list(
        "product_id", "min_quantity", "unit_price"
    ):
        found[product_id].append((least, price))
    return found


def tiers_by_list(workspace_id: int, product_id: int) -> dict[int, list[Tier]]:
    """Price list to the tiers of a product, from the smallest quantity on."""
    found: dict[int, list[Tier]] = defaultdict(list)
    rows = Price.objects.filter(workspace_id=workspace_id, product_id=product_id, price_list__deleted_at__isnull=True)
    for list_id, least, price in rows.order_by("min_quantity").values_list(
        "price_list_id", "min_quantity", "unit_price"
    ):
        found[list_id].append((least, price))
    return found
