"""What a kind of record does with a row of a file: judge it without writing anything, then write a batch of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any, Protocol

from alur.events.recording import Operation
from alur.exchange.mapping import AMOUNTS, DAYS, FIGURES, Column, FileMapping, read_day, read_number
from alur.exchange.operations.matching import Made
from alur.kernel.currency import digits_of
from alur.kernel.quantity import WHOLE_DISCOUNT, quantity_from_decimal
from alur.kernel.refusal import N_, Refusal
from alur.people.operations.contacts import Contact, normalized
from alur.tenancy.prepared import Prepared, Slot, Slots

CREATED, UPDATED, SKIPPED = "created", "updated", "skipped"
Cells = Mapping[str, str]
LARGEST = 10**15


@dataclass(slots=True)
class Judged:
    """What a row would do. `found` is the id of the record it concerns, where there is one; `reasons` are (what,
    points) for which it is taken for that one (rescue/matching/scoring.py). Of a row that is likely the same as one
    before it, `before` is that row's number and what it says."""

    number: int
    action: str
    values: Mapping[str, Any]
    found: int | None = None
    reasons: tuple[tuple[str, int], ...] = ()
    before: tuple[int, Mapping[str, Any]] | None = None


class Planner(Protocol):
    """`prepare` looks up a batch at once; `judge` may refuse a row; `write` returns what it made and what it changed.

    In between, and before the database is held for `write`: where the batch `lacks` what its rows name, `bring_others`
    makes it, in a transaction of its own; `make_ready` puts together all that asks the database nothing.
    """

    def prepare(self, batch: Sequence[Mapping[str, Any]]) -> None: ...

    def judge(self, number: int, values: Mapping[str, Any]) -> Judged: ...

    def lacks(self, batch: Sequence[Judged]) -> bool: ...

    def bring_others(self, batch: Sequence[Judged]) -> None: ...

    def make_ready(self, batch: Sequence[Judged], act: Operation) -> None: ...

    def write(self, batch: Sequence[Judged], act: Operation) -> Written: ...


class Unready:
    """A planner that does all of its work in writing."""

    def lacks(self, batch: Sequence[Judged]) -> bool:
        return False

    def bring_others(self, batch: Sequence[Judged]) -> None:
        pass

    def make_ready(self, batch: Sequence[Judged], act: Operation) -> None:
        pass


@dataclass(slots=True)
class Written:
    made: list[Made]
    changed: list[Made]
    refused: list[tuple[Judged, Refusal]]
    keys: dict[int, str] = field(default_factory=dict)
    """By the id of what was made: its number outside, where the record itself keeps none."""


@cache
def numbered(model: Any) -> Prepared[tuple[str, int]]:
    """(outside number, id) of the records that have one of these `numbers` from that `source`."""
    return Prepared(
        lambda: (
            model.objects.filter(
                workspace_id=Slot("workspace_id"), external_source=Slot("source"), external_id__in=[Slots("numbers")]
            )
            # Said again, empty numbers left out, or the database does not see that its index of numbers holds them all.
            .exclude(external_id="")
            .values_list("external_id", "id")
        )
    )


def values_of(mapping: FileMapping, cells: Cells, currency: str) -> dict[str, Any]:
    """The cells by what they become: days as dates, amounts in minor units, all else as text; empty ones are absent.

    Raises Refusal whose field is the column's header.
    """
    values: dict[str, Any] = {}
    for column in mapping.columns:
        text = column.cell(cells)
        if not text:
            continue
        if column.to in DAYS:
            values[column.to] = read_day(text, column.date_order, column.header)
        elif column.to in AMOUNTS:
            values[column.to] = minor_units(read_number(text, column.number, column.header), currency, column.header)
        elif column.to in FIGURES:
            values[column.to] = _figure(column, text)
        elif column.to == "note":
            values["note"] = "\n".join(filter(None, [values.get("note"), _noted(mapping, column.header, text)]))
        else:
            values[column.to] = text
    return values


def minor_units(number: Decimal, currency: str, header: str) -> int:
    """Amounts in files are whole units of the currency: `1054` is USD 1,054.00."""
    if number < 0:
        raise Refusal(N_("A value cannot be below zero."), field=header)
    exact = int(number.scaleb(digits_of(currency)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if exact >= LARGEST:
        raise Refusal(N_("This value is too large."), field=header)
    return exact


def _figure(column: Column, text: str) -> int:
    """Thousandths of a quantity, basis points of a discount (`5`, `12,5 %`)."""
    if column.to == "quantity":
        exact = str(read_number(text, column.number, column.header))
        return quantity_from_decimal(exact, field=column.header)
    share = read_number(text.removesuffix("%"), column.number, column.header) * 100
    if share != int(share) or not 0 <= share < WHOLE_DISCOUNT:
        raise Refusal(N_("Type a discount from 0 to 100 percent."), field=column.header)
    return int(share)


def contacts_in(values: Mapping[str, Any], mapping: FileMapping) -> list[Contact]:
    """Telephones and e-mail addresses of a row, checked; several in a cell are parted by comma or semicolon."""
    found = []
    for kind in ("phone", "email"):
        for typed in str(values.get(kind, "")).replace(";", ",").split(","):
            if typed.strip():
                try:
                    normalized(kind, typed)
                except Refusal as refusal:
                    raise Refusal(refusal.message, field=header_of(mapping, kind), **refusal.params) from None
                found.append((kind, typed.strip(), ""))
    return found


def header_of(mapping: FileMapping, to: str) -> str:
    column = mapping.column(to)
    return column.header if column else to


def check_not_to_come(values: Mapping[str, Any], names: Sequence[str], today: date, mapping: FileMapping) -> None:
    for name in names:
        if name in values and values[name] > today:
            raise Refusal(N_("This day has not come yet."), field=header_of(mapping, name))


def _noted(mapping: FileMapping, header: str, text: str) -> str:
    several = sum(1 for one in mapping.columns if one.to == "note") > 1
    return f"{header}: {text}" if several else text
