"""Tables into files, row by row: CSV that no spreadsheet takes for formulas, and XLSX."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from alur.reporting.listing.plain import Cell

SEPARATORS = {"comma": ",", "semicolon": ";"}
BOM = "\ufeff"
ROWS_A_SHEET = 1_000_000
LONGEST_CELL = 32_767
NARROWEST, WIDEST = 10, 48
"""Letters of a column, as wide as the longest of its first MEASURED cells."""
MEASURED = 1_000
GROUPED_FROM = 10_000
"""Figures from here on are shown in groups of three: a year is not."""
_BEGINS_FORMULA = re.compile(r"^[\s\x00]*[=+\-@|%]|^[\t\r\n]")
_IS_FIGURE = re.compile(r"^-[0-9]+([.,][0-9]+)*$")


def harmless(text: str) -> str:
    """Text that a spreadsheet shows as it stands: what it would take for a formula gets an apostrophe before it.

    A telephone number (+62812…) gets it too, or it would lose its plus and its last digits; a negative figure stays.
    """
    if _BEGINS_FORMULA.match(text) and not _IS_FIGURE.match(text):
        return f"'{text}"
    return text


def csv_lines(rows: Iterable[Sequence[Cell]], *, separator: str, with_bom: bool) -> Iterator[str]:
    """The lines of a CSV, a piece for each row. Excel takes a file for UTF-8 by the mark at its beginning."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=SEPARATORS[separator])
    if with_bom:
        buffer.write(BOM)
    for row in rows:
        writer.writerow([_written(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _written(cell: Cell) -> str | int | Decimal:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return cell.isoformat() if isinstance(cell, date) else cell


class Workbook:
    """An XLSX, written row by row at flat memory; a million rows to a sheet. Nothing becomes a formula or a link."""

    def __init__(self, path: Path, title: str, headings: Sequence[str]) -> None:
        import xlsxwriter  # a tenth of a second to load: few take a list with them as XLSX

        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(str(path), options)
        self._title, self._headings = title, headings
        self._bold = self._book.add_format({"bold": True})
        self._day = self._book.add_format({"num_format": "dd/mm/yyyy"})
        self._moment = self._book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        self._figure = self._book.add_format({"num_format": "#,##0"})
        self._cents = self._book.add_format({"num_format": "#,##0.00"})
        self._sheets = self._row = 0
        self._widths: list[int] = []
        self._begin()

    def write(self, row: Sequence[Cell]) -> None:
        if self._row > ROWS_A_SHEET:
            self._end()
            self._begin()
        if self._row <= MEASURED:
            self._widths = [max(wide, _width(cell)) for wide, cell in zip(self._widths, row, strict=False)]
        for place, cell in enumerate(row):
            self._write(place, cell)
        self._row += 1

    def close(self) -> None:
        self._end()
        self._book.close()

    def _end(self) -> None:
        for place, wide in enumerate(self._widths):
            self._sheet.set_column(place, place, wide)
        if self._headings:
            self._sheet.autofilter(0, 0, self._row - 1, len(self._headings) - 1)

    def _begin(self) -> None:
        self._sheets += 1
        name = re.sub(r"[\[\]:*?/\\']", " ", self._title)[:25]
        self._sheet: Any = self._book.add_worksheet(name if self._sheets == 1 else f"{name} {self._sheets}")
        self._sheet.freeze_panes(1, 1)
        self._widths = [min(28, max(NARROWEST, len(heading) + 4)) for heading in self._headings]
        for place, heading in enumerate(self._headings):
            self._sheet.write_string(0, place, heading, self._bold)
        self._row = 1

    def _write(self, place: int, cell: Cell) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, str):
            self._sheet.write_string(self._row, place, cell[:LONGEST_CELL])
        elif isinstance(cell, datetime):
            self._sheet.write_datetime(self._row, place, cell, self._moment)
        elif isinstance(cell, date):
            self._sheet.write_datetime(self._row, place, cell, self._day)
        else:
            style = None if -GROUPED_FROM < cell < GROUPED_FROM else self._cents if cell % 1 else self._figure
            self._sheet.write_number(self._row, place, cell, style)


def _width(cell: Cell) -> int:
    if isinstance(cell, datetime):
        return 17
    return min(WIDEST, len(cell) + 2) if isinstance(cell, str) else 12 if isinstance(cell, date) else len(str(cell)) + 4
