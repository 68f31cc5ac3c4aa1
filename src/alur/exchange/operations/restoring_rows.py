"""The rows of an export into the tables, each cell checked for what its column holds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import connection, transaction

from alur.exchange.vault.archive import ArchiveReader
from alur.exchange.vault.cells import NotThis, reader
from alur.exchange.vault.contents import NAMES_ITSELF, Table
from alur.exchange.vault.schema import columns_in
from alur.tenancy.inserting import insert_values

ROWS_A_BATCH = 1_000


def restore_rows(archive: ArchiveReader, table: Table, workspace_id: int) -> Iterator[int]:
    """Write a table's rows in batches that each commit; gives the number of each. References that are late stay empty.

    NotThis for a cell or a row that is not what the manifest says of its columns.
    """
    names = columns_in(archive, table)
    columns = [column for column in table.columns if column.attname in names]
    newer = [column for column in table.columns if column.attname not in names]
    written = ("workspace_id", *(column.attname for column in (*columns, *newer)))
    turns = [(column.attname, reader(column), column.attname in table.late) for column in columns]
    own = {name for name, _, _ in turns if (table.label, name) in NAMES_ITSELF}

    def cells(row: dict[str, Any]) -> list[Any]:
        if len(row) != len(turns):
            raise NotThis(f"{sorted(row)} are not the columns of {table.label}")
        found: list[Any] = [workspace_id]
        for name, turn, is_late in turns:
            value = turn(row[name])
            found.append(None if is_late else workspace_id if name in own and value == 0 else value)
        return [*found, *(column.get_default() for column in newer)]

    for batch in _batches(archive, table):
        try:
            values = [cells(row) for row in batch]
        except KeyError as error:
            raise NotThis(f"a row of {table.label} lacks {error}") from None
        with transaction.atomic():
            insert_values(table.model, written, values)
        yield len(batch)


def fill_late(archive: ArchiveReader, table: Table, workspace_id: int) -> None:
    """The references that had to wait until all rows were there."""
    late = sorted(table.late & set(columns_in(archive, table)))
    if not late:
        return
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(name)} = %s" for name in late)
    statement = f"UPDATE {quote(table.model._meta.db_table)} SET {sets} WHERE workspace_id = %s AND id = %s"  # noqa: S608
    for batch in _batches(archive, table):
        values = [
            [*(row[name] for name in late), workspace_id, row["id"]] for row in batch if any(row[name] for name in late)
        ]
        if values:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.executemany(statement, values)


def _batches(archive: ArchiveReader, table: Table) -> Iterator[list[dict[str, Any]]]:
    entry = archive.entries.get(table.file)
    lines = archive.lines(entry) if entry is not None else iter(())
    while batch := list(islice(lines, ROWS_A_BATCH)):
        yield batch
