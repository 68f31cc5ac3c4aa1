"""The lines of quotes and orders: read, tidied, priced and written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from alur.catalogue.models import Product
from alur.kernel.refusal import N_, Refusal
from alur.kernel.tax import Rate
from alur.orders.models.priced import Priced, PricedLine
from alur.orders.operations.calculating import LineDraft, check_lines, sums_of, taxed
from alur.orders.queries.rules import rate_for
from alur.tenancy.inserting import insert_rows

SUMS = ("list_amount", "net", "tax_base", "tax", "total")
RATE = ("tax_percent", "tax_base_of", "tax_base_whole")


def drafts_in(model: Any, **owner: int) -> list[LineDraft]:
    """The lines of a row (`workspace_id`, `quote_id`) as they could be typed again."""
    return [
        LineDraft(row.name, row.quantity, row.unit_price, row.discount, row.product_id, row.details, row.unit)
        for row in model.objects.filter(**owner).order_by("position")
    ]


def price(row: Priced, lines: Sequence[LineDraft], day: date) -> None:
    """Set the sums of a row at the rate of a day. Refusals by `lines.<number>.<field>`."""
    price_at(row, lines, rate_for(row.workspace_id, day))


def price_at(row: Priced, lines: Sequence[LineDraft], rate: Rate) -> None:
    check_lines(lines)
    row.tax_percent, row.tax_base_of, row.tax_base_whole = rate.percent, rate.base_of, rate.base_whole
    sums = sums_of(lines, row.tax_mode, rate)
    for name in SUMS:
        setattr(row, name, getattr(sums, name))


def put(model: type[PricedLine], row: Priced, owner: str, lines: Sequence[LineDraft], day: date) -> None:
    """Write lines for a row; `owner` is the column that names it."""
    insert_rows(line_rows(model, row, owner, lines, rate_for(row.workspace_id, day)))


def line_rows(
    model: type[PricedLine], row: Priced, owner: str, lines: Sequence[LineDraft], rate: Rate
) -> list[PricedLine]:
    """The rows of lines, not kept yet."""
    rows = []
    for position, line in enumerate(lines):
        share = taxed(line.amount, row.tax_mode, rate)
        made: Any = model(
            workspace_id=row.workspace_id,
            position=position,
            name=line.name,
            details=line.details,
            unit=line.unit,
            quantity=line.quantity,
            unit_price=line.unit_price,
            discount=line.discount,
            list_amount=line.list_amount,
            amount=line.amount,
            net=share.net,
            tax_base=share.base,
            tax=share.tax,
        )
        setattr(made, owner, row.id)
        made.product_id = line.product_id
        rows.append(made)
    return rows


def tidied(workspace_id: int, lines: Sequence[LineDraft], known: Collection[int] = ()) -> list[LineDraft]:
    """Lines as they are kept: called as their product where nothing else was written.

    Refusal for a product that is not there; one of those `known`, that has gone since, stays where it was.
    """
    ids = {line.product_id for line in lines if line.product_id is not None}
    products = {one.id: one for one in Product.objects.filter(workspace_id=workspace_id, id__in=ids)}
    tidy: list[LineDraft] = []
    for number, line in enumerate(lines):
        name, unit = " ".join(line.name.split())[:200], line.unit.strip()[:20]
        product = products.get(line.product_id or 0)
        if line.product_id is not None and product is None and line.product_id not in known:
            raise Refusal(N_("This product is no longer there."), field=f"lines.{number}.product")
        if product is not None and not name:
            name, unit = product.name, product.unit
        details = " ".join(line.details.split())[:500]
        tidy.append(LineDraft(name, line.quantity, line.unit_price, line.discount, line.product_id, details, unit))
    return tidy


def as_rows(lines: Sequence[LineDraft]) -> list[list[Any]]:
    """As facts carry them."""
    return [
        [one.product_id, one.name, one.details, one.unit, one.quantity, one.unit_price, one.discount] for one in lines
    ]


def from_rows(rows: Sequence[Sequence[Any]]) -> list[LineDraft]:
    return [
        LineDraft(name, quantity, price, discount, product_id, details, unit)
        for product_id, name, details, unit, quantity, price, discount in rows
    ]
