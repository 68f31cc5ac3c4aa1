"""Products that are sold, in a unit, at a price."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query
from pydantic import Field
from typing_extensions import TypedDict

from alur.api.shell.answering import (
    IdOut,
    InstantOut,
    MoneyOut,
    answer,
    ident,
    instant,
    must_match,
    nothing,
    version_tag,
    writing,
)
from alur.api.shell.finding import one_of, reference
from alur.api.shell.narrowing import RecordFilter, narrowed
from alur.api.shell.paging import listed, page
from alur.api.shell.reading import (
    Body,
    Custom,
    Flag,
    Id,
    Ids,
    MoneyIn,
    Name,
    Outside,
    PathId,
    Short,
    absent,
    read_custom,
)
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.catalogue.models import Product, ProductFamily
from alur.catalogue.operations.products import create_product, delete_product, edit_product
from alur.kernel.refusal import N_, Refusal

routes = Resource("products")

SORTS = {"name": "name_key", "created_at": "created_at"}


class ProductOut(TypedDict):
    """`unit_price` in the workspace's currency."""

    id: IdOut
    external_source: str | None
    external_id: str | None
    name: str
    sku: str
    family: IdOut | None
    unit: str
    unit_price: MoneyOut
    is_active: bool
    created_at: InstantOut
    updated_at: InstantOut
    custom: dict[str, Any]


class ProductList(TypedDict):
    items: list[ProductOut]
    next_cursor: str | None


class ProductFields(Body):
    external_source: Short | None = None
    external_id: Outside | None = None
    sku: Short = absent()
    family: Id | None = None
    unit: Annotated[Short, Field(max_length=20)] = absent()
    unit_price: MoneyIn = absent()
    is_active: Flag = absent()
    custom: Custom = absent()


class ProductNew(ProductFields):
    name: Name


class ProductChanges(ProductFields):
    name: Name = absent()


class ProductFilter(RecordFilter):
    """Ids may be several, with commas."""

    family: Ids | None = None
    sku: Short | None = None
    is_active: bool | None = None
    external_source: Short | None = None
    external_id: Outside | None = None
    sort: Annotated[str, listed(SORTS)] = "name"


COLUMNS = (
    "id",
    "external_source",
    "external_id",
    "name",
    "sku",
    "family_id",
    "unit",
    "unit_price",
    "is_active",
    "created_at",
    "updated_at",
    "custom",
)


@routes.get("/products", ProductList)
def list_products(request: ApiRequest, wanted: Query[ProductFilter]) -> HttpResponse:
    columns = {
        "family_id__in": wanted.family,
        "sku": wanted.sku,
        "is_active": wanted.is_active,
        "external_source": wanted.external_source,
        "external_id": wanted.external_id,
    }
    given = {name: value for name, value in columns.items() if value is not None}
    rows = Product.objects.filter(workspace_id=request.workspace.id, **given)
    found, following = page(narrowed(request, "product", rows, wanted), COLUMNS, wanted, SORTS, wanted.sort)
    items = [_shown(row, request.workspace.currency) for row in found]
    return answer({"items": items, "next_cursor": following})


@routes.get("/products/{product_id}", ProductOut, etag=True)
def show_product(request: ApiRequest, product_id: PathId) -> HttpResponse:
    return _answer(request, _of(request, product_id))


@routes.post("/products", ProductOut, etag=True)
def make_product(request: ApiRequest, new: ProductNew) -> HttpResponse:
    columns = _columns(request, new, None)
    with writing(request):
        made = create_product(request.workspace.id, columns, by=request.member, at=request.now)
    return _answer(request, made, status=201)


@routes.patch("/products/{product_id}", ProductOut)
def change_product(request: ApiRequest, product_id: PathId, changes: ProductChanges) -> HttpResponse:
    with writing(request):
        row = _of(request, product_id, held=True)
        must_match(request, version_tag(row.version))
        row = edit_product(row, _columns(request, changes, row), by=request.member, at=request.now)
    return _answer(request, row)


@routes.delete("/products/{product_id}")
def remove_product(request: ApiRequest, product_id: PathId) -> HttpResponse:
    with writing(request):
        row = _of(request, product_id, held=True)
        must_match(request, version_tag(row.version))
        delete_product(row, by=request.member, at=request.now)
    return nothing()


def _of(request: ApiRequest, product_id: int, *, held: bool = False) -> Product:
    return one_of(Product.objects.filter(workspace_id=request.workspace.id), product_id, held=held)


def _columns(request: ApiRequest, body: ProductFields, row: Product | None) -> dict[str, Any]:
    columns = body.given()
    for name in ("external_source", "external_id"):
        if name in columns:
            columns[name] = columns[name] or ""
    if "family" in columns:
        family_id = columns.pop("family")
        if row is None or family_id != row.family_id:
            reference(request, ProductFamily, family_id, "family", deleted_at__isnull=True)
            columns["family_id"] = family_id
    if "unit_price" in columns:
        price, currency = columns["unit_price"], request.workspace.currency
        if price.currency != currency:
            raise Refusal(N_("Prices are in %(currency)s."), field="unit_price.currency", currency=currency)
        columns["unit_price"] = price.amount
    if "custom" in columns:
        columns["custom"] = read_custom(columns["custom"])
    return columns


def _answer(request: ApiRequest, row: Product, *, status: int = 200) -> HttpResponse:
    columns = tuple(getattr(row, column) for column in COLUMNS)
    shown = _shown(columns, request.workspace.currency)
    location = f"/api/v1/products/{row.id}" if status == 201 else ""
    return answer(shown, status=status, etag=version_tag(row.version), location=location)


def _shown(row: tuple[Any, ...], currency: str) -> ProductOut:
    value = dict(zip(COLUMNS, row, strict=False))
    return {
        "id": str(value["id"]),
        "external_source": value["external_source"] or None,
        "external_id": value["external_id"] or None,
        "name": value["name"],
        "sku": value["sku"],
        "family": ident(value["family_id"]),
        "unit": value["unit"],
        "unit_price": {"amount": value["unit_price"], "currency": currency},
        "is_active": value["is_active"],
        "created_at": instant(value["created_at"]),
        "updated_at": instant(value["updated_at"]),
        "custom": value["custom"],
    }
