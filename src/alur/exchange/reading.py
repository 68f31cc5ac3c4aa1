"""Tables in files: CSV of any usual encoding and separator, and the first sheet of XLSX; row by row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from python_calamine import CalamineWorkbook

from alur.kernel.refusal import N_, Refusal

SNIFFED = 64_000
SEPARATORS = ",;\t|"
Row = dict[str, str]


def headers_of(path: Path) -> list[str]:
    """The names in the first row. Refusal for a file that is no table."""
    names = [name.strip() for name in next(_rows(path), [])]
    if not any(names):
        raise Refusal(N_("This file is empty, or its first row has no column names."), field="file")
    return [name or f"column {number}" for number, name in enumerate(names, 1)]


def read_rows(path: Path, start: int = 0) -> Iterator[tuple[int, Row]]:
    """(row number in the file, cells by header), from the `start`-th row of data on; empty rows are left out."""
    headers = headers_of(path)
    for number, cells in enumerate(islice(_rows(path), 1 + start, None), start=start + 2):
        if any(cell.strip() for cell in cells):
            yield (
                number,
                {header: cell.strip() for header, cell in zip(headers, [*cells, *[""] * len(headers)], strict=False)},
            )


def count_rows(path: Path) -> int:
    return max(0, sum(1 for _ in _rows(path)) - 1)


def _rows(path: Path) -> Iterator[list[str]]:
    if path.suffix.lower() in (".xlsx", ".xls", ".ods"):
        yield from _sheet(path)
        return
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(SNIFFED)
        file.seek(0)
        yield from csv.reader(file, delimiter=_separator(sample))


def _sheet(path: Path) -> Iterator[list[str]]:
    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    except Exception:
        raise Refusal(N_("This file cannot be read as a spreadsheet."), field="file") from None
    for cells in sheet.iter_rows():
        yield [_text(cell) for cell in cells]


def _text(cell: object) -> str:
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float):
        return str(int(cell)) if cell == int(cell) else repr(cell)
    return str(cell)


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(SNIFFED)
    for encoding in ("utf-8-sig", "utf-16"):
        if encoding == "utf-16" and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            head.decode(encoding, errors="strict")
        except UnicodeDecodeError as error:
            if error.end < len(head) - 4:  # a letter cut at the end of the sample is no fault
                continue
        return encoding
    return "cp1252"


def _separator(sample: str) -> str:
    first = sample.splitlines()[0] if sample else ""
    return max(SEPARATORS, key=first.count)
