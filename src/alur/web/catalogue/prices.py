"""Price lists: listed, made, edited, put away; and the prices in them, product by product."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alur.catalogue.access import can_set_prices
from alur.catalogue.models import PriceList, Product
from alur.catalogue.operations.price_lists import (
    create_price_list,
    delete_price_list,
    edit_price_list,
    set_prices,
)
from alur.catalogue.queries.pricing import Tier, price_lists, tiers_of
from alur.events.recording import operation
from alur.kernel.dates import parse_day
from alur.kernel.ids import id_from
from alur.kernel.money import parse_money
from alur.kernel.quantity import parse_quantity
from alur.kernel.refusal import Refusal
from alur.web.catalogue.finding import last_day, price_list_or_404, product_or_404
from alur.web.catalogue.products import product_answer
from alur.web.shell.answers import done, page, sentences
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

FIELDS = ("name", "from_on", "until_on", "is_default")
PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def listed(request: MemberRequest) -> HttpResponse:
    """All price lists; POST makes one."""
    if request.method != "POST":
        return _all(request)
    _must_set_prices(request)
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            row = create_price_list(request.workspace.id, _changes(request), by=request.member, at=request.now)
    except Refusal as refusal:
        return _all(request, refusal)
    return done(request, f"/price-lists/{row.id}/", _("Saved."), operation_id=act.id)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def show(request: MemberRequest, price_list_id: int) -> HttpResponse:
    """One list with its prices; POST changes its name, days and rank."""
    row = price_list_or_404(request, price_list_id)
    if request.method != "POST":
        return _one(request, row)
    _must_set_prices(request)
    version = id_from(request.POST.get("version", "")) or None
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            edit_price_list(row, _changes(request), by=request.member, at=request.now, if_version=version)
    except Refusal as refusal:
        return _one(request, price_list_or_404(request, price_list_id), refusal)
    return done(request, f"/price-lists/{row.id}/", _("Saved."), operation_id=act.id if act.recorded else None)


@require_POST
@member_required
@once_only
def removal(request: MemberRequest, price_list_id: int) -> HttpResponse:
    row = price_list_or_404(request, price_list_id)
    _must_set_prices(request)
    with operation(request.workspace.id, by=request.member, at=request.now) as act:
        delete_price_list(row, by=request.member, at=request.now)
    return done(request, "/price-lists/", _("%(title)s is in the trash.") % {"title": row.name}, operation_id=act.id)


@require_POST
@member_required
@once_only
def prices(request: MemberRequest, price_list_id: int) -> HttpResponse:
    """The prices of one product in the list: pairs of a quantity and a price, empty ones left out."""
    row = price_list_or_404(request, price_list_id)
    _must_set_prices(request)
    product = product_or_404(request, id_from(request.POST.get("product", "")))
    is_back = request.POST.get("back") == "product"
    back = f"/products/{product.id}/" if is_back else f"/price-lists/{row.id}/{_place(request)}#p-{product.id}"
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            set_prices(row, {product.id: _tiers(request)}, by=request.member, at=request.now)
    except Refusal as refusal:
        if is_back:
            return product_answer(request, product, price_refusal=refusal, typed_prices=(row.id, _pairs(request)))
        return _one(request, row, refusal, product.id)
    return done(request, back, _("Saved."), operation_id=act.id if act.recorded else None)


def _must_set_prices(request: MemberRequest) -> None:
    if not can_set_prices(request.member):
        raise PermissionDenied


def _changes(request: MemberRequest) -> dict[str, Any]:
    """`until_on` is typed as the last day on which a list is good, and kept as the first on which it is not."""
    post = request.POST
    from_on, last = (_day(post.get(name, ""), name) for name in ("from_on", "until_on"))
    until_on = last + timedelta(days=1) if last is not None else None
    return {
        "name": post.get("name", ""),
        "from_on": from_on,
        "until_on": until_on,
        "is_default": "is_default" in post,
    }


def _day(text: str, field: str) -> date | None:
    return parse_day(text, field=field) if text.strip() else None


def _tiers(request: MemberRequest) -> list[Tier]:
    language, currency = request.f.language, request.workspace.currency
    rows = zip(request.POST.getlist("min_quantity"), request.POST.getlist("unit_price"), strict=False)
    return [
        (
            parse_quantity(least, language, field="prices") if least.strip() not in ("", "0") else 0,
            parse_money(price, currency, language, field="prices"),
        )
        for least, price in rows
        if price.strip()
    ]


def _all(request: MemberRequest, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "rows": price_lists(request.workspace.id),
        "typed": {name: request.POST.get(name, "") for name in FIELDS},
        "errors": sentences(refusal) if refusal else {},
        "can_edit": can_set_prices(request.member),
        "last_day": last_day,
    }
    return page(request, "catalogue/price_lists.html", context, status=422 if refusal else 200)


def _one(
    request: MemberRequest, row: PriceList, refusal: Refusal | None = None, product_id: int | None = None
) -> HttpResponse:
    """The list with a page of the products; what was refused stands where it was typed."""
    products = Product.objects.filter(workspace_id=request.workspace.id, is_active=True).select_related("family")
    text = request.GET.get("q", "").strip()[:100]
    if text:
        products = products.filter(name__icontains=text)
    after = request.GET.get("after", "")
    if after:
        products = products.filter(name_key__gt=after)
    shown = list(products.order_by("name_key", "id")[: PAGE + 1])
    is_of_list = refusal is not None and product_id is None
    context = {
        "row": row,
        "products": shown[:PAGE],
        "after": shown[PAGE - 1].name_key if len(shown) > PAGE else "",
        "tiers": tiers_of(request.workspace.id, row.id, [one.id for one in shown]),
        "text": text,
        "typed": {name: request.POST.get(name, "") for name in FIELDS} if is_of_list else _as_typed(row),
        "errors": sentences(refusal) if refusal and is_of_list else {},
        "price_errors": {product_id: sentences(refusal)} if refusal and product_id else {},
        "typed_prices": _pairs(request) if refusal and product_id else [],
        "can_edit": can_set_prices(request.member),
        "last_day": last_day,
    }
    return page(request, "catalogue/price_list.html", context, status=422 if refusal else 200)


def _as_typed(row: PriceList) -> dict[str, str]:
    last = last_day(row)
    return {
        "name": row.name,
        "from_on": row.from_on.isoformat() if row.from_on else "",
        "until_on": last.isoformat() if last else "",
        "is_default": "on" if row.is_default else "",
    }


def _pairs(request: MemberRequest) -> list[tuple[str, str]]:
    return list(zip(request.POST.getlist("min_quantity"), request.POST.getlist("unit_price"), strict=False))


def _place(request: MemberRequest) -> str:
    """Back to the same page of the list."""
    kept = {name: request.POST[name] for name in ("q", "after") if request.POST.get(name)}
    return "?" + urlencode(kept) if kept else ""
