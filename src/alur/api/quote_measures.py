"""What a quote takes off the price list, and what changed between two of its versions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Query
from typing_extensions import TypedDict

from alur.api.quotes import quote_seen
from alur.api.shell.answering import IdOut, MoneyOut, answer, ident
from alur.api.shell.problems import Missing
from alur.api.shell.reading import Filter, Id, PathId
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.kernel.quantity import quantity_to_decimal
from alur.orders.models import Quote
from alur.orders.operations.approving import beyond
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.writing import drafts_of
from alur.orders.queries.comparing import compare
from alur.orders.queries.measuring import measured
from alur.orders.queries.of_deal import versions_of

routes = Resource("quotes")


class MeasuredLineOut(TypedDict):
    """`list_price` is what the price list says for so many of it; null: the line's own price is all there is.

    `discount` in basis points below it, the line's own included.
    """

    product: IdOut | None
    name: str
    unit_price: MoneyOut
    list_price: MoneyOut | None
    discount: int


class DiscountOut(TypedDict):
    """Measured against today's price list; `needs_approval` is by the workspace's limits of discount and value."""

    list_amount: MoneyOut
    amount: MoneyOut
    discount: int
    needs_approval: bool
    lines: list[MeasuredLineOut]


class ComparedLine(TypedDict):
    name: str
    details: str
    unit: str
    quantity: str
    unit_price: MoneyOut
    discount: int
    amount: MoneyOut


class LineChangeOut(TypedDict):
    """`before` is null for a line that was added, `after` for one that was taken out; `changed` names its fields."""

    name: str
    before: ComparedLine | None
    after: ComparedLine | None
    changed: list[Literal["name", "details", "unit", "quantity", "unit_price", "discount"]]


class TermChangeOut(TypedDict):
    name: Literal["valid_until", "tax_mode", "language", "addressee", "note", "terms"]
    before: str
    after: str


class SumChangeOut(TypedDict):
    name: Literal["before_discount", "discount", "net", "tax", "total"]
    before: MoneyOut
    after: MoneyOut


class ComparisonOut(TypedDict):
    """From the earlier version to the later; what stayed as it was is left out."""

    earlier: IdOut
    later: IdOut
    lines: list[LineChangeOut]
    terms: list[TermChangeOut]
    sums: list[SumChangeOut]


class Against(Filter):
    """Another version of the same offer; without one, the version before, or itself where it is the first."""

    other: Id | None = None


@routes.get("/quotes/{quote_id}/discount", DiscountOut)
def show_discount(request: ApiRequest, quote_id: PathId) -> HttpResponse:
    """How far its lines stand below the price list, and whether that needs approval."""
    quote = quote_seen(request, quote_id)
    lines = drafts_of(quote)
    found = measured(quote, lines, at=request.now)
    shown = [
        {
            "product": ident(line.product_id),
            "name": line.name,
            "unit_price": _money(line.unit_price, quote),
            "list_price": None if one.list_price is None else _money(one.list_price, quote),
            "discount": one.discount,
        }
        for line, one in zip(lines, found.lines, strict=True)
    ]
    return answer(
        {
            "list_amount": _money(found.list_amount, quote),
            "amount": _money(found.amount, quote),
            "discount": found.discount,
            "needs_approval": bool(beyond(quote, request.now)),
            "lines": shown,
        }
    )


@routes.get("/quotes/{quote_id}/comparison", ComparisonOut)
def compare_versions(request: ApiRequest, quote_id: PathId, wanted: Query[Against]) -> HttpResponse:
    """What changed from the earlier of two versions to the later."""
    quote = quote_seen(request, quote_id)
    found = compare(_other(quote, wanted.other, versions_of(quote)), quote)
    return answer(
        {
            "earlier": str(found.older.id),
            "later": str(found.newer.id),
            "lines": [
                {
                    "name": one.name,
                    "before": _line(one.old, quote),
                    "after": _line(one.new, quote),
                    "changed": list(one.changed),
                }
                for one in found.lines
            ],
            "terms": [{"name": one.name, "before": _said(one.old), "after": _said(one.new)} for one in found.terms],
            "sums": [
                {
                    "name": "before_discount" if one.name == "list_amount" else one.name,
                    "before": _money(one.old, quote),
                    "after": _money(one.new, quote),
                }
                for one in found.sums
            ],
        }
    )


def _other(quote: Quote, wanted: int | None, versions: Sequence[Quote]) -> Quote:
    if wanted is None:
        return next((one for one in versions if one.revision < quote.revision), quote)
    found = next((one for one in versions if one.id == wanted), None)
    if found is None:
        raise Missing("other")
    return found


def _line(line: LineDraft | None, quote: Quote) -> dict[str, Any] | None:
    if line is None:
        return None
    return {
        "name": line.name,
        "details": line.details,
        "unit": line.unit,
        "quantity": quantity_to_decimal(line.quantity),
        "unit_price": _money(line.unit_price, quote),
        "discount": line.discount,
        "amount": _money(line.amount, quote),
    }


def _money(amount: int, quote: Quote) -> MoneyOut:
    return {"amount": amount, "currency": quote.currency}


def _said(value: date | str) -> str:
    return value.isoformat() if isinstance(value, date) else value
