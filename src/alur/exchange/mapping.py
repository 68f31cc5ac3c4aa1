"""What each column of a file becomes, and how it is read: from a TOML file, or guessed from names and values."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

from alur.kernel.dates import ORDERS, parse_day_with_order
from alur.kernel.refusal import N_, Refusal
from alur.orders.models import TaxMode
from alur.pipeline.models import StageKind

RECORDS = ("deal", "organization", "person", "product", "order", "member", "activity")
TARGETS: dict[str, tuple[str, ...]] = {
    "deal": (
        "external_id", "title", "organization", "person", "product", "owner", "state", "created_on", "stage_entered_on",
        "closed_on", "expected_close_on", "value", "closed_value", "source", "temperature", "tags", "reason", "phone",
        "email", "note",
    ),
    "organization": (
        "external_id", "name", "industry", "size", "website", "street", "postal_code", "region", "country", "phone",
        "email", "note", "owner", "tags",
    ),
    "person": ("external_id", "name", "job_title", "organization", "phone", "email", "note"),
    "product": ("external_id", "name", "family", "unit", "unit_price", "sku"),
    "order": (
        "external_id", "organization", "deal", "ordered_on", "product", "text", "quantity", "unit", "unit_price",
        "discount", "line_amount", "status", "delivered_amount", "delivered_on", "paid_amount", "paid_on", "reference",
        "note",
    ),
    "member": ("name", "team", "lead"),
    "activity": (
        "external_id", "title", "activity_kind", "starts", "minutes", "recurrence", "email", "note", "called_off",
    ),
}  # fmt: skip
DAYS = frozenset(
    {
        "created_on", "stage_entered_on", "closed_on", "expected_close_on", "ordered_on", "delivered_on", "paid_on",
    }
)  # fmt: skip
AMOUNTS = frozenset({"value", "closed_value", "unit_price", "line_amount", "delivered_amount", "paid_amount"})
FIGURES = AMOUNTS | {"quantity", "discount"}
"""All that is written in the number format of its column."""
OUTCOMES = ("won", "lost", "not_a_fit")
PROGRESS = ("delivered", "paid", "done", "cancelled")
"""How far an order is: all of it delivered, paid, both; or nothing will come of it."""
NUMBERS = {"1,234.56": (",", "."), "1.234,56": (".", ","), "1234.56": ("", "."), "1234,56": ("", ",")}


@dataclass(frozen=True, slots=True)
class Column:
    """`date_order` dmy, mdy or ymd; `number` one of NUMBERS: one for the whole column. `replace` mends cells."""

    header: str
    to: str
    date_order: str = "dmy"
    number: str = "1234.56"
    replace: Mapping[str, str] = field(default_factory=dict)

    def cell(self, cells: Mapping[str, str]) -> str:
        text = cells.get(self.header, "").strip()
        return self.replace.get(text, text)


@dataclass(frozen=True, slots=True)
class State:
    """What a word of the state column means: a kind of stage, and how the deal ended (empty: it is open).

    Of an order `outcome` is one of PROGRESS, or empty.
    """

    stage: str = StageKind.PROSPECTING
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class FileMapping:
    record: str
    columns: tuple[Column, ...]
    external_source: str = "import"
    states: Mapping[str, State] = field(default_factory=dict)
    pipeline: str = ""
    tax_mode: str = TaxMode.NONE

    def column(self, to: str) -> Column | None:
        return next((one for one in self.columns if one.to == to), None)

    def check_headers(self, headers: Iterable[str]) -> None:
        """Refusal where the mapping names a column that the file lacks."""
        present = list(headers)
        for one in self.columns:
            if one.header not in present:
                raise Refusal(
                    N_("The file has no column “%(header)s”. It has: %(headers)s."),
                    field="file", header=one.header, headers=", ".join(present),
                )  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        return {
            "record": self.record,
            "external_source": self.external_source,
            "pipeline": self.pipeline,
            "tax_mode": self.tax_mode,
            "columns": {
                one.header: {
                    "to": one.to,
                    "date_order": one.date_order,
                    "number": one.number,
                    "replace": dict(one.replace),
                }
                for one in self.columns
            },
            "states": {word: {"stage": one.stage, "outcome": one.outcome} for word, one in self.states.items()},
        }


def load_mapping(path: Path) -> FileMapping:
    """A mapping from its TOML file. Refusal with a sentence for what is wrong in it."""
    try:
        return mapping_from(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise Refusal(N_("The mapping %(name)s cannot be read: %(why)s"), name=path.name, why=str(error)) from None


def mapping_from(data: Mapping[str, Any]) -> FileMapping:
    record = data.get("record", "deal")
    if record not in RECORDS:
        sentence = N_("A mapping is for deal, organization, person, product, order, member or activity.")
        raise Refusal(sentence, field="record")
    columns = []
    for header, options in data.get("columns", {}).items():
        to = options if isinstance(options, str) else options.get("to", "")
        rest = {} if isinstance(options, str) else options
        if to in ("", "ignore"):
            continue
        if to not in TARGETS[record]:
            raise Refusal(N_("A %(record)s has no field “%(to)s”."), field=header, record=record, to=to)
        order, number = rest.get("date_order", "dmy"), rest.get("number", "1234.56")
        if order not in ORDERS or number not in NUMBERS:
            raise Refusal(N_("Column “%(header)s” has an unknown date order or number format."), header=header)
        columns.append(Column(header, to, order, number, rest.get("replace", {})))
    states = {word.casefold(): _state(word, one, record) for word, one in data.get("states", {}).items()}
    if not columns:
        raise Refusal(N_("Choose what at least one column becomes."), field="columns")
    tax_mode = data.get("tax_mode") or TaxMode.NONE
    if tax_mode not in TaxMode.values:
        raise Refusal(N_("Choose how the prices are taxed."), field="tax_mode")
    source, pipeline = str(data.get("external_source") or "import"), str(data.get("pipeline", ""))
    return FileMapping(record, tuple(columns), source, states, pipeline, tax_mode)


def _state(word: str, given: Mapping[str, str], record: str) -> State:
    state = State(given.get("stage", StageKind.PROSPECTING), given.get("outcome", ""))
    if record == "order":
        if state.outcome not in ("", *PROGRESS):
            raise Refusal(N_("What “%(word)s” means is not how far an order is."), field="states", word=word)
    elif state.stage not in StageKind.values or state.outcome not in ("", *OUTCOMES):
        raise Refusal(N_("What “%(word)s” means is not a kind of stage and an outcome."), field="states", word=word)
    return state


@lru_cache(maxsize=4096)
def read_day(text: str, order: str, field: str) -> date:
    return parse_day_with_order(text, order, field=field)


def read_number(text: str, number: str, field: str) -> Decimal:
    """A number in the one format of its column; never guessed from a unit."""
    group, sign = NUMBERS[number]
    cleaned = text.replace("Rp", "").replace("$", "").strip()
    if group:
        cleaned = cleaned.replace(group, "")
    elif (sign == "." and "," in cleaned) or (sign == "," and "." in cleaned):
        raise Refusal(
            N_("“%(text)s” is not a number written like %(example)s."), field=field, text=text, example=number
        )
    try:
        return Decimal(cleaned.replace(sign, "."))
    except InvalidOperation:
        raise Refusal(
            N_("“%(text)s” is not a number written like %(example)s."), field=field, text=text, example=number
        ) from None
