"""One moment of the database, read at leisure: what others commit meanwhile is not seen, and nobody waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

ROWS_AT_ONCE = 2_000


class Snapshot:
    """Reads rows of one moment, so many at a time."""

    def __init__(self, database: BaseDatabaseWrapper) -> None:
        self._database = database

    def rows(self, sql: str, values: Sequence[Any] = ()) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a SELECT in chunks; memory does not grow with their number."""
        with self._database.chunked_cursor() as cursor:
            cursor.execute(sql, values)
            while found := cursor.fetchmany(ROWS_AT_ONCE):
                yield found

    def row(self, sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        return next((row for rows in self.rows(sql, values) for row in rows), None)


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """A moment from now on, on a connection of its own; inside an open transaction it is that transaction's."""
    if connection.in_atomic_block:
        yield Snapshot(connection)
        return
    own = connection.copy()
    try:
        if own.vendor == "sqlite":
            with own.cursor() as cursor:
                cursor.execute("BEGIN")  # deferred: Django's own would be immediate, and keep all writers out
        else:
            own.set_autocommit(False)
            with own.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield Snapshot(own)
    finally:
        own.close()
