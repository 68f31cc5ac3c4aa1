"""What the database keeps by itself: an index over the words of entries, and one over the keys of the vocabulary.

SQLite: FTS5 tables without content of their own, fed by triggers; `detail=none`, since nothing asks where in a text a
word stands. A migration that remakes one of the two tables on SQLite must make its triggers again.
PostgreSQL: a generated column of lexemes, exactly the words, with a GIN index.
"""

from django.db import migrations

TABLES = {"search_searchentry": "words", "search_searchword": "keys"}


def add(apps, editor):
    for table, column in TABLES.items():
        if editor.connection.vendor == "sqlite":
            index = f"{table}_fts"
            editor.execute(
                f"CREATE VIRTUAL TABLE {index} USING fts5({column}, content='', detail=none, columnsize=0, "
                "tokenize=\"ascii tokenchars '_'\")"
            )
            editor.execute(
                f"CREATE TRIGGER {table}_added AFTER INSERT ON {table} BEGIN "
                f"INSERT INTO {index}(rowid, {column}) VALUES (new.id, new.{column}); END"
            )
            editor.execute(
                f"CREATE TRIGGER {table}_removed AFTER DELETE ON {table} BEGIN "
                f"INSERT INTO {index}({index}, rowid, {column}) VALUES ('delete', old.id, old.{column}); END"
            )
        elif editor.connection.vendor == "postgresql":
            editor.execute(
                f"ALTER TABLE {table} ADD COLUMN lexemes tsvector "
                f"GENERATED ALWAYS AS (array_to_tsvector(string_to_array({column}, ' '))) STORED"
            )
            editor.execute(f"CREATE INDEX {table}_lexemes ON {table} USING gin (lexemes)")


def remove(apps, editor):
    for table in TABLES:
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER {table}_added")
            editor.execute(f"DROP TRIGGER {table}_removed")
            editor.execute(f"DROP TABLE {table}_fts")
        elif editor.connection.vendor == "postgresql":
            editor.execute(f"ALTER TABLE {table} DROP COLUMN lexemes")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(add, remove)]
