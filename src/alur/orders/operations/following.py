"""A deal is worth what its newest quote says: the same products at the same prices, or the same sum."""

from __future__ import annotations

from datetime import datetime

from alur.orders.models import Quote, TaxMode
from alur.orders.operations.writing import drafts_of
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.valuing import Line, lines_of, set_lines
from alur.tenancy.models import Member


def follow(quote: Quote, *, by: Member | None, at: datetime) -> None:
    """Give the deal the quote's products and its sum before tax, inside an open operation.

    Lines that are no product, and prices with tax in them, a deal cannot hold: it gets the sum as its value then.
    """
    deal, drafts = quote.deal, drafts_of(quote)
    products = [
        Line(line.product_id, line.quantity, line.unit_price, line.discount)
        for line in drafts
        if line.product_id is not None
    ]
    is_whole = quote.tax_mode != TaxMode.INCLUSIVE and len(products) == len(drafts)
    if is_whole and deal.currency == quote.currency:
        if lines_of(deal) != products:
            deal = set_lines(deal, products, by=by, at=at)
        edit(deal, {"value": None}, by=by, at=at)
        return
    edit(deal, {"value": (quote.net, quote.currency)}, by=by, at=at)
