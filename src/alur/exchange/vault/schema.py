"""Which version of the tables an export was made with, and whether this one can take it in."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db import models
from django.db.migrations.loader import MigrationLoader

from alur.exchange.vault.archive import MANIFEST, ArchiveReader, NotOurs, damaged
from alur.exchange.vault.contents import Table, tables
from alur.kernel.refusal import N_


def schema() -> dict[str, str]:
    """The last migration of each app whose tables are exported."""
    graph = _loader().graph
    return {label: max(name for app, name in graph.leaf_nodes(label)) for label in sorted(_labels())}


def check_schema(archive: ArchiveReader) -> None:
    """NotOurs for an export with tables or columns that are not known here. What came later here gets its default."""
    theirs, known = archive.manifest.get("schema"), set(_loader().disk_migrations or ())
    listed = archive.manifest.get("tables")
    if not isinstance(theirs, dict) or not isinstance(listed, dict):
        raise damaged(MANIFEST)
    ours = {table.label: table for table in tables()}
    is_newer = any((app, name) not in known for app, name in theirs.items()) or set(listed) - set(ours)
    if is_newer:
        raise NotOurs(
            N_("This export was made by a newer Alur (%(version)s). Update Alur first, then restore it."),
            version=str(archive.manifest.get("alur", "?"))[:40],
        )
    for label, columns in listed.items():
        if not isinstance(columns, list) or ours[label].file not in archive.entries:
            raise damaged(MANIFEST)
        lacking = [
            column for column in ours[label].columns if column.attname not in columns and not can_do_without(column)
        ]
        if set(columns) - set(ours[label].names) or lacking:
            raise NotOurs(
                N_("This export was made by an older Alur (%(version)s), whose %(table)s this one cannot read. Restore "
                   "it with that version, update, and export again."),
                version=str(archive.manifest.get("alur", "?"))[:40], table=label,
            )  # fmt: skip


def columns_in(archive: ArchiveReader, table: Table) -> list[str]:
    """The columns that the export has of a table, none for a table that is newer than it."""
    return list(archive.manifest["tables"].get(table.label, ()))


def can_do_without(column: models.Field[Any, Any]) -> bool:
    return column.null or column.has_default()


def _labels() -> set[str]:
    return {
        table.model._meta.app_label for table in tables() if _loader().graph.leaf_nodes(table.model._meta.app_label)
    }


@lru_cache(maxsize=1)
def _loader() -> MigrationLoader:
    return MigrationLoader(None)
