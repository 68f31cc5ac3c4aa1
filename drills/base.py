"""The database under a drill, read past the software that is drilled: SQLite's file, or a connection to PostgreSQL."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg

from benchmarks.serving import Place


class Base:
    """Statements in SQLite's spelling of placeholders."""

    def __init__(self, connection: Any, *, is_postgres: bool) -> None:
        self._connection, self._is_postgres = connection, is_postgres

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        text = statement.replace("?", "%s") if self._is_postgres else statement
        cursor = self._connection.execute(text, values)
        return list(cursor.fetchall()) if cursor.description else []

    def one(self, statement: str, *values: object) -> tuple[Any, ...]:
        return self.rows(statement, *values)[0]


@contextmanager
def opened(place: Place) -> Iterator[Base]:
    """A transaction of its own, committed at the end, which sees one instant: what a killed process had asked
    PostgreSQL for last may still be committed while one looks."""
    url = place.environment.get("ALUR_DATABASE_URL")
    if url:
        with psycopg.connect(url) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            yield Base(connection, is_postgres=True)
        return
    with closing(sqlite3.connect(place.folder / "alur.sqlite3", timeout=30)) as file, file:
        yield Base(file, is_postgres=False)


def json_of(value: Any) -> Any:
    """SQLite gives JSON as text, PostgreSQL as what it is."""
    return json.loads(value) if isinstance(value, str) else value
