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
from alur.exchange.steps import Steps
from alur.exchange.vault.archive import ArchiveWriter
from alur.exchange.vault.cells import writer
from alur.exchange.vault.contents import NAMES_ITSELF, OF_ITS_PLACE, Table, tables
from alur.exchange.vault.schema import schema
from alur.exchange.vault.snapshot import Snapshot, snapshot
from alur.exchange.vault.stored import write_files
from alur.kernel.dates import iso
from alur.tenancy.models import Member, Workspace


@dataclass(frozen=True, slots=True)
class Exported:
    """`rows` and `sizes`, bytes in the zip, are by table. `position` is that of the last event in it."""

    path: Path
    rows: dict[str, int]
    sizes: dict[str, int]
    files: int
    bytes: int
    position: int


def export_workspace(workspace: Workspace, path: Path, *, by: Member | None, at: datetime) -> Steps[Exported]:
    """Write everything of a workspace but keys and sign-in to `path`, in steps of rows, and record who took it out."""
    exported = yield from write_export(workspace, path, at=at)
    record_export(workspace.id, path.name, sum(exported.rows.values()), exported.files, by=by, at=at)
    return exported


def record_export(workspace_id: int, file: str, rows: int, files: int, *, by: Member | None, at: datetime) -> None:
    with operation(workspace_id, by=by, at=at) as act:
        act.record(WorkspaceExported(file, rows, files), about=[("workspace", workspace_id)])


def write_export(workspace: Workspace, path: Path, *, at: datetime, with_files: bool = True) -> Steps[Exported]:
    """What is left half way, or fails, leaves no file."""
    rows: dict[str, int] = {}
    files = 0
    with snapshot() as moment, ArchiveWriter(path) as archive:
        whole, done = sum(_count(moment, table, workspace.id) for table in tables()), 0
        for table in tables():
            with archive.entry(table.file) as entry:
                rows[table.label] = 0
                for count, data in _lines(moment, table, workspace.id):
                    entry.write(data, rows=count)
                    rows[table.label] += count
                    done += count
                    yield done, whole
        for _file in write_files(archive, moment, workspace.id) if with_files else ():
            files += 1
            yield done, whole
        head = moment.row("SELECT position FROM events_eventhead WHERE workspace_id = %s", [workspace.id])
        archive.add_manifest(_manifest(workspace, at))
    sizes = {table.label: archive.sizes[table.file] for table in tables()}
    return Exported(path, rows, sizes, files, path.stat().st_size, head[0] if head else 0)


def _count(moment: Snapshot, table: Table, workspace_id: int) -> int:
    row = moment.row(f"SELECT count(*) FROM {table.model._meta.db_table} WHERE workspace_id = %s", [workspace_id])  # noqa: S608
    return row[0] if row else 0


def _lines(moment: Snapshot, table: Table, workspace_id: int) -> Iterator[tuple[int, bytes]]:
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


def _bytes(lines: list[str]) -> bytes:
    try:
        return "\n".join(lines).encode()
    except UnicodeEncodeError:  # half a letter, that only an escape can carry
        return "".join(json.dumps(json.loads(line)) + "\n" for line in lines if line).encode()


def _manifest(workspace: Workspace, at: datetime) -> dict[str, Any]:
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
    }


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
