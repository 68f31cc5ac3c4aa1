"""A list as a file: the rows and columns that the member sees, short ones at once, long ones by the worker."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from unicodedata import normalize

from django.conf import settings
from django.utils import timezone, translation

from alur.events.recording import operation
from alur.exchange.facts import ListExported
from alur.exchange.models import VaultJob, VaultKind
from alur.exchange.operations.vault_jobs import AT_WORK
from alur.exchange.steps import Steps
from alur.exchange.tables import SEPARATORS, Workbook, csv_lines
from alur.kernel.ids import new_id
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.kernel.vcards import ContactCard, write_vcard
from alur.reporting.listing.asking import Asked, asked_for, columns_wanted
from alur.reporting.listing.columns import Column
from alur.reporting.listing.names import Names
from alur.reporting.listing.pages import every_row
from alur.reporting.listing.plain import Cell, PlainCells
from alur.tenancy.models import Member, Workspace

AT_ONCE = 2_000
"""So many rows are sent while one waits; more are written by the worker."""
ROWS_A_STEP = 500
FORMATS = ("xlsx", "csv", "vcf")
CARD_COLUMNS = ("job_title", "company", "phone", "email")
"""What stands in a vCard besides the name; whatever columns the list shows."""
LANGUAGES = ("id", "en")


@dataclass(frozen=True, slots=True)
class Shape:
    """What the file is: `separator` comma or semicolon, and the mark of UTF-8, are of CSV alone."""

    format: str = "xlsx"
    separator: str = "semicolon"
    with_bom: bool = True
    language: str = "id"

    def check(self, kind: str) -> None:
        """Refusal by field; vCards are of persons alone."""
        if self.format == "vcf" and kind != "person":
            raise Refusal(N_("Choose one of these."), field="format")
        for name, value, known in (
            ("format", self.format, FORMATS), ("separator", self.separator, SEPARATORS),
            ("language", self.language, LANGUAGES),
        ):  # fmt: skip
            if value not in known:
                raise Refusal(N_("Choose one of these."), field=name)


def csv_of(member: Member, asked: Asked, columns: Sequence[Column], shape: Shape) -> Iterator[str]:
    """The pieces of a CSV."""
    plain = _plain(member, columns, shape)
    with translation.override(shape.language):
        headings: list[Cell] = [*plain.headings()]
    rows = (cells for batch in _batches(member, asked, columns, plain) for cells in batch)
    yield from csv_lines(_with_head(headings, rows), separator=shape.separator, with_bom=shape.with_bom)


def cards_of(member: Member, asked: Asked) -> Iterator[str]:
    """The pieces of an address book: a vCard for each person of the list."""
    columns = columns_wanted(asked.listing, CARD_COLUMNS, asked.view)
    for rows in every_row(member, asked, columns):
        for row in rows:
            phones, emails = row["phone"].numbers if row["phone"] else (), row["email"] or ()
            company = row["company"][1] or ""
            yield write_vcard(
                ContactCard(row["name"][0], company, row["job_title"], phones, tuple(emails), "", card_uid(row["id"]))
            )


def card_uid(person_id: int) -> str:
    """By which an address book knows the person again."""
    return f"alur-{person_id}"


def write_list(
    member: Member, asked: Asked, columns: Sequence[Column], shape: Shape, path: Path, *, title: str, whole: int
) -> Steps[int]:
    """Into a file, in steps of rows; returns how many there were. What is left half way leaves no file."""
    part = path.with_name(f"{path.name}.part")
    part.parent.mkdir(parents=True, exist_ok=True)
    try:
        writer = _WRITERS[shape.format]
        done = yield from writer(member, asked, columns, shape, part, title=title, whole=whole)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return done


def record_list_export(
    asked: Asked, shape: Shape, rows: int, columns: Sequence[Column], *, by: Member, at: datetime
) -> None:
    """Who took which list out. What they searched for may name people: it can be erased."""
    with operation(by.workspace_id, by=by, at=at) as act:
        fact = ListExported(asked.listing.kind, rows, shape.format, [column.name for column in columns])
        act.record(
            fact, about=[("workspace", by.workspace_id)], personal={"filter": asked.filter, "words": asked.words}
        )


def ask_for_list(
    asked: Asked, columns: Sequence[Column], shape: Shape, *, whole: int, title: str, by: Member, at: datetime
) -> VaultJob:
    """A long list, to be written by the worker and fetched by this member alone within a day."""
    shape.check(asked.listing.kind)
    if VaultJob.objects.filter(
        workspace_id=by.workspace_id, kind=VaultKind.LIST, by_id=by.id, state__in=AT_WORK
    ).exists():
        raise Conflict(N_("A list is being written for you already. Wait for it, or stop it."))
    job = VaultJob(workspace_id=by.workspace_id, id=new_id(), kind=VaultKind.LIST, by_id=by.id, created_at=at)
    job.path, job.file_name = f"exports/{job.workspace_id}/{job.id}.{shape.format}", file_name(title, shape, at)
    job.wanted = {
        "kind": asked.listing.kind,
        "filter": asked.filter,
        "words": asked.words,
        "sort": asked.sort,
        "as_of": asked.as_of.isoformat() if asked.as_of else "",
        "columns": [column.name for column in columns],
        "shape": asdict(shape),
        "title": title,
    }
    job.whole = whole
    job.save(force_insert=True)
    return job


def do_list(job: VaultJob) -> Steps[dict[str, Any]]:
    """What was asked, as the one who asked sees it now. Refusal where they may no longer look."""
    member = job.by
    if member is None or not member.is_active:
        raise Refusal(N_("This file is no longer there."))
    wanted, shape = job.wanted, Shape(**job.wanted["shape"])
    as_of = date.fromisoformat(wanted["as_of"]) if wanted["as_of"] else None
    asked = asked_for(
        wanted["kind"], member, now=timezone.now(), filter=wanted["filter"], words=wanted["words"], sort=wanted["sort"],
        as_of=as_of,
    )  # fmt: skip
    columns = [one for one in columns_wanted(asked.listing, wanted["columns"], asked.view) if one.has_past or not as_of]
    path = Path(settings.DATA_DIR) / job.path
    rows = yield from write_list(member, asked, columns, shape, path, title=wanted["title"], whole=job.whole)
    record_list_export(asked, shape, rows, columns, by=member, at=timezone.now())
    job.size = path.stat().st_size
    return {"rows": rows}


def file_name(title: str, shape: Shape, at: datetime) -> str:
    return f"{file_stem(title)}-{at:%Y-%m-%d}.{shape.format}"


def file_stem(title: str) -> str:
    """A title as the beginning of a file's name: letters that any system and any header takes."""
    plain = normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "alur"


def _write_csv(
    member: Member, asked: Asked, columns: Sequence[Column], shape: Shape, path: Path, *, title: str, whole: int
) -> Steps[int]:
    done = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        for line in csv_of(member, asked, columns, shape):
            file.write(line)
            done += 1
            if done % ROWS_A_STEP == 0:
                yield done, max(whole, done)
    return max(0, done - 1)


def _write_cards(
    member: Member, asked: Asked, columns: Sequence[Column], shape: Shape, path: Path, *, title: str, whole: int
) -> Steps[int]:
    done = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        for card in cards_of(member, asked):
            file.write(card)
            done += 1
            if done % ROWS_A_STEP == 0:
                yield done, max(whole, done)
    return done


def _write_xlsx(
    member: Member, asked: Asked, columns: Sequence[Column], shape: Shape, path: Path, *, title: str, whole: int
) -> Steps[int]:
    plain, done = _plain(member, columns, shape), 0
    with translation.override(shape.language):
        headings = plain.headings()
    book = Workbook(path, title, headings)
    try:
        for batch in _batches(member, asked, columns, plain):
            for cells in batch:
                book.write(cells)
            done += len(batch)
            yield done, max(whole, done)
    finally:
        book.close()
    return done


def _plain(member: Member, columns: Sequence[Column], shape: Shape) -> PlainCells:
    workspace = Workspace.objects.get(id=member.workspace_id)
    with translation.override(shape.language):
        return PlainCells(workspace, Names(workspace.id, shape.language), columns)


def _batches(member: Member, asked: Asked, columns: Sequence[Column], plain: PlainCells) -> Iterator[list[list[Cell]]]:
    for rows in every_row(member, asked, columns):
        plain.persons = plain.names.persons_in(columns, rows)
        with translation.override(plain.names.language):
            yield_now = [plain.cells(row) for row in rows]
        yield yield_now


def _with_head(head: list[Cell], rows: Iterator[list[Cell]]) -> Iterator[list[Cell]]:
    yield head
    yield from rows


_WRITERS = {"xlsx": _write_xlsx, "csv": _write_csv, "vcf": _write_cards}
