"""Products by family, with their prices: listed, made, edited, put away."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alur.catalogue.models import Product, ProductFamily
from alur.catalogue.operations.products import create_family, create_product, delete_product, edit_product
from alur.events.recording import operation
from alur.fields.models import RecordKind
from alur.kernel.ids import id_from
from alur.kernel.money import parse_money
from alur.kernel.refusal import Refusal
from alur.web.deals.finding import must_be_able_to_change
from alur.web.lists.showing import show_list
from alur.web.settings.custom import custom_changes, custom_inputs
from alur.web.shell.answers import done, page, refused
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
    product = _product(request, product_id)
    families = _families(request)
    if request.method != "POST":
        context = {"product": product, "typed": _as_typed(request, product), "families": families, "errors": {}}
        context["custom"] = custom_inputs(request, RecordKind.PRODUCT, product.custom)
        return page(request, "catalogue/product.html", context)
    must_be_able_to_change(request)
    typed = _typed(request)
    version = request.POST.get("version", "")
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            changes = {**_changes(request, typed), "is_active": "is_active" in request.POST}
            changes["custom"] = custom_changes(request, RecordKind.PRODUCT)
            if_version = id_from(version) or None
            edit_product(product, changes, by=request.member, at=request.now, if_version=if_version)
    except Refusal as refusal:
        context = {"product": _product(request, product_id), "typed": typed, "families": families}
        context["custom"] = custom_inputs(request, RecordKind.PRODUCT, product.custom, request.POST)
        return refused(request, refusal, "catalogue/product.html", context)
    return done(request, "/products/", _("Saved."), operation_id=act.id if act.recorded else None)


@require_POST
@member_required
@once_only
def removal(request: MemberRequest, product_id: int) -> HttpResponse:
    product = _product(request, product_id)
    must_be_able_to_change(request)
    with operation(request.workspace.id, by=request.member, at=request.now) as act:
        delete_product(product, by=request.member, at=request.now)
    message = _("%(title)s is in the trash.") % {"title": product.name}
    return done(request, "/products/", message, operation_id=act.id)


def _product(request: MemberRequest, product_id: int) -> Product:
    found = Product.objects.filter(workspace_id=request.workspace.id, id=product_id).first()
    if found is None:
        raise Http404
    return found


def _families(request: MemberRequest) -> list[ProductFamily]:
    families = ProductFamily.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True)
    return list(families.order_by("position"))


def _context(request: MemberRequest, typed: dict[str, Any]) -> dict[str, Any]:
    custom = custom_inputs(request, RecordKind.PRODUCT, {}, request.POST)
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
