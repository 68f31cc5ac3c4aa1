"""A file that was sent in: kept in the data folder, its columns guessed, until it is run or thrown away."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.conf import settings

from alur.exchange.access import check_may_import, records_of, targets_of
from alur.exchange.guessing import WORDED, guess, guess_record, guess_states
from alur.exchange.mapping import FileMapping
from alur.exchange.models import DataImport, ImportState
from alur.exchange.reading import headers_of, read_rows
from alur.kernel.ids import new_id
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.tenancy.models import Member, Workspace

KINDS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".vcf", ".vcard", ".ics")
CONTACTS = (".vcf", ".vcard")
CALENDAR = ".ics"
LARGEST = 25 * 1024 * 1024
SAMPLED = 2_000
SHOWN = 4


def draft_import(
    workspace: Workspace, *, name: str, content: Iterable[bytes], record: str, by: Member, at: datetime
) -> DataImport:
    """Keep a file and guess what its columns are, and what its rows if `record` is empty.

    Refusal for what is no table, or too large.
    """
    check_may_import(by)
    name = Path(name).name[:120]
    if record and record not in records_of(by):
        raise Refusal(N_("Choose what the rows of the file are."), field="record")
    if Path(name).suffix.lower() not in KINDS:
        raise Refusal(N_("Choose a CSV, Excel, vCard or calendar file."), field="file")
    job = DataImport(
        workspace_id=workspace.id, id=new_id(), operation_id=new_id(), by_id=by.id, created_at=at,
        state=ImportState.DRAFT,
    )  # fmt: skip
    folder = Path(settings.DATA_DIR) / "imports" / str(workspace.id) / str(job.id)
    folder.mkdir(parents=True)
    path = folder / f"rows{Path(name).suffix.lower()}"
    try:
        _keep(path, content)
        mapping = guess_mapping(path, _record(path, record, by), by=by)
        job.rows_total = sum(1 for _ in read_rows(path))
    except Refusal:
        shutil.rmtree(folder)
        raise
    job.files = [[name, str(path)]]
    job.mapping = mapping.as_json()
    job.save(force_insert=True)
    return job


def _record(path: Path, asked: str, by: Member) -> str:
    """What the rows are: those of a vCard are persons, those of a calendar activities, whatever was chosen."""
    if path.suffix in CONTACTS:
        return "person"
    if path.suffix == CALENDAR:
        return "activity"
    tables = [one for one in records_of(by) if one != "activity"]
    return asked or guess_record(headers_of(path), tables)


def guess_mapping(path: Path, record: str, *, by: Member) -> FileMapping:
    """What the columns most likely are, without those that this member may not bring."""
    guessed = guess(record, headers_of(path), samples_of(path))
    allowed = targets_of(by, record)
    columns = tuple(one for one in guessed.columns if one.to in allowed)
    state = next((one.header for one in columns if one.to in WORDED), "")
    states = guess_states({state: words_in(path, state)}, columns) if state else guessed.states
    return replace(guessed, columns=columns, states=states)


def words_in(path: Path, header: str, most: int = 30) -> list[str]:
    """The different values of one column in the whole file, as met; no more than `most`."""
    found: dict[str, None] = {}
    for _, cells in read_rows(path):
        if value := cells.get(header, ""):
            found.setdefault(value)
            if len(found) == most:
                break
    return list(found)


def samples_of(path: Path) -> dict[str, list[str]]:
    """The different values of each column, as met in the first rows."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for _, cells in islice(read_rows(path), SAMPLED):
        for header, value in cells.items():
            if value:
                found[header].setdefault(value)
    return {header: list(values) for header, values in found.items()}


def discard_draft(job: DataImport) -> None:
    """Throw a draft and its file away. Conflict for an import that has begun."""
    deleted, _ = DataImport.objects.filter(workspace_id=job.workspace_id, id=job.id, state=ImportState.DRAFT).delete()
    if not deleted:
        raise Conflict(N_("This import has begun. Stop it, or take it back."))
    for _, path in job.files:
        shutil.rmtree(Path(path).parent, ignore_errors=True)


def _keep(path: Path, content: Iterable[bytes]) -> None:
    size = 0
    with path.open("wb") as file:
        for chunk in content:
            size += len(chunk)
            if size > LARGEST:
                raise Refusal(N_("This file is larger than 25 MB. Split it, or use the command line."), field="file")
            file.write(chunk)
