"""Rows as a list shows them, from what was read of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from alur.fields.filtering.viewing import Viewpoint
from alur.reporting.listing.columns import Column

Row = dict[str, Any]
"""Column name to value, and `id`."""


def read_parts(view: Viewpoint, columns: Sequence[Column], read: Sequence[tuple[int, dict[str, Any]]]) -> list[Row]:
    """Rows of columns from what was read of each, and what stands in rows of its own."""
    ids = [row_id for row_id, _ in read]
    # Two columns may show different things of the same parts: these are asked for once.
    asked = dict.fromkeys(column.parts for column in columns if column.parts is not None)
    parts = {part: part(view, ids) for part in asked} if ids else {}
    rows: list[Row] = []
    for row_id, values in read:
        row: Row = {"id": row_id}
        for column in columns:
            of_parts = parts.get(column.parts) if column.parts else None
            row[column.name] = column.value(values) if of_parts is None else of_parts.get(row_id)
        rows.append(row)
    return rows
