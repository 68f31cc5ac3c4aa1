"""What may be sent of an order, and what is given of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema
from typing_extensions import TypedDict

from alur.api.deal_inputs import MOST
from alur.api.quote_shapes import (
    ModeName,
    QuoteLineIn,
    QuoteLineOut,
    SumsOut,
    TaxOut,
    line_shown,
    sums_shown,
    tax_shown,
)
from alur.api.shell.answering import DayOut, IdOut, InstantOut, MoneyOut, day, ident, instant
from alur.api.shell.paging import listed
from alur.api.shell.reading import (
    Body,
    Day,
    Filter,
    Flag,
    Id,
    Ids,
    MoneyIn,
    Outside,
    Short,
    Text,
    absent,
    read_words,
)
from alur.orders.models import OrderLine

StatusName = Literal["open", "done", "cancelled"]
Statuses = Annotated[list[StatusName], BeforeValidator(read_words), WithJsonSchema({"type": "string", "minLength": 1})]
SORTS = {"ordered_on": "ordered_on", "created_at": "created_at"}


class SettledOut(TypedDict):
    """How much of the total, and until which day."""

    amount: MoneyOut
    on: DayOut | None


class OrderOut(TypedDict):
    """What a customer ordered; `quote` is the accepted one it was made of. Done: delivered and paid in full."""

    id: IdOut
    external_source: str | None
    external_id: str | None
    deal: IdOut | None
    organization: IdOut | None
    quote: IdOut | None
    reference: str
    status: StatusName
    ordered_on: DayOut
    tax: TaxOut
    sums: SumsOut
    lines: list[QuoteLineOut]
    delivered: SettledOut
    paid: SettledOut
    note: str
    created_at: InstantOut
    updated_at: InstantOut


class OrderList(TypedDict):
    items: list[OrderOut]
    next_cursor: str | None


class OrderFields(Body):
    """`delivered` and `paid` are parts of the total, with their day (today where none is given)."""

    external_source: Short | None = None
    external_id: Outside | None = None
    reference: Short = absent()
    ordered_on: Day = absent()
    tax_mode: ModeName = absent()
    delivered: MoneyIn = absent()
    delivered_on: Day | None = None
    paid: MoneyIn = absent()
    paid_on: Day | None = None
    is_cancelled: Flag = absent()
    note: Annotated[Text, Field(max_length=2000)] = absent()
    lines: Annotated[list[QuoteLineIn], Field(max_length=MOST)] = absent()


class OrderNew(OrderFields):
    """Of a deal, a company, or both; without lines: the deal's products. With `quote` alone: what was accepted in it,
    and its deal is won."""

    deal: Id | None = None
    organization: Id | None = None
    quote: Id | None = None


class OrderChanges(OrderFields):
    """Only what is sent changes; lines replace all."""


class OrderFilter(Filter):
    """Ids and statuses may be several, with commas."""

    deal: Ids | None = None
    organization: Ids | None = None
    status: Statuses | None = None
    external_source: Short | None = None
    external_id: Outside | None = None
    sort: Annotated[str, listed(SORTS)] = "-ordered_on"


COLUMNS = (
    "id",
    "external_source",
    "external_id",
    "deal_id",
    "organization_id",
    "quote_id",
    "reference",
    "status",
    "ordered_on",
    "currency",
    "tax_mode",
    "tax_percent",
    "tax_base_of",
    "tax_base_whole",
    "list_amount",
    "net",
    "tax_base",
    "tax",
    "total",
    "delivered_amount",
    "delivered_on",
    "paid_amount",
    "paid_on",
    "note",
    "created_at",
    "updated_at",
)


def orders_shown(workspace_id: int, rows: Collection[tuple[Any, ...]]) -> list[OrderOut]:
    """Rows of COLUMNS, with their lines in one query for all of them."""
    values = [dict(zip(COLUMNS, row, strict=False)) for row in rows]
    currencies = {value["id"]: value["currency"] for value in values}
    lines: dict[int, list[QuoteLineOut]] = defaultdict(list)
    if currencies:
        found = OrderLine.objects.filter(workspace_id=workspace_id, order_id__in=list(currencies)).values_list(
            "position", "order_id", "product_id", "name", "details", "unit", "quantity", "unit_price", "discount",
            "amount",
        )  # fmt: skip
        for _position, order_id, *cells in sorted(found, key=lambda row: row[:2]):
            lines[order_id].append(line_shown(cells, currencies[order_id]))
    return [_shown(value, lines[value["id"]]) for value in values]


def _shown(value: dict[str, Any], lines: list[QuoteLineOut]) -> OrderOut:
    def settled(name: str) -> SettledOut:
        amount: MoneyOut = {"amount": value[f"{name}_amount"], "currency": value["currency"]}
        return {"amount": amount, "on": day(value[f"{name}_on"])}

    return {
        "id": str(value["id"]),
        "external_source": value["external_source"] or None,
        "external_id": value["external_id"] or None,
        "deal": ident(value["deal_id"]),
        "organization": ident(value["organization_id"]),
        "quote": ident(value["quote_id"]),
        "reference": value["reference"],
        "status": value["status"],
        "ordered_on": value["ordered_on"].isoformat(),
        "tax": tax_shown(value),
        "sums": sums_shown(value),
        "lines": lines,
        "delivered": settled("delivered"),
        "paid": settled("paid"),
        "note": value["note"],
        "created_at": instant(value["created_at"]),
        "updated_at": instant(value["updated_at"]),
    }
