"""Orders: what customers ordered, what was delivered and what was paid."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from ninja import Query

from alur.api.order_shapes import (
    COLUMNS,
    SORTS,
    OrderChanges,
    OrderFields,
    OrderFilter,
    OrderList,
    OrderNew,
    OrderOut,
    orders_shown,
)
from alur.api.priced_lines import priced_lines
from alur.api.shell.answering import answer, must_match, nothing, version_tag, writing
from alur.api.shell.finding import deal_of, one_of, organization_named
from alur.api.shell.paging import among, page
from alur.api.shell.reading import PathId
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.kernel.refusal import N_, Refusal
from alur.orders.models import Order, Quote
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.ordering import delete_order, edit_order, make_order
from alur.orders.operations.quoting import lines_of_deal
from alur.orders.operations.winning import win
from alur.pipeline.models import Deal

routes = Resource("orders")


@routes.get("/orders", OrderList)
def list_orders(request: ApiRequest, wanted: Query[OrderFilter]) -> HttpResponse:
    rows = Order.objects.visible_to(request.member).filter(
        **among("deal_id", wanted.deal),
        **among("organization_id", wanted.organization),
        **among("status", wanted.status),
        **among("external_source", None if wanted.external_source is None else [wanted.external_source]),
        **among("external_id", None if wanted.external_id is None else [wanted.external_id]),
    )
    found, following = page(rows, COLUMNS, wanted, SORTS, wanted.sort)
    return answer({"items": orders_shown(request.workspace.id, found), "next_cursor": following})


@routes.get("/orders/{order_id}", OrderOut, etag=True)
def show_order(request: ApiRequest, order_id: PathId) -> HttpResponse:
    return _answer(_of(request, order_id))


@routes.post("/orders", OrderOut, etag=True, conflict=None)
def write_order(request: ApiRequest, new: OrderNew) -> HttpResponse:
    """With `quote`: the deal is won and the order made of what was accepted, in one act."""
    with writing(request):
        order = _won(request, new) if new.quote is not None else _made(request, new)
    return _answer(order, status=201)


@routes.patch("/orders/{order_id}", OrderOut)
def change_order(request: ApiRequest, order_id: PathId, changes: OrderChanges) -> HttpResponse:
    with writing(request):
        order = _of(request, order_id)
        must_match(request, version_tag(order.version))
        fields, lines = _wanted(request, order.deal, order.currency, changes)
        order = edit_order(order, fields, lines, by=request.member, at=request.now)
    return _answer(order)


@routes.delete("/orders/{order_id}")
def remove_order(request: ApiRequest, order_id: PathId) -> HttpResponse:
    with writing(request):
        order = _of(request, order_id)
        must_match(request, version_tag(order.version))
        delete_order(order, by=request.member, at=request.now)
    return nothing()


def _won(request: ApiRequest, new: OrderNew) -> Order:
    if set(new.given()) - {"quote"}:
        raise Refusal(N_("An order of a quote is what was accepted: give nothing else."), field="quote")
    quotes: QuerySet[Quote] = Quote.objects.visible_to(request.member)
    quote = one_of(quotes, new.quote or 0, field="quote")
    return win(quote, by=request.member, at=request.now)


def _made(request: ApiRequest, new: OrderNew) -> Order:
    deal = deal_of(request, new.deal, field="deal") if new.deal is not None else None
    currency = deal.currency if deal is not None else request.workspace.currency
    fields, lines = _wanted(request, deal, currency, new)
    if lines is None:
        lines = lines_of_deal(deal) if deal is not None else []
    return make_order(request.workspace, fields, lines, deal=deal, by=request.member, at=request.now)


def _wanted(
    request: ApiRequest, deal: Deal | None, currency: str, body: OrderFields
) -> tuple[dict[str, Any], list[LineDraft] | None]:
    """Columns and lines as the operation takes them."""
    given = body.given()
    lines = given.pop("lines", None)
    for name in ("deal", "quote"):
        given.pop(name, None)
    if "organization" in given:
        given["organization_id"] = given.pop("organization")
        organization_named(request, given["organization_id"])
    for name in ("delivered", "paid"):
        if name in given:
            amount = given.pop(name)
            if amount.currency != currency:
                sentence = N_("Prices are in %(currency)s.")
                raise Refusal(sentence, field=f"{name}.currency", currency=currency)
            given[f"{name}_amount"] = amount.amount
    for name in ("external_source", "external_id"):
        if name in given:
            given[name] = given[name] or ""
    return given, None if lines is None else priced_lines(request, lines, deal=deal, currency=currency)


def _of(request: ApiRequest, order_id: int) -> Order:
    orders: QuerySet[Order] = Order.objects.visible_to(request.member)
    return one_of(orders.select_related("deal"), order_id)


def _answer(order: Order, *, status: int = 200) -> HttpResponse:
    row = tuple(getattr(order, column) for column in COLUMNS)
    shown = orders_shown(order.workspace_id, [row])[0]
    location = f"/api/v1/orders/{order.id}" if status == 201 else ""
    return answer(shown, status=status, etag=version_tag(order.version), location=location)
