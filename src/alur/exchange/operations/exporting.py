"""A whole workspace into one zip, read at one moment while others go on working (docs/exports.md)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection

from alur import __version__
from alur.events.recording import operation
from alur.exchange.facts import WorkspaceExported
from alur.exchange.operations.checking import Progress, Stopped
from alur.exchange.vault.archive import ArchiveWriter, Entry, entry_as_json
from alur.exchange.vault.cells import writer
from alur.exchange.vault.contents import NAMES_ITSELF, OF_ITS_PLACE, Table, tables
from alur.exchange.vault.schema import schema
from alur.exchange.vault.snapshot import Snapshot, snapshot
from alur.kernel.dates import iso
from alur.kernel.refusal import N_
from alur.tenancy.models import Member, Workspace


@dataclass(frozen=True, slots=True)
class Exported:
    """`rows` by table."""

    path: Path
    rows: dict[str, int]
    files: int
    bytes: int


def export_workspace(
    workspace: Workspace,
    path: Path,
    *,
    by: Member | None,
    at: datetime,
    on_progress: Progress | None = None,
) -> Exported:
    """Write everything of a workspace but keys and sign-in to `path`. What fails half way leaves no file."""
    with snapshot() as moment, ArchiveWriter(path) as archive:
        counts = {table.label: _count(moment, table, workspace.id) for table in tables()}
        counter = _Counter(sum(counts.values()), on_progress)
        entries = [archive.add(table.file, _lines(moment, table, workspace.id, counter)) for table in tables()]
        archive.add_manifest(_manifest(workspace, entries, at))
    done = Exported(
        path, {table.label: entry.rows for table, entry in zip(tables(), entries, strict=True)}, 0, path.stat().st_size
    )
    with operation(workspace.id, by=by, at=at) as act:
        act.record(
            WorkspaceExported(path.name, sum(done.rows.values()), done.files),
            about=[("workspace", workspace.id)],
        )
    return done


class _Counter:
    def __init__(self, whole: int, on_progress: Progress | None) -> None:
        self.done, self.whole, self.on_progress = 0, whole, on_progress

    def add(self, count: int) -> None:
        self.done += count
        if self.on_progress is not None and self.on_progress(self.done, max(self.whole, self.done)):
            raise Stopped(N_("The export was stopped; no file was left."))


def _count(moment: Snapshot, table: Table, workspace_id: int) -> int:
    row = moment.row(f"SELECT count(*) FROM {table.model._meta.db_table} WHERE workspace_id = %s", [workspace_id])  # noqa: S608
    return row[0] if row else 0


def _lines(moment: Snapshot, table: Table, workspace_id: int, counter: _Counter) -> Iterator[tuple[int, bytes]]:
    """The rows of a table as JSON lines, in the order of their ids, some thousand at a time."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(column.column)) for column in table.columns)
    sql = f"SELECT {columns} FROM {quote(table.model._meta.db_table)} WHERE workspace_id = %s ORDER BY id"  # noqa: S608
    names = table.names
    turns = [(name, turn) for name, column in zip(names, table.columns, strict=True) if (turn := writer(column))]
    own = [name for name in names if (table.label, name) in NAMES_ITSELF]
    for rows in moment.rows(sql, [workspace_id]):
        lines = []
        for row in rows:
            cells = dict(zip(names, row, strict=True))
            for name, turn in turns:
                if cells[name] is not None:
                    cells[name] = turn(cells[name])
            for name in own:
                if cells[name] == workspace_id:
                    cells[name] = 0
            lines.append(_encode(cells))
        lines.append("")
        yield len(rows), _bytes(lines)
        counter.add(len(rows))


def _bytes(lines: list[str]) -> bytes:
    try:
        return "\n".join(lines).encode()
    except UnicodeEncodeError:  # half a letter, that only an escape can carry
        return "".join(json.dumps(json.loads(line)) + "\n" for line in lines if line).encode()


def _manifest(workspace: Workspace, entries: list[Entry], at: datetime) -> dict[str, Any]:
    fields = [field for field in Workspace._meta.concrete_fields if field.attname not in OF_ITS_PLACE]
    turned = {field.attname: writer(field) for field in fields}
    about = {
        name: turn(getattr(workspace, name)) if turn else getattr(workspace, name) for name, turn in turned.items()
    }
    return {
        "alur": __version__,
        "made_at": iso(at),
        "workspace": {"id": str(workspace.id), **about},
        "schema": schema(),
        "tables": {table.label: list(table.names) for table in tables()},
        "entries": [entry_as_json(entry) for entry in entries],
    }


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
