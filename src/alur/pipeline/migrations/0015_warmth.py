"""The order of temperatures, and since when a deal is colder. Added in place: SQLite would write all deals anew."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    deals = apps.get_model("pipeline", "Deal")._base_manager
    for temperature, warmth in (("warm", 1), ("hot", 2)):
        deals.filter(temperature=temperature).update(warmth=warmth)


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0014_questions")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE pipeline_deal ADD COLUMN warmth smallint NOT NULL DEFAULT 0",
                    "ALTER TABLE pipeline_deal DROP COLUMN warmth",
                )
            ],
            state_operations=[
                migrations.AddField(
                    "deal",
                    "warmth",
                    models.SmallIntegerField(default=0, help_text="0 cold, 1 warm, 2 hot: for the order of lists."),
                )
            ],
        ),
        migrations.AddField(
            "deal", "cooled_at", models.DateTimeField(help_text="Since when it is colder than before.", null=True)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
