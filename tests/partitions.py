"""Hash-partitions every workspace table of a fresh PostgreSQL database: the key rules proven without a Citus at hand.

A table that is partitioned by its workspace refuses a unique key without it, and an update that would move a row.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connection

from alur.tenancy.scoped import Scoped, ScopedForeignKeyConstraint

PARTS = 4


def partition() -> int:
    """Remake all tables of Scoped models in parts; returns how many there are. The tables must be empty."""
    models = [model for model in apps.get_models() if issubclass(model, Scoped)]
    for model in models:
        _remake(model._meta.db_table)
    with connection.schema_editor() as editor:
        for model in models:
            for constraint in model._meta.constraints:
                if isinstance(constraint, ScopedForeignKeyConstraint):
                    editor.execute(constraint.create_sql(model, editor))
    return len(models)


def _remake(table: str) -> None:
    with connection.cursor() as cursor:
        old = f"{table}_old"
        cursor.execute(f"ALTER TABLE {table} RENAME TO {old}")
        cursor.execute(
            f"CREATE TABLE {table} (LIKE {old} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED) "
            "PARTITION BY HASH (workspace_id)"
        )
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid = %s::regclass AND contype IN ('p', 'u')",
            [old],
        )
        keys = cursor.fetchall()
        cursor.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT IN "
            "(SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass)",
            [old, old],
        )
        indexes = [row[0].replace(f".{old}", f".{table}") for row in cursor.fetchall()]
        cursor.execute(f"DROP TABLE {old} CASCADE")
        for name, definition in keys:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        for definition in indexes:
            cursor.execute(definition)
        for part in range(PARTS):
            cursor.execute(
                f"CREATE TABLE {table}_p{part} PARTITION OF {table} FOR VALUES WITH (MODULUS {PARTS}, REMAINDER {part})"
            )
