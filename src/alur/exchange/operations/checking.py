"""An export looked through before anything of it is believed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from alur.exchange.steps import Steps
from alur.exchange.vault.archive import MANIFEST, ArchiveReader, damaged
from alur.exchange.vault.cells import reader
from alur.exchange.vault.contents import OF_ITS_PLACE, tables
from alur.exchange.vault.schema import check_schema
from alur.tenancy.models import User, Workspace


@dataclass(frozen=True, slots=True)
class Checked:
    """What an export holds: `rows` by table, `bytes` unpacked. `workspace` is the company's own row, by column.

    `with_sign_in` of the active `members` have the address of an account of this installation.
    """

    workspace_id: int
    workspace: dict[str, Any]
    made_at: datetime
    alur: str
    rows: dict[str, int]
    files: int
    bytes: int
    has_whole_history: bool
    members: int
    with_sign_in: int


def check_export(path: Path) -> Steps[Checked]:
    """Read an export through, compare all sums, and say what it holds, in steps of bytes. Writes nothing.

    NotOurs with a sentence for any other file.
    """
    with ArchiveReader(path) as archive:
        check_schema(archive)
        checked, done = _look(archive), 0
        for size in archive.check():
            done += size
            yield done, archive.size
    return checked


def _look(archive: ArchiveReader) -> Checked:
    by_file = {table.file: table.label for table in tables()}
    rows = {by_file[name]: entry.rows for name, entry in archive.entries.items() if name in by_file}
    try:
        manifest = archive.manifest
        members = archive.lines(archive.entries[_file_of("tenancy.Member")])
        addresses = [str(member["email"]).lower() for member in members if member["is_active"]]
        head = archive.first_line(archive.entries[_file_of("events.EventHead")])
        return Checked(
            workspace_id=int(manifest["workspace"]["id"]),
            workspace=_workspace_of(manifest["workspace"]),
            made_at=datetime.fromisoformat(manifest["made_at"]),
            alur=str(manifest["alur"])[:40],
            rows=rows,
            files=len(archive.entries) - len(rows),
            bytes=archive.size,
            has_whole_history=rows["events.Event"] == (head["position"] if head else 0),
            members=len(addresses),
            with_sign_in=User.objects.filter(email__in=[one for one in addresses if one]).count(),
        )
    except (KeyError, TypeError, ValueError):
        raise damaged(MANIFEST) from None


def _workspace_of(given: dict[str, Any]) -> dict[str, Any]:
    return {
        field.attname: reader(field)(given[field.attname])
        for field in Workspace._meta.concrete_fields
        if field.attname not in OF_ITS_PLACE and (field.attname in given or not field.has_default())
    }


def _file_of(label: str) -> str:
    return next(table.file for table in tables() if table.label == label)
