"""Rows that failed, as a table to mend and send again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext

from alur.exchange.models import FailedRow

ROW, REASON = "row", "error"


def error_rows(failed: Iterable[FailedRow]) -> Iterator[list[str]]:
    """A head, then the cells as they were with row number and sentence behind; nothing when no row failed."""
    headers: list[str] = []
    for row in failed:
        if not headers:
            headers = [header for header, _ in row.cells]
            yield [*headers, ROW, REASON]
        cells = dict(row.cells)
        yield [*(cells.get(name, "") for name in headers), str(row.number), why(row)]


def why(row: FailedRow) -> str:
    sentence = gettext(row.message)
    sentence = sentence % row.params if row.params else sentence
    return f"{row.column}: {sentence}" if row.column else sentence
