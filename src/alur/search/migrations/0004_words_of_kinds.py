"""SQLite: words that say of which kind of record they are, as PostgreSQL has them since migration 0003.

Told apart, "activity" and "lestari" were each frequent, and where no activity has the word, both were gone through to
the end: 4 ms of each palette keystroke at 200,000 deals, and more with every further one. The first word of an entry,
its mark, stays as it is.
"""

from django.db import migrations

TEXT = {
    "forwards": "replace({row}words, ' ', ' ' || substr({row}kind, 1, 2))",
    "backwards": "{row}words",
}
TABLE, INDEX = "search_searchentry", "search_searchentry_fts"


def make(way):
    def run(apps, editor):
        if editor.connection.vendor != "sqlite":
            return
        for event in ("added", "removed"):
            editor.execute(f"DROP TRIGGER {TABLE}_{event}")
        editor.execute(f"DROP TABLE {INDEX}")
        editor.execute(
            f"CREATE VIRTUAL TABLE {INDEX} USING fts5(words, content='', detail=none, columnsize=0, "
            "tokenize=\"ascii tokenchars '_'\")"
        )
        text = TEXT[way].format
        editor.execute(f"INSERT INTO {INDEX}(rowid, words) SELECT id, {text(row='')} FROM {TABLE} ORDER BY id")
        editor.execute(
            f"CREATE TRIGGER {TABLE}_added AFTER INSERT ON {TABLE} BEGIN "
            f"INSERT INTO {INDEX}(rowid, words) VALUES (new.id, {text(row='new.')}); END"
        )
        editor.execute(
            f"CREATE TRIGGER {TABLE}_removed AFTER DELETE ON {TABLE} BEGIN "
            f"INSERT INTO {INDEX}({INDEX}, rowid, words) VALUES ('delete', old.id, {text(row='old.')}); END"
        )

    return run


class Migration(migrations.Migration):
    dependencies = [("search", "0003_lexemes_of_kinds")]

    operations = [migrations.RunPython(make("forwards"), make("backwards"))]
