"""Orders on their screens: written down, from a quote or by hand; delivered, paid, put away."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alur.events.recording import operation
from alur.kernel.dates import parse_day
from alur.kernel.ids import id_from
from alur.kernel.money import parse_money
from alur.kernel.quantity import THOUSANDTHS
from alur.kernel.refusal import N_, Refusal
from alur.orders.models import Order, OrderLine, OrderStatus
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.lines import drafts_in
from alur.orders.operations.ordering import delete_order, edit_order, make_order
from alur.orders.operations.quoting import lines_of_deal
from alur.orders.operations.winning import win
from alur.pipeline.queries.gates import GateRefused
from alur.web.deals.finding import deal_or_404, must_be_able_to_change
from alur.web.quotes.finding import quote_or_404
from alur.web.quotes.showing import BLANK, products_named, quote_answer
from alur.web.quotes.typing import Row, lines_typed, rows_of, rows_typed
from alur.web.shell.answers import done, page, sentences
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

MONEY, DAYS = ("delivered_amount", "paid_amount"), ("delivered_on", "paid_on")
FIELDS = ("reference", "ordered_on", "note", "tax_mode", *MONEY, *DAYS)


@require_POST
@member_required
@once_only
def of_quote(request: MemberRequest, quote_id: int) -> HttpResponse:
    """The deal is won, and the order made of what was accepted."""
    quote = quote_or_404(request, quote_id)
    must_be_able_to_change(request)
    why = request.POST.get("override_reason", "")
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            order = win(quote, by=request.member, at=request.now, override_reason=why)
    except GateRefused as refusal:
        missing = ", ".join(_(one.label(request.f.language)) for one in refusal.unmet if one.is_required)
        said = Refusal(N_("To win, the deal still needs: %(missing)s."), field="override_reason", missing=missing)
        return quote_answer(request, quote_or_404(request, quote_id), said, form="order")
    except Refusal as refusal:
        return quote_answer(request, quote_or_404(request, quote_id), refusal)
    return done(request, f"/orders/{order.id}/", _("Won, with its order."), operation_id=act.id)


@require_POST
@member_required
@once_only
def of_deal(request: MemberRequest, deal_id: int) -> HttpResponse:
    """An order of the deal's products; of one without, its title and value."""
    deal = deal_or_404(request, deal_id)
    must_be_able_to_change(request)
    lines = lines_of_deal(deal) or [LineDraft(deal.title, THOUSANDTHS, deal.currency_amount)]
    with operation(request.workspace.id, by=request.member, at=request.now) as act:
        order = make_order(request.workspace, {}, lines, deal=deal, by=request.member, at=request.now)
    return done(request, f"/orders/{order.id}/", _("The order is written down."), operation_id=act.id)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def order(request: MemberRequest, order_id: int) -> HttpResponse:
    """The page of an order; POST changes it."""
    found = order_or_404(request, order_id)
    if request.method != "POST":
        return _answer(request, found)
    must_be_able_to_change(request)
    version = id_from(request.POST.get("version", "")) or None
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            lines = None
            if found.quote_id is None and "line-name" in request.POST:
                lines = lines_typed(request, rows_typed(request), found.currency, found.deal)
            fields = _typed(request, found)
            edit_order(found, fields, lines, by=request.member, at=request.now, if_version=version)
    except Refusal as refusal:
        return _answer(request, order_or_404(request, order_id), refusal)
    is_new = bool(act.recorded)
    message = _("Saved.") if is_new else ""
    return done(request, f"/orders/{found.id}/", message, operation_id=act.id if is_new else None)


@require_POST
@member_required
@once_only
def removal(request: MemberRequest, order_id: int) -> HttpResponse:
    found = order_or_404(request, order_id)
    must_be_able_to_change(request)
    with operation(request.workspace.id, by=request.member, at=request.now) as act:
        delete_order(found, by=request.member, at=request.now)
    return done(request, "/orders/", _("The order is in the trash."), operation_id=act.id)


def order_or_404(request: MemberRequest, order_id: int) -> Order:
    orders = Order.objects.visible_to(request.member).filter(id=order_id)
    found: Order | None = orders.select_related("deal", "organization", "quote").first()
    if found is None:
        raise Http404
    return found


def _typed(request: MemberRequest, order: Order) -> dict[str, Any]:
    """The columns that the form holds. Raises Refusal by field."""
    post, language = request.POST, request.f.language
    fields: dict[str, Any] = {name: post[name] for name in ("reference", "note", "tax_mode") if name in post}
    for name in MONEY:
        if name in post:
            text = post[name].strip()
            fields[name] = parse_money(text, order.currency, language, field=name) if text else 0
    for name in DAYS:
        if name in post:
            fields[name] = parse_day(post[name], field=name) if post[name].strip() else None
    if post.get("ordered_on"):
        fields["ordered_on"] = parse_day(post["ordered_on"], field="ordered_on")
    if "note" in post:
        fields["is_cancelled"] = "is_cancelled" in post
    return fields


def _answer(request: MemberRequest, order: Order, refusal: Refusal | None = None) -> HttpResponse:
    f = request.f
    can_edit = request.member.can_change
    has_cells = can_edit and order.quote_id is None
    own = {"workspace_id": order.workspace_id, "order_id": order.id}
    rows = rows_of(drafts_in(OrderLine, **own), order.currency, f) if has_cells else []
    if refusal is not None and has_cells:
        rows = rows_typed(request)
    kept = {
        "reference": order.reference,
        "ordered_on": f.field_day(order.ordered_on),
        "note": order.note,
        "tax_mode": order.tax_mode,
        **{name: f.plain_money(getattr(order, name) or None, order.currency) for name in MONEY},
        **{name: f.field_day(getattr(order, name)) for name in DAYS},
    }
    context = {
        "order": order,
        "priced": order,
        "lines": list(OrderLine.objects.filter(**own).select_related("product__family").order_by("position")),
        "measured": None,
        "rows": [*rows, *[Row()] * (1 if rows else BLANK)] if has_cells else [],
        "products": products_named(order.workspace_id) if has_cells else [],
        "typed": {name: request.POST.get(name, "") for name in FIELDS} if refusal else kept,
        "is_cancelled": "is_cancelled" in request.POST if refusal else order.status == OrderStatus.CANCELLED,
        "errors": sentences(refusal) if refusal else {},
        "can_edit": can_edit,
    }
    return page(request, "orders/order.html", context, status=422 if refusal else 200)
