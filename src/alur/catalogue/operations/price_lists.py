"""Price lists: made, edited, put away; and the prices in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from alur.catalogue import facts
from alur.catalogue.models import Price, PriceList, Product
from alur.catalogue.queries.pricing import Tier, tiers_of
from alur.events.changing import Keeping
from alur.events.purging import purges
from alur.events.recording import Operation, operation
from alur.events.undoing import inverse_of
from alur.kernel.ids import new_id
from alur.kernel.money import LARGEST
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.tenancy.models import Member

EDITABLE = frozenset({"name", "from_on", "until_on", "is_default"})
MOST_TIERS = 10

keeping = Keeping(
    "price_list",
    PriceList,
    made=facts.PriceListCreated,
    edited=facts.PriceListEdited,
    deleted=facts.PriceListDeleted,
    restored=facts.PriceListRestored,
)
purges("price_list", PriceList)


def create_price_list(workspace_id: int, fields: Mapping[str, Any], *, by: Member | None, at: datetime) -> PriceList:
    """Make a price list; where it is the default one, another is no longer. Refusal by field."""
    with operation(workspace_id, by=by, at=at) as act:
        row = PriceList(workspace_id=workspace_id, id=new_id(), created_at=at, updated_at=at)
        for name, value in _columns(row, {"name": "", **fields}).items():
            setattr(row, name, value)
        _make_way(row, row.is_default, act)
        keeping.make(row, act)
    return row


def edit_price_list(
    row: PriceList, changes: Mapping[str, Any], *, by: Member | None, at: datetime, if_version: int | None = None
) -> PriceList:
    with operation(row.workspace_id, by=by, at=at) as act:
        row = PriceList.objects.select_for_update().get(workspace_id=row.workspace_id, id=row.id)
        if if_version is not None and row.version != if_version:
            raise Conflict(N_("Someone changed this meanwhile. Look at the change, then save again."))
        columns = _columns(row, changes)
        _make_way(row, columns.get("is_default", False), act)
        keeping.edit(row, columns, act)
    return row


def delete_price_list(row: PriceList, *, by: Member | None, at: datetime) -> None:
    """Into the trash. Prices that deals have from it stay as they are."""
    with operation(row.workspace_id, by=by, at=at) as act:
        keeping.delete(row, act)


def restore_price_list(row: PriceList, *, by: Member | None, at: datetime) -> None:
    """Back from the trash; as an ordinary one where another is the default one now."""
    with operation(row.workspace_id, by=by, at=at) as act:
        others = PriceList.objects.filter(workspace_id=row.workspace_id, is_default=True)
        if row.is_default and others.exists():
            keeping.edit(row, {"is_default": False}, act)
        keeping.restore(row, act)


def set_prices(price_list: PriceList, prices: Mapping[int, Sequence[Tier]], *, by: Member | None, at: datetime) -> None:
    """Replace the tiers of these products in a list; no tiers takes a product out of it. Others stay as they are."""
    with operation(price_list.workspace_id, by=by, at=at) as act:
        price_list = PriceList.objects.select_for_update().get(workspace_id=price_list.workspace_id, id=price_list.id)
        wanted = {product_id: _checked(tiers) for product_id, tiers in prices.items()}
        _check_products(price_list.workspace_id, wanted)
        old = tiers_of(price_list.workspace_id, price_list.id, wanted)
        changed = {one: tiers for one, tiers in wanted.items() if tiers != old.get(one, [])}
        if not changed:
            return
        _write(price_list, changed, at)
        rows = [[one, _as_rows(old.get(one, [])), _as_rows(tiers)] for one, tiers in sorted(changed.items())]
        about = [("price_list", price_list.id), *(("product", one) for one in sorted(changed))]
        act.record(facts.PricesSet(price_list.id, price_list.name, rows), about=about)


@inverse_of(facts.PricesSet)
def take_back_prices(fact: facts.PricesSet, act: Operation) -> None:
    price_list = PriceList.objects.filter(workspace_id=act.workspace_id, id=fact.record).first()
    if price_list is None:
        raise Conflict(N_("“%(title)s” is in the trash. Restore it first."), title=fact.title)
    now = tiers_of(act.workspace_id, price_list.id, [one for one, _old, _new in fact.prices])
    if any(_as_rows(now.get(one, [])) != new for one, _old, new in fact.prices):
        raise Conflict(N_("The prices were changed since; this cannot be undone."))
    kept = Product.objects.filter(workspace_id=act.workspace_id, id__in=[one for one, _old, _new in fact.prices])
    there = set(kept.values_list("id", flat=True))
    back = {one: [(least, price) for least, price in old] for one, old, _new in fact.prices if one in there}
    set_prices(price_list, back, by=act.by, at=act.at)


def _columns(row: PriceList, changes: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(changes) - EDITABLE
    if unknown:
        raise ValueError(f"not editable: {sorted(unknown)}")
    columns = dict(changes)
    if "name" in changes:
        columns["name"] = " ".join(str(changes["name"]).split())[:80]
        if not columns["name"]:
            raise Refusal(N_("Type a name for the price list."), field="name")
        same = PriceList.objects.filter(workspace_id=row.workspace_id, name=columns["name"])
        if same.exclude(workspace_id=row.workspace_id, id=row.id).exists():
            raise Conflict(N_("There is a price list “%(name)s” already."), field="name", name=columns["name"])
    from_on, until_on = columns.get("from_on", row.from_on), columns.get("until_on", row.until_on)
    if from_on is not None and until_on is not None and until_on <= from_on:
        raise Refusal(N_("A price list ends after it begins."), field="until_on")
    return columns


def _make_way(row: PriceList, is_default: bool, act: Operation) -> None:
    """One list is the default one: the other is edited first, so that undoing meets no two of them either."""
    if not is_default:
        return
    others = PriceList.objects.select_for_update().filter(workspace_id=row.workspace_id, is_default=True)
    for other in others.exclude(workspace_id=row.workspace_id, id=row.id):
        keeping.edit(other, {"is_default": False}, act)


def _checked(tiers: Sequence[Tier]) -> list[Tier]:
    if len(tiers) > MOST_TIERS:
        raise Refusal(N_("A product has %(count)d prices in a list at most."), field="prices", count=MOST_TIERS)
    ordered = sorted(tiers)
    if len({least for least, _price in ordered}) != len(ordered):
        raise Refusal(N_("Two prices begin at the same quantity."), field="prices")
    for least, price in ordered:
        if least < 0:
            raise Refusal(N_("Type a quantity above zero."), field="prices")
        if not 0 <= price <= LARGEST:
            raise Refusal(N_("A price cannot be below zero."), field="prices")
    return ordered


def _check_products(workspace_id: int, prices: Mapping[int, Sequence[Tier]]) -> None:
    """Those that get a price must be there; one that is gone may still be taken out."""
    priced = {one for one, tiers in prices.items() if tiers}
    if Product.objects.filter(workspace_id=workspace_id, id__in=priced).count() != len(priced):
        raise Refusal(N_("This product is no longer there."), field="product")


def _write(price_list: PriceList, prices: Mapping[int, Sequence[Tier]], at: datetime) -> None:
    keys = {"workspace_id": price_list.workspace_id, "price_list_id": price_list.id}
    Price.objects.filter(**keys, product_id__in=list(prices)).delete()
    Price.objects.bulk_create(
        Price(**keys, product_id=product_id, min_quantity=least, unit_price=price)
        for product_id, tiers in prices.items()
        for least, price in tiers
    )
    price_list.version += 1
    price_list.updated_at = at
    price_list.save(update_fields=["version", "updated_at"])


def _as_rows(tiers: Sequence[Tier]) -> list[list[int]]:
    return [list(tier) for tier in tiers]
