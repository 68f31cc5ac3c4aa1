"""A quote's rows: held, written, and turned into what facts carry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from alur.catalogue.models import Product
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.kernel.tax import Rate, rate_on
from alur.orders.models import Quote, QuoteLine
from alur.orders.operations.calculating import LineDraft, check_lines, sums_of, taxed
from alur.pipeline.models import Deal
from alur.pipeline.operations.standing import locked
from alur.tenancy.inserting import insert_rows

Subjects = list[tuple[str, int]]


def held(quote: Quote) -> Quote:
    """The quote as it is now, with its deal, held until the commit: the deal first, always."""
    deal = Deal.objects.filter(workspace_id=quote.workspace_id, id=quote.deal_id).first()
    if deal is None:
        raise Conflict(N_("The deal is in the trash. Restore it first."))
    deal = locked(deal)
    found: Quote | None = Quote.objects.select_for_update().filter(workspace_id=quote.workspace_id, id=quote.id).first()
    if found is None:
        raise Conflict(N_("This quote is in the trash."))
    found.deal = deal
    return found


def about(quote: Quote) -> Subjects:
    return [("deal", quote.deal_id), ("quote", quote.id)]


def drafts_of(quote: Quote) -> list[LineDraft]:
    rows = QuoteLine.objects.filter(workspace_id=quote.workspace_id, quote_id=quote.id).order_by("position")
    return [
        LineDraft(row.name, row.quantity, row.unit_price, row.discount, row.product_id, row.details, row.unit)
        for row in rows
    ]


def as_rows(lines: Sequence[LineDraft]) -> list[list[Any]]:
    return [
        [one.product_id, one.name, one.details, one.unit, one.quantity, one.unit_price, one.discount] for one in lines
    ]


def from_rows(rows: Sequence[Sequence[Any]]) -> list[LineDraft]:
    return [
        LineDraft(name, quantity, price, discount, product_id, details, unit)
        for product_id, name, details, unit, quantity, price, discount in rows
    ]


def write(quote: Quote, lines: Sequence[LineDraft], day: date, *, at: datetime) -> None:
    """The draft's lines and sums anew, at the rate of that day."""
    check_lines(lines)
    rate = rate_on(day)
    quote.tax_percent, quote.tax_base_of, quote.tax_base_whole = rate.percent, rate.base_of, rate.base_whole
    sums = sums_of(lines, quote.tax_mode, rate)
    for name in ("list_amount", "net", "tax_base", "tax", "total"):
        setattr(quote, name, getattr(sums, name))
    quote.updated_at = at
    if quote._state.adding:
        insert_rows([quote])
        quote._state.adding = False
    else:
        quote.version += 1
        quote.save()
        QuoteLine.objects.filter(workspace_id=quote.workspace_id, quote_id=quote.id).delete()
    insert_rows([_row(quote, position, line, rate) for position, line in enumerate(lines)])


def named(quote: Quote, lines: Sequence[LineDraft]) -> list[LineDraft]:
    """Lines as they are kept: tidy, and called as their product where nothing else was written.

    Refusal for a product that is not there; one that has gone since stays where it was.
    """
    had = QuoteLine.objects.filter(workspace_id=quote.workspace_id, quote_id=quote.id, product_id__isnull=False)
    known = set(had.values_list("product_id", flat=True))
    ids = {line.product_id for line in lines if line.product_id is not None}
    products = {one.id: one for one in Product.objects.filter(workspace_id=quote.workspace_id, id__in=ids)}
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


def _row(quote: Quote, position: int, line: LineDraft, rate: Rate) -> QuoteLine:
    share = taxed(line.amount, quote.tax_mode, rate)
    return QuoteLine(
        workspace_id=quote.workspace_id,
        quote_id=quote.id,
        product_id=line.product_id,
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
