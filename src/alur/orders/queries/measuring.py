"""How far a quote stands below the price list: what a seller takes off a price counts as much as a discount does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alur.catalogue.queries.pricing import price_book
from alur.kernel.quantity import THOUSANDTHS
from alur.kernel.tax import half_up
from alur.orders.models import Quote
from alur.orders.operations.calculating import LineDraft
from alur.orders.queries.rules import WHOLE, discount_share
from alur.tenancy.models import Workspace


@dataclass(frozen=True, slots=True)
class MeasuredLine:
    """`list_price` is what the list says of the product for so many of it, for a unit; None: the line's own price is
    all there is to go by."""

    list_price: int | None
    list_amount: int
    amount: int

    @property
    def discount(self) -> int:
        """Basis points below the list, rounded down; 0 for what costs as much as it says, or more."""
        return max(0, discount_share(self.list_amount, self.amount))


@dataclass(frozen=True, slots=True)
class Measured:
    lines: Sequence[MeasuredLine]

    @property
    def list_amount(self) -> int:
        return sum(line.list_amount for line in self.lines)

    @property
    def amount(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def off(self) -> int:
        return self.list_amount - self.amount

    @property
    def discount(self) -> int:
        """Basis points of the whole, half up; 0 where the whole costs as much as the list says, or more."""
        whole = self.list_amount
        return (max(0, self.off) * 2 * WHOLE + whole) // (2 * whole) if whole > 0 else 0


def measured(quote: Quote, lines: Sequence[LineDraft], *, at: datetime) -> Measured:
    """Against the price list of the deal's customer, in its season and for the quantity of each line; else the
    default list; else the product's own price. A text without a product, a product without a price, and a quote in
    another currency than the lists' have their own prices alone."""
    workspace = Workspace.objects.get(id=quote.workspace_id)
    named = {line.product_id for line in lines if line.product_id is not None}
    book = None
    if named and quote.currency == workspace.currency:
        day = at.astimezone(workspace.zone).date()
        book = price_book(quote.workspace_id, named, chosen=quote.deal.price_list_id, on=day)
    found = []
    for line in lines:
        listed = book.price(line.product_id, line.quantity) if book and line.product_id is not None else 0
        amount = half_up(line.quantity * listed, THOUSANDTHS) if listed else line.list_amount
        found.append(MeasuredLine(listed or None, amount, line.amount))
    return Measured(found)
