"""Lists: a page along a key, with an opaque cursor to the next."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from pydantic import WithJsonSchema

from alur.api.shell.reading import Filter
from alur.kernel.refusal import N_, Refusal

Sorts = Mapping[str, str]
"""Name of a sort to its column; each may be turned round with a minus."""


def choices(sorts: Sorts) -> list[str]:
    return [sign + name for name in sorts for sign in ("", "-")]


def among(column: str, values: Sequence[Any] | None) -> dict[str, Any]:
    """A condition on a column; of one value as an equality, that indexes on a part of a table can serve."""
    if values is None:
        return {}
    return {column: values[0]} if len(values) == 1 else {f"{column}__in": values}


def listed(sorts: Sorts) -> WithJsonSchema:
    """The sorts of a list, for the document."""
    return WithJsonSchema({"type": "string", "enum": choices(sorts)})


def page(
    rows: QuerySet[Any], columns: tuple[str, ...], wanted: Filter, sorts: Sorts, sort: str
) -> tuple[list[tuple[Any, ...]], str | None]:
    """Rows of `columns` in an order, and the cursor of those that follow. An index on the order keeps it quick."""
    if sort.removeprefix("-") not in sorts:
        names = ", ".join(choices(sorts))
        raise Refusal(N_("This list is sorted by one of: %(names)s."), field="sort", names=names)
    column, is_descending = sorts[sort.removeprefix("-")], sort.startswith("-")
    if wanted.cursor:
        rows = rows.filter(_beyond(rows, column, is_descending, sort, wanted.cursor))
    sign = "-" if is_descending else ""
    ordered = rows.order_by(f"{sign}{column}", f"{sign}id") if column != "id" else rows.order_by(f"{sign}id")
    found = list(ordered.values_list(*columns, column, "id")[: wanted.limit + 1])
    following = None
    if len(found) > wanted.limit:
        value, last_id = found[wanted.limit - 1][-2:]
        following = write_cursor(sort, value.isoformat() if isinstance(value, date) else value, last_id)
    return found[: wanted.limit], following


def write_cursor(*parts: Any) -> str:
    text = json.dumps(parts, separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str, length: int) -> list[Any]:
    """The parts of a cursor of ours; Refusal for anything else."""
    try:
        parts = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        parts = None
    if not isinstance(parts, list) or len(parts) != length:
        raise gone()
    return parts


def gone() -> Refusal:
    return Refusal(N_("This page is no longer there. Load the list again."), field="cursor")


def _beyond(rows: QuerySet[Any], column: str, is_descending: bool, sort: str, cursor: str) -> Q:
    of_sort, value, last_id = read_cursor(cursor, 3)
    field: Any = rows.model._meta.get_field(column)
    try:
        value = field.to_python(value)
        is_ours = of_sort == sort and value is not None and isinstance(last_id, int) and abs(last_id) < 2**63
        is_ours = is_ours and not (isinstance(value, datetime) and value.tzinfo is None)
        is_ours = is_ours and not (isinstance(value, int) and abs(value) >= 2**63)
    except Exception as caught:
        raise gone() from caught
    if not is_ours:
        raise gone()
    than = "lt" if is_descending else "gt"
    if column == "id":
        return Q(**{f"id__{than}": last_id})
    # The first half alone lets the database begin in the index.
    return Q(**{f"{column}__{than}e": value}) & (Q(**{f"{column}__{than}": value}) | Q(**{f"id__{than}": last_id}))
