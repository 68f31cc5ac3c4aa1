"""An accepted quote wins its deal, and the order is made: one act."""

from __future__ import annotations

from datetime import datetime

from alur.events.recording import operation
from alur.orders.models import Order, Quote
from alur.orders.operations.ordering import order_from_quote
from alur.orders.operations.writing import held
from alur.pipeline.models import Status
from alur.pipeline.operations.closing import close
from alur.tenancy.models import Member


def win(quote: Quote, *, by: Member | None, at: datetime, override_reason: str = "") -> Order:
    """Close the deal as won, where it is not yet, and make the order of what was accepted.

    Raises GateRefused where a required criterion forbids the win, Conflict for a quote that was not accepted; then
    nothing has changed.
    """
    with operation(quote.workspace_id, by=by, at=at):
        quote = held(quote)
        order = order_from_quote(quote, by=by, at=at)
        if quote.deal.status != Status.WON:
            close(quote.deal, outcome=Status.WON, by=by, at=at, override_reason=override_reason)
    return order
