"""Tables in files, row by row: CSV of any usual encoding and separator, the first sheet of XLSX, vCards, calendars."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path

from python_calamine import CalamineWorkbook

from alur.exchange.calendars import EVENT_HEADERS, read_events
from alur.kernel.refusal import N_, Refusal
from alur.kernel.vcards import read_vcards

SNIFFED = 64_000
SEPARATORS = ",;\t|"
CONTACT_HEADERS = ("Nama", "Jabatan", "Perusahaan", "HP", "Email", "Catatan", "ID")
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
    if path.suffix.lower() in (".vcf", ".vcard"):
        yield from _contacts(path, encoding)
        return
    if path.suffix.lower() == ".ics":
        yield from _events(path, encoding)
        return
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(SNIFFED)
        file.seek(0)
        yield from csv.reader(file, delimiter=_separator(sample))


def _contacts(path: Path, encoding: str) -> Iterator[list[str]]:
    """The contacts of an address book under the names of columns; several numbers of one stand in a cell."""
    with path.open(encoding=encoding, errors="replace") as file:
        cards = read_vcards(file)
        first = next(cards, None)
        if first is None:
            raise Refusal(N_("There is no contact in this file."), field="file")
        yield list(CONTACT_HEADERS)
        for card in chain([first], cards):
            yield [
                card.name, card.job_title, card.organization, ", ".join(card.phones), ", ".join(card.emails),
                card.note, card.uid,
            ]  # fmt: skip


def _events(path: Path, encoding: str) -> Iterator[list[str]]:
    with path.open(encoding=encoding, errors="replace") as file:
        events = read_events(file)
        first = next(events, None)
        if first is None:
            raise Refusal(N_("There is no event in this calendar."), field="file")
        yield list(EVENT_HEADERS)
        yield first
        yield from events


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
