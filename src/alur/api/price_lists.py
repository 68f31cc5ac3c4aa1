"""Price lists, and what each product costs in them from a quantity on."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query
from pydantic import BeforeValidator, Field, WithJsonSchema
from typing_extensions import TypedDict

from alur.api.deal_inputs import QUANTITY_PATTERN, read_quantity
from alur.api.shell.answering import (
    DayOut,
    IdOut,
    InstantOut,
    MoneyOut,
    answer,
    day,
    instant,
    must_match,
    nothing,
    version_tag,
    writing,
)
from alur.api.shell.finding import one_of
from alur.api.shell.paging import listed, page
from alur.api.shell.problems import Missing, NotAllowed
from alur.api.shell.reading import Body, Day, Filter, Flag, Id, MoneyIn, Name, PathId, absent
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.catalogue.access import can_set_prices
from alur.catalogue.models import Price, PriceList, Product
from alur.catalogue.operations.price_lists import (
    MOST_TIERS,
    create_price_list,
    delete_price_list,
    edit_price_list,
    set_prices,
)
from alur.catalogue.queries.pricing import Tier
from alur.kernel.quantity import quantity_to_decimal
from alur.kernel.refusal import N_, Refusal

routes = Resource("price-lists")

SORTS = {"name": "name", "created_at": "created_at"}
COLUMNS = ("id", "name", "from_on", "until_on", "is_default", "created_at", "updated_at")
MOST_PRICES = 2_000
ListName = Annotated[Name, Field(max_length=80)]
Least = Annotated[
    int,
    BeforeValidator(lambda value: 0 if value == "0" else read_quantity(value)),
    WithJsonSchema({"type": "string", "pattern": QUANTITY_PATTERN}),
]


class PriceListOut(TypedDict):
    """Good from `since` on, on `until` no longer; the default one where a deal names none."""

    id: IdOut
    name: str
    since: DayOut | None
    until: DayOut | None
    is_default: bool
    created_at: InstantOut
    updated_at: InstantOut


class PriceListList(TypedDict):
    items: list[PriceListOut]
    next_cursor: str | None


class PriceListNew(Body):
    name: ListName
    since: Day | None = None
    until: Day | None = None
    is_default: Flag = False


class PriceListChanges(Body):
    name: ListName = absent()
    since: Day | None = None
    until: Day | None = None
    is_default: Flag = absent()


class PriceListFilter(Filter):
    sort: Annotated[str, listed(SORTS)] = "name"


class PriceOut(TypedDict):
    """For a unit, where `min_quantity` or more are bought; "0" is any."""

    product: IdOut
    min_quantity: str
    unit_price: MoneyOut


class PriceOfList(TypedDict):
    items: list[PriceOut]
    next_cursor: str | None


class PriceIn(Body):
    product: Id
    min_quantity: Least = Field(default=0, json_schema_extra={"default": "0"})
    unit_price: MoneyIn


class PricesIn(Body):
    """All prices of the list."""

    prices: Annotated[list[PriceIn], Field(max_length=MOST_PRICES)]


@routes.get("/price-lists", PriceListList)
def list_price_lists(request: ApiRequest, wanted: Query[PriceListFilter]) -> HttpResponse:
    rows = PriceList.objects.filter(workspace_id=request.workspace.id)
    found, following = page(rows, COLUMNS, wanted, SORTS, wanted.sort)
    return answer({"items": [_shown(row) for row in found], "next_cursor": following})


@routes.get("/price-lists/{price_list_id}", PriceListOut, etag=True)
def show_price_list(request: ApiRequest, price_list_id: PathId) -> HttpResponse:
    return _answer(_of(request, price_list_id))


@routes.post("/price-lists", PriceListOut, etag=True)
def make_price_list(request: ApiRequest, new: PriceListNew) -> HttpResponse:
    _must_set_prices(request)
    with writing(request):
        made = create_price_list(request.workspace.id, _columns(new), by=request.member, at=request.now)
    return _answer(made, status=201)


@routes.patch("/price-lists/{price_list_id}", PriceListOut)
def change_price_list(request: ApiRequest, price_list_id: PathId, changes: PriceListChanges) -> HttpResponse:
    with writing(request):
        row = _of(request, price_list_id, held=True)
        _must_set_prices(request)
        must_match(request, version_tag(row.version))
        row = edit_price_list(row, _columns(changes), by=request.member, at=request.now)
    return _answer(row)


@routes.delete("/price-lists/{price_list_id}")
def remove_price_list(request: ApiRequest, price_list_id: PathId) -> HttpResponse:
    with writing(request):
        row = _of(request, price_list_id, held=True)
        _must_set_prices(request)
        must_match(request, version_tag(row.version))
        delete_price_list(row, by=request.member, at=request.now)
    return nothing()


@routes.get("/price-lists/{price_list_id}/prices", PriceOfList, etag=True)
def list_prices(request: ApiRequest, price_list_id: PathId) -> HttpResponse:
    return _prices(request, _of(request, price_list_id))


@routes.put("/price-lists/{price_list_id}/prices", PriceOfList)
def replace_prices(request: ApiRequest, price_list_id: PathId, wanted: PricesIn) -> HttpResponse:
    """Replace all prices of a list. A product has ten at most, each from another quantity on."""
    with writing(request):
        row = _of(request, price_list_id, held=True)
        _must_set_prices(request)
        must_match(request, version_tag(row.version))
        set_prices(row, _wanted(request, row, wanted.prices), by=request.member, at=request.now)
    return _prices(request, row)


def _wanted(request: ApiRequest, row: PriceList, prices: list[PriceIn]) -> dict[int, list[Tier]]:
    """Product to tiers; those in the list that are not named lose theirs."""
    kept = Price.objects.filter(workspace_id=request.workspace.id, price_list_id=row.id)
    tiers: dict[int, list[Tier]] = {one: [] for one in kept.values_list("product_id", flat=True)}
    ids = {price.product for price in prices}
    known = set(Product.objects.filter(workspace_id=request.workspace.id, id__in=ids).values_list("id", flat=True))
    for number, price in enumerate(prices):
        if price.product not in known:
            raise Missing(f"prices.{number}.product")
        if price.unit_price.currency != request.workspace.currency:
            sentence = N_("Prices are in %(currency)s.")
            field = f"prices.{number}.unit_price.currency"
            raise Refusal(sentence, field=field, currency=request.workspace.currency)
        tiers.setdefault(price.product, []).append((price.min_quantity, price.unit_price.amount))
    if any(len(one) > MOST_TIERS for one in tiers.values()):
        raise Refusal(N_("A product has %(count)d prices in a list at most."), field="prices", count=MOST_TIERS)
    return tiers


def _must_set_prices(request: ApiRequest) -> None:
    if not can_set_prices(request.member):
        raise NotAllowed(N_("Owners and supervisors set prices."))


def _of(request: ApiRequest, price_list_id: int, *, held: bool = False) -> PriceList:
    return one_of(PriceList.objects.filter(workspace_id=request.workspace.id), price_list_id, held=held)


def _columns(body: PriceListNew | PriceListChanges) -> dict[str, Any]:
    names = {"since": "from_on", "until": "until_on"}
    return {names.get(name, name): value for name, value in body.given().items()}


def _prices(request: ApiRequest, row: PriceList) -> HttpResponse:
    rows = Price.objects.filter(workspace_id=row.workspace_id, price_list_id=row.id).order_by(
        "product_id", "min_quantity"
    )
    items = [
        {
            "product": str(product_id),
            "min_quantity": quantity_to_decimal(least),
            "unit_price": {"amount": price, "currency": request.workspace.currency},
        }
        for product_id, least, price in rows.values_list("product_id", "min_quantity", "unit_price")
    ]
    return answer({"items": items, "next_cursor": None}, etag=version_tag(row.version))


def _answer(row: PriceList, *, status: int = 200) -> HttpResponse:
    location = f"/api/v1/price-lists/{row.id}" if status == 201 else ""
    shown = _shown(tuple(getattr(row, column) for column in COLUMNS))
    return answer(shown, status=status, etag=version_tag(row.version), location=location)


def _shown(row: tuple[Any, ...]) -> PriceListOut:
    value = dict(zip(COLUMNS, row, strict=False))
    return {
        "id": str(value["id"]),
        "name": value["name"],
        "since": day(value["from_on"]),
        "until": day(value["until_on"]),
        "is_default": value["is_default"],
        "created_at": instant(value["created_at"]),
        "updated_at": instant(value["updated_at"]),
    }
