"""What was offered in a deal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from alur.orders.models import Order, Quote, QuoteStatus
from alur.orders.models.quote import number_label, status_on
from alur.pipeline.models import Deal
from alur.tenancy.prepared import Prepared, Slot

MOST = 50
_OF_DEAL = Prepared(
    lambda: (
        Quote.objects.filter(workspace_id=Slot("workspace_id"), deal_id=Slot("deal_id"))
        .order_by("-created_at", "-id")
        .values_list(
            "id", "year", "number", "revision", "status", "valid_until", "total", "currency", "sent_at", "created_at"
        )[:MOST]
    )
)
_SERIES = Prepared(
    lambda: Quote.objects.filter(workspace_id=Slot("workspace_id"), series_id=Slot("series_id")).order_by("-revision")
)
_ORDERS = Prepared(
    lambda: Order.objects.filter(workspace_id=Slot("workspace_id"), deal_id=Slot("deal_id")).order_by(
        "-ordered_on", "-id"
    )[:MOST]
)


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A quote in a list; `number` is empty until it was first sent."""

    id: int
    number: str
    revision: int
    status: str
    valid_until: date
    total: int
    currency: str
    sent_at: datetime | None
    created_at: datetime


def quotes_of(deal: Deal, today: date) -> list[QuoteRow]:
    """The newest first, as they stand today."""
    return [
        QuoteRow(row[0], number_label(row[1], row[2]), row[3], status_on(row[4], row[5], today), *row[5:])
        for row in _OF_DEAL(workspace_id=deal.workspace_id, deal_id=deal.id)
    ]


def versions_of(quote: Quote) -> list[Quote]:
    """All versions of an offer, the newest first."""
    return _SERIES(workspace_id=quote.workspace_id, series_id=quote.series_id)


def orders_of(deal: Deal) -> list[Order]:
    """The newest first."""
    return _ORDERS(workspace_id=deal.workspace_id, deal_id=deal.id)


def accepted_without_order(deal: Deal) -> Quote | None:
    """The quote that the customer accepted last, while no order was made of it."""
    is_ordered = Exists(Order.objects.filter(workspace_id=deal.workspace_id, quote_id=OuterRef("id")))
    found: Quote | None = (
        Quote.objects.filter(~is_ordered, workspace_id=deal.workspace_id, deal_id=deal.id, status=QuoteStatus.ACCEPTED)
        .order_by("-answered_at", "-id")
        .first()
    )
    return found


def order_of(quote: Quote) -> Order | None:
    """The order that a quote became."""
    found: Order | None = Order.objects.filter(workspace_id=quote.workspace_id, quote_id=quote.id).first()
    return found
