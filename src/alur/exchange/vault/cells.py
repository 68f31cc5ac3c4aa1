"""How a cell is written in an export, and read back: one form for both databases, so that a copy's export is equal.

Instants are UTC with a Z, days ISO, decimals strings; JSON stands as JSON, its keys in order (PostgreSQL keeps none).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from django.db import models

Turn = Callable[[Any], Any]
_LARGEST = 2**63 - 1


class NotThis(ValueError):
    """A cell that holds something else than its column does."""


def writer(field: models.Field[Any, Any]) -> Turn | None:
    """What makes JSON of the database's own value; None where it is that already. Never called for NULL."""
    for kind, turn in _WRITERS:
        if isinstance(field, kind):
            return turn
    raise TypeError(f"say in cells.py how {field} is exported")


def reader(field: models.Field[Any, Any]) -> Turn:
    """What makes a Python value of JSON. Raises NotThis. None is let through where the column may be empty."""
    for kind, turn in _READERS:
        if isinstance(field, kind):
            if isinstance(field, models.CharField):
                turn = partial(_read_short, longest=field.max_length or _LARGEST)
            return partial(_read_or_none, turn=turn) if field.null else turn
    raise TypeError(f"say in cells.py how {field} is read")


def _in_order(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    pairs.sort(key=_key)
    return dict(pairs)


def _key(pair: tuple[str, Any]) -> str:
    return pair[0]


_loads = json.JSONDecoder(object_pairs_hook=_in_order).decode


def _write_instant(value: Any) -> str:
    if value.tzinfo is not None:  # SQLite means UTC without saying so
        value = value.astimezone(UTC).replace(tzinfo=None)
    return f"{value.isoformat()}Z"


def _write_day(value: Any) -> str:
    return str(value.isoformat())


def _read_or_none(value: Any, turn: Turn) -> Any:
    return None if value is None else turn(value)


def _read_whole(value: Any) -> int:
    if type(value) is not int or abs(value) > _LARGEST:
        raise NotThis(f"{value!r} is not a whole number")
    return value


def _read_bool(value: Any) -> bool:
    if type(value) is not bool:
        raise NotThis(f"{value!r} is neither true nor false")
    return value


def _read_text(value: Any) -> str:
    if type(value) is not str:
        raise NotThis(f"{value!r} is not text")
    return value


def _read_short(value: Any, longest: int) -> str:
    if type(value) is not str or len(value) > longest:
        raise NotThis(f"{value!r} is not text of up to {longest} letters")
    return value


def _read_instant(value: Any) -> datetime:
    try:
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise NotThis(f"{value!r} is not an instant") from None
    if found.tzinfo is None:
        raise NotThis(f"{value!r} does not say its zone")
    return found


def _read_day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise NotThis(f"{value!r} is not a day") from None


def _read_decimal(value: Any) -> Decimal:
    try:
        return Decimal(_read_text(value))
    except InvalidOperation:
        raise NotThis(f"{value!r} is not a number") from None


def _as_it_is(value: Any) -> Any:
    return value


_WRITERS: tuple[tuple[Any, Turn | None], ...] = (
    (models.JSONField, _loads),
    (models.DateTimeField, _write_instant),
    (models.DateField, _write_day),
    (models.BooleanField, bool),
    (models.DecimalField, str),
    ((models.IntegerField, models.CharField, models.TextField), None),
)
_READERS: tuple[tuple[Any, Turn], ...] = (
    (models.JSONField, _as_it_is),
    (models.DateTimeField, _read_instant),
    (models.DateField, _read_day),
    (models.BooleanField, _read_bool),
    (models.DecimalField, _read_decimal),
    (models.IntegerField, _read_whole),
    ((models.CharField, models.TextField), _read_text),
)
