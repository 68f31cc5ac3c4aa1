"""The lines of quotes and orders, as they are sent."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from alur.api.quote_shapes import QuoteLineIn
from alur.api.shell.problems import Missing
from alur.api.shell.requests import ApiRequest
from alur.catalogue.models import Product
from alur.catalogue.queries.pricing import PriceBook, price_book
from alur.kernel.refusal import N_, Refusal
from alur.orders.operations.calculating import LineDraft
from alur.pipeline.models import Deal
from alur.pipeline.operations.pricing import prices_for


def priced_lines(
    request: ApiRequest, lines: Sequence[QuoteLineIn], *, deal: Deal | None, currency: str
) -> list[LineDraft]:
    """Lines as the operations take them: a price that is not given is the list's."""
    ids = {line.product for line in lines if line.product is not None}
    known = set(Product.objects.filter(workspace_id=request.workspace.id, id__in=ids).values_list("id", flat=True))
    is_asked = currency == request.workspace.currency and any(line.unit_price is None for line in lines)
    book = _book(request, deal, ids) if is_asked else None
    wanted = []
    for number, line in enumerate(lines):
        field = f"lines.{number}"
        if line.product is not None and line.product not in known:
            raise Missing(f"{field}.product")
        price = line.unit_price
        if price is not None and price.currency != currency:
            sentence = N_("Prices are in %(currency)s.")
            raise Refusal(sentence, field=f"{field}.unit_price.currency", currency=currency)
        if price is None and (book is None or line.product is None):
            raise Refusal(N_("Give a price in %(currency)s."), field=f"{field}.unit_price", currency=currency)
        amount = price.amount if price is not None else book.price(line.product or 0, line.quantity) if book else 0
        wanted.append(LineDraft(line.name, line.quantity, amount, line.discount, line.product, line.details, line.unit))
    return wanted


def _book(request: ApiRequest, deal: Deal | None, ids: Collection[int]) -> PriceBook:
    """By the deal's list, else by the default one."""
    if deal is not None:
        return prices_for(deal, ids, at=request.now)
    day = request.now.astimezone(request.workspace.zone).date()
    return price_book(request.workspace.id, ids, chosen=None, on=day)
