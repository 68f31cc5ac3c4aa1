"""What a product costs in a deal, asked while a line is being written."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from alur.kernel.ids import id_from
from alur.kernel.quantity import parse_quantity
from alur.kernel.refusal import Refusal
from alur.pipeline.operations.pricing import prices_for
from alur.web.deals.finding import deal_or_404
from alur.web.shell.answers import page
from alur.web.shell.requests import MemberRequest, member_required


@require_safe
@member_required
def price(request: MemberRequest, deal_id: int) -> HttpResponse:
    """The field of a new line's price with the list's price in it, unless one was typed.

    The list is the one that is picked beside it, which the deal may not have been saved with yet.
    """
    deal, product_id = deal_or_404(request, deal_id), id_from(request.GET.get("product", ""))
    if "price_list" in request.GET:
        deal.price_list_id = id_from(request.GET["price_list"]) if request.GET["price_list"] else None
    try:
        quantity = parse_quantity(request.GET.get("quantity") or "1", request.f.language)
        listed = prices_for(deal, [product_id], at=request.now).price(product_id, quantity)
    except Refusal:
        listed = 0
    typed = request.GET.get("unit_price", "").strip()
    return page(request, "deals/price.html", {"deal": deal, "listed": listed, "typed": typed})
