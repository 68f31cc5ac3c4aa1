"""A win takes over the order of what the customer accepted, where that is wanted."""

from __future__ import annotations

from alur.kernel.ids import id_from
from alur.orders.models import Quote
from alur.orders.operations.winning import win
from alur.orders.queries.of_deal import accepted_without_order
from alur.pipeline.models import Deal
from alur.web.shell.requests import MemberRequest

FIELD = "order"


def order_asked_for(request: MemberRequest, deal: Deal) -> Quote | None:
    """The accepted quote whose order the form asks for; None where it asks for none, or the order is there already."""
    quote = accepted_without_order(deal) if request.POST.get(FIELD) else None
    return quote if quote is not None and quote.id == id_from(request.POST[FIELD]) else None


def take_over_order(request: MemberRequest, deal: Deal) -> None:
    """In the act that won the deal, so that one undo takes both back."""
    if quote := order_asked_for(request, deal):
        win(quote, by=request.member, at=request.now)
