"""All orders that one may see, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from alur.kernel.ids import id_from
from alur.orders.models import Order, OrderStatus
from alur.web.shell.answers import page
from alur.web.shell.requests import MemberRequest, member_required

PAGE = 50
COLUMNS = (
    "id", "reference", "ordered_on", "status", "currency", "total", "delivered_amount", "delivered_on", "paid_amount",
    "paid_on", "deal_id", "deal__title", "organization_id", "organization__name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OrderRow:
    id: int
    reference: str
    ordered_on: date
    status: str
    currency: str
    total: int
    delivered_amount: int
    delivered_on: date | None
    paid_amount: int
    paid_on: date | None
    deal_id: int | None
    deal: str | None
    organization_id: int | None
    organization: str | None


@require_safe
@member_required
def orders(request: MemberRequest) -> HttpResponse:
    """`?status=` narrows; `?before=day~id` goes on."""
    status = request.GET.get("status", "")
    rows = Order.objects.visible_to(request.member)
    if status in OrderStatus.values:
        rows = rows.filter(status=status)
    day, _tilde, last = request.GET.get("before", "").partition("~")
    try:
        before = date.fromisoformat(day)
        rows = rows.filter(Q(ordered_on__lt=before) | Q(ordered_on=before, id__lt=id_from(last)))
    except ValueError:
        pass
    found = [OrderRow(*row) for row in rows.order_by("-ordered_on", "-id").values_list(*COLUMNS)[: PAGE + 1]]
    shown = found[:PAGE]
    following = f"{shown[-1].ordered_on}~{shown[-1].id}" if len(found) > PAGE else ""
    context = {"orders": shown, "status": status, "following": following}
    return page(request, "orders/orders.html", context)
