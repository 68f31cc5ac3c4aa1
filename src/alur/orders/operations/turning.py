"""A quote turns: its standing changes and its fact says from what to what, so that it can be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from alur.events.recording import Operation
from alur.kernel.dates import iso
from alur.orders.facts import QuoteTurned
from alur.orders.models import Quote
from alur.orders.operations.writing import about


def turn(
    quote: Quote,
    act: Operation,
    fact: type[QuoteTurned],
    columns: dict[str, Any],
    *,
    superseded: list[list[Any]] | None = None,
    personal: dict[str, Any] | None = None,
) -> None:
    """Write these columns of a held quote, and record them."""
    before = {name: primitive(getattr(quote, name)) for name in columns}
    for name, value in columns.items():
        setattr(quote, name, value)
    after = {name: primitive(value) for name, value in columns.items()}
    quote.version += 1
    quote.updated_at = act.at
    quote.save()
    turned = fact(quote.id, quote.deal_id, quote.label, quote.total, before, after, superseded or [])
    act.record(turned, about=about(quote), personal=personal)


def primitive(value: Any) -> Any:
    """A column as a fact carries it."""
    if isinstance(value, datetime):
        return iso(value)
    return value if value is None or isinstance(value, int) else str(value)


def column_of(name: str, value: Any) -> Any:
    """The column again."""
    return datetime.fromisoformat(value) if name.endswith("_at") and value else value
