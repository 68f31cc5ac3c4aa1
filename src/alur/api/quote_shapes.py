"""What may be sent of a quote, and what is given of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema
from typing_extensions import TypedDict

from alur.api.deal_inputs import MOST, Quantity
from alur.api.shell.answering import DayOut, IdOut, InstantOut, MoneyOut, ident, instant
from alur.api.shell.paging import listed
from alur.api.shell.reading import (
    BasisPoints,
    Body,
    Day,
    Filter,
    Flag,
    Id,
    Ids,
    Line,
    MoneyIn,
    Text,
    absent,
    read_words,
)
from alur.kernel.quantity import quantity_to_decimal
from alur.orders.models import QuoteLine
from alur.orders.models.quote import number_label, status_on

StatusName = Literal["draft", "sent", "accepted", "declined", "superseded", "expired"]
Statuses = Annotated[list[StatusName], BeforeValidator(read_words), WithJsonSchema({"type": "string", "minLength": 1})]
ModeName = Literal["exclusive", "inclusive", "none"]
LanguageName = Literal["id", "en"]
SORTS = {"created_at": "created_at"}


class TaxOut(TypedDict):
    """`percent` in basis points of the base, which is `base_of` / `base_whole` of a price."""

    mode: ModeName
    percent: int
    base_of: int
    base_whole: int


class SumsOut(TypedDict):
    """Before discount; without tax; what of it is taxed; the tax; all in all."""

    before_discount: MoneyOut
    net: MoneyOut
    tax_base: MoneyOut
    tax: MoneyOut
    total: MoneyOut


class QuoteLineOut(TypedDict):
    """`amount` is net of discount, and has the tax in it where prices have."""

    product: IdOut | None
    name: str
    details: str
    unit: str
    quantity: str
    unit_price: MoneyOut
    discount: int
    amount: MoneyOut


class QuoteOut(TypedDict):
    """An offer in a deal, in one of its versions; `number` is null until the first was sent."""

    id: IdOut
    deal: IdOut
    number: str | None
    revision: int
    status: StatusName
    language: LanguageName
    valid_until: DayOut
    person: IdOut | None
    addressee: str
    note: str
    terms: str
    leads_value: bool
    tax: TaxOut
    sums: SumsOut
    lines: list[QuoteLineOut]
    approval: Literal["none", "asked", "approved", "returned"]
    approval_note: str
    sent_at: InstantOut | None
    answered_at: InstantOut | None
    answered_by: str
    answer: str
    created_at: InstantOut
    updated_at: InstantOut


class QuoteList(TypedDict):
    items: list[QuoteOut]
    next_cursor: str | None


class QuoteLineIn(Body):
    """A product, a text (`name`), or both. Without a price: what the deal's price list says."""

    product: Id | None = None
    name: Line = ""
    details: Annotated[Text, Field(max_length=500)] = ""
    unit: Annotated[Line, Field(max_length=20)] = ""
    quantity: Quantity = Field(default=1000, json_schema_extra={"default": "1"})
    unit_price: MoneyIn | None = None
    discount: BasisPoints = 0


class QuoteFields(Body):
    valid_until: Day = absent()
    language: LanguageName = absent()
    tax_mode: ModeName = absent()
    person: Id | None = None
    note: Annotated[Text, Field(max_length=2000)] = absent()
    terms: Annotated[Text, Field(max_length=4000)] = absent()
    leads_value: Flag = absent()
    lines: Annotated[list[QuoteLineIn], Field(max_length=MOST)] = absent()


class QuoteNew(QuoteFields):
    """Without lines: the deal's products."""

    deal: Id


class QuoteChanges(QuoteFields):
    """Of a draft. Only what is sent changes; lines replace all."""


class AnswerIn(Body):
    """What the customer said: `name` is who said it; declined needs a `note` that says why."""

    outcome: Literal["accepted", "declined"]
    name: Annotated[Line, Field(max_length=120)]
    note: Annotated[Text, Field(max_length=1000)] = ""


class ApprovalIn(Body):
    """`return` needs a note that says what would have to be different."""

    outcome: Literal["ask", "approve", "return"]
    note: Annotated[Text, Field(max_length=500)] = ""


class QuoteFilter(Filter):
    """Ids and statuses may be several, with commas."""

    deal: Ids | None = None
    status: Statuses | None = None
    sort: Annotated[str, listed(SORTS)] = "-created_at"


COLUMNS = (
    "id",
    "deal_id",
    "year",
    "number",
    "revision",
    "status",
    "language",
    "currency",
    "valid_until",
    "person_id",
    "addressee",
    "note",
    "terms",
    "leads_value",
    "tax_mode",
    "tax_percent",
    "tax_base_of",
    "tax_base_whole",
    "list_amount",
    "net",
    "tax_base",
    "tax",
    "total",
    "approval",
    "approval_note",
    "sent_at",
    "answered_at",
    "answered_by",
    "answer",
    "created_at",
    "updated_at",
)


def quotes_shown(workspace_id: int, rows: Collection[tuple[Any, ...]], today: date) -> list[QuoteOut]:
    """Rows of COLUMNS as they stand today, with their lines in one query for all of them."""
    values = [dict(zip(COLUMNS, row, strict=False)) for row in rows]
    lines = _lines(workspace_id, {value["id"]: value["currency"] for value in values})
    return [_shown(value, lines[value["id"]], today) for value in values]


def _lines(workspace_id: int, currencies: dict[int, str]) -> dict[int, list[QuoteLineOut]]:
    found: dict[int, list[QuoteLineOut]] = defaultdict(list)
    if not currencies:
        return found
    rows = QuoteLine.objects.filter(workspace_id=workspace_id, quote_id__in=list(currencies)).values_list(
        "position", "quote_id", "product_id", "name", "details", "unit", "quantity", "unit_price", "discount", "amount"
    )
    for _position, quote_id, *cells in sorted(rows, key=lambda row: row[:2]):
        found[quote_id].append(line_shown(cells, currencies[quote_id]))
    return found


def line_shown(cells: Sequence[Any], currency: str) -> QuoteLineOut:
    """(product, name, details, unit, quantity, unit price, discount, amount) of a line."""
    product_id, name, details, unit, quantity, price, discount, amount = cells
    return {
        "product": ident(product_id),
        "name": name,
        "details": details,
        "unit": unit,
        "quantity": quantity_to_decimal(quantity),
        "unit_price": {"amount": price, "currency": currency},
        "discount": discount,
        "amount": {"amount": amount, "currency": currency},
    }


def tax_shown(value: Mapping[str, Any]) -> TaxOut:
    return {
        "mode": value["tax_mode"],
        "percent": value["tax_percent"],
        "base_of": value["tax_base_of"],
        "base_whole": value["tax_base_whole"],
    }


def sums_shown(value: Mapping[str, Any]) -> SumsOut:
    def money(name: str) -> MoneyOut:
        return {"amount": value[name], "currency": value["currency"]}

    return {
        "before_discount": money("list_amount"),
        "net": money("net"),
        "tax_base": money("tax_base"),
        "tax": money("tax"),
        "total": money("total"),
    }


def _shown(value: dict[str, Any], lines: list[QuoteLineOut], today: date) -> QuoteOut:
    status: Any = status_on(value["status"], value["valid_until"], today)
    return {
        "id": str(value["id"]),
        "deal": str(value["deal_id"]),
        "number": number_label(value["year"], value["number"]) or None,
        "revision": value["revision"],
        "status": status,
        "language": value["language"],
        "valid_until": value["valid_until"].isoformat(),
        "person": ident(value["person_id"]),
        "addressee": value["addressee"],
        "note": value["note"],
        "terms": value["terms"],
        "leads_value": value["leads_value"],
        "tax": tax_shown(value),
        "sums": sums_shown(value),
        "lines": lines,
        "approval": value["approval"] or "none",
        "approval_note": value["approval_note"],
        "sent_at": instant(value["sent_at"]),
        "answered_at": instant(value["answered_at"]),
        "answered_by": value["answered_by"],
        "answer": value["answer"],
        "created_at": instant(value["created_at"]),
        "updated_at": instant(value["updated_at"]),
    }
