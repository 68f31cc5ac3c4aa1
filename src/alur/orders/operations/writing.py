"""A quote's rows: held until the commit, and written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from alur.kernel.refusal import N_, Conflict
from alur.orders.models import Quote, QuoteLine
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.lines import drafts_in, price, put, tidied
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
    return drafts_in(QuoteLine, workspace_id=quote.workspace_id, quote_id=quote.id)


def named(quote: Quote, lines: Sequence[LineDraft]) -> list[LineDraft]:
    had = QuoteLine.objects.filter(workspace_id=quote.workspace_id, quote_id=quote.id, product_id__isnull=False)
    known = {one for one in had.values_list("product_id", flat=True) if one is not None}
    return tidied(quote.workspace_id, lines, known)


def write(quote: Quote, lines: Sequence[LineDraft], day: date, *, at: datetime) -> None:
    """The draft's lines and sums anew, at the rate of that day."""
    price(quote, lines, day)
    quote.updated_at = at
    if quote._state.adding:
        insert_rows([quote])
        quote._state.adding = False
    else:
        quote.version += 1
        quote.save()
        QuoteLine.objects.filter(workspace_id=quote.workspace_id, quote_id=quote.id).delete()
    put(QuoteLine, quote, "quote_id", lines, day)
