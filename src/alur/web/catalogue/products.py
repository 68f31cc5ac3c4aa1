"""Products by family, with their prices: listed, made, edited, put away."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alur.catalogue.access import can_set_prices
from alur.catalogue.models import Product, ProductFamily
from alur.catalogue.operations.products import create_family, create_product, delete_product, edit_product
from alur.catalogue.queries.pricing import price_book, price_lists, tiers_by_list
from alur.events.recording import operation
from alur.fields.models import Place, RecordKind
from alur.kernel.ids import id_from
from alur.kernel.money import parse_money
from alur.kernel.refusal import Refusal
from alur.pipeline.queries.product_sales import product_sales
from alur.web.activities.kinds import kind_names
from alur.web.catalogue.finding import last_day, product_or_404
from alur.web.catalogue.flow import about, discounts_of, flow_of, where_of
from alur.web.deals.finding import must_be_able_to_change
from alur.web.lists.showing import show_list
from alur.web.settings.custom import custom_changes, custom_inputs
from alur.web.shell.answers import done, page, refused, sentences
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

FIELDS = ("name", "sku", "family", "unit", "unit_price")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def listed(request: MemberRequest) -> HttpResponse:
    """The list; POST makes a product."""
    if request.method != "POST":
        return show_list(request, "product")
    must_be_able_to_change(request)
    typed = _typed(request)
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            changes = {**_changes(request, typed), "custom": custom_changes(request, RecordKind.PRODUCT)}
            create_product(request.workspace.id, changes, by=request.member, at=request.now)
    except Refusal as refusal:
        return refused(request, refusal, "catalogue/new.html", _context(request, typed))
    return done(request, "/products/", _("Saved."), operation_id=act.id)


@require_safe
@member_required
def new(request: MemberRequest) -> HttpResponse:
    """The forms of a product and of a family."""
    must_be_able_to_change(request)
    return page(request, "catalogue/new.html", _context(request, {}))


@require_POST
@member_required
@once_only
def family(request: MemberRequest) -> HttpResponse:
    must_be_able_to_change(request)
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            create_family(request.workspace.id, request.POST.get("name", ""), by=request.member, at=request.now)
    except Refusal as refusal:
        typed = {"family_name": request.POST.get("name", "")}
        return refused(request, refusal, "catalogue/new.html", _context(request, typed))
    return done(request, "/products/", _("Saved."), operation_id=act.id)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def show(request: MemberRequest, product_id: int) -> HttpResponse:
    product = product_or_404(request, product_id)
    if request.method != "POST":
        return product_answer(request, product)
    must_be_able_to_change(request)
    version = request.POST.get("version", "")
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            changes = {**_changes(request, _typed(request)), "is_active": "is_active" in request.POST}
            changes["custom"] = custom_changes(request, RecordKind.PRODUCT)
            if_version = id_from(version) or None
            edit_product(product, changes, by=request.member, at=request.now, if_version=if_version)
    except Refusal as refusal:
        return product_answer(request, product_or_404(request, product_id), refusal=refusal)
    return done(request, f"/products/{product.id}/", _("Saved."), operation_id=act.id if act.recorded else None)


def product_answer(
    request: MemberRequest,
    product: Product,
    *,
    refusal: Refusal | None = None,
    price_refusal: Refusal | None = None,
    typed_prices: tuple[int, list[tuple[str, str]]] = (0, []),
) -> HttpResponse:
    """The page; what was refused of the product, or of its price in a list, stands where it was typed."""
    sales = product_sales(request.member, product.id, today=request.f.today, zone=request.f.zone)
    lists = price_lists(request.workspace.id)
    tiers = tiers_by_list(request.workspace.id, product.id)
    today = request.f.today
    book = price_book(request.workspace.id, [product.id], chosen=None, on=today)
    context = {
        "product": product,
        "sales": sales,
        "expected": about(sales.expected),
        "flow": flow_of(sales, request.f),
        "where": where_of(sales),
        "buckets": discounts_of(sales),
        "lists": lists,
        "tiers": tiers,
        "price": book.price(product.id, 1000),
        "price_by": next((one for one in lists if one.id in book.lists and one.id in tiers), None),
        "last_day": last_day,
        "families": _families(request),
        "typed": _typed(request) if refusal else _as_typed(request, product),
        "errors": sentences(refusal) if refusal else {},
        "price_errors": sentences(price_refusal) if price_refusal else {},
        "typed_prices": typed_prices,
        "can_edit": request.member.can_change,
        "can_price": can_set_prices(request.member),
        "custom": custom_inputs(
            request,
            RecordKind.PRODUCT,
            product.custom,
            request.POST if refusal else None,
            place=Place.PAGE,
            families=(product.family_id,) if product.family_id else (),
        ),
        "kinds": kind_names(),
    }
    return page(request, "catalogue/product.html", context, status=422 if refusal or price_refusal else 200)


@require_POST
@member_required
@once_only
def removal(request: MemberRequest, product_id: int) -> HttpResponse:
    product = product_or_404(request, product_id)
    must_be_able_to_change(request)
    with operation(request.workspace.id, by=request.member, at=request.now) as act:
        delete_product(product, by=request.member, at=request.now)
    message = _("%(title)s is in the trash.") % {"title": product.name}
    return done(request, "/products/", message, operation_id=act.id)


def _families(request: MemberRequest) -> list[ProductFamily]:
    families = ProductFamily.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True)
    return list(families.order_by("position"))


def _context(request: MemberRequest, typed: dict[str, Any]) -> dict[str, Any]:
    custom = custom_inputs(request, RecordKind.PRODUCT, {}, request.POST, place=Place.NEW, families=())
    return {"families": _families(request), "typed": typed, "errors": {}, "custom": custom}


def _typed(request: MemberRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in FIELDS}


def _as_typed(request: MemberRequest, product: Product) -> dict[str, str]:
    return {
        "name": product.name,
        "sku": product.sku,
        "family": str(product.family_id or ""),
        "unit": product.unit,
        "unit_price": request.f.plain_money(product.unit_price),
    }


def _changes(request: MemberRequest, typed: dict[str, str]) -> dict[str, Any]:
    price = typed["unit_price"].strip()
    currency, language = request.workspace.currency, request.f.language
    return {
        "name": typed["name"],
        "sku": typed["sku"].strip()[:60],
        "family_id": id_from(typed["family"]) if typed["family"] else None,
        "unit": typed["unit"].strip()[:20],
        "unit_price": parse_money(price, currency, language, field="unit_price") if price else 0,
    }
