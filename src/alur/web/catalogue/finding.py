from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404

from alur.catalogue.models import PriceList, Product
from alur.web.shell.requests import MemberRequest


def product_or_404(request: MemberRequest, product_id: int) -> Product:
    found = Product.objects.filter(workspace_id=request.workspace.id, id=product_id).select_related("family").first()
    if found is None:
        raise Http404
    return found


def price_list_or_404(request: MemberRequest, price_list_id: int) -> PriceList:
    found = PriceList.objects.filter(workspace_id=request.workspace.id, id=price_list_id).first()
    if found is None:
        raise Http404
    return found


def last_day(row: PriceList) -> date | None:
    """The last day on which a list is good, as people say it."""
    return row.until_on - timedelta(days=1) if row.until_on is not None else None
