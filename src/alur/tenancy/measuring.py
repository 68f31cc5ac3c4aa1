"""What the database knows of its own tables, without which it guesses which index serves a question best.

PostgreSQL gathers this by itself. SQLite does when it is told: at 200,000 deals it took the next step of one deal from
an index of the whole workspace's agenda before it knew better.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection

ROWS_READ = 1000  # of each index: the whole takes under a second however much there is


def measure_tables(*models: Any) -> None:
    """Those of these models, or all. Alur's own tables alone: PostgreSQL's catalogues are shared with other databases,
    whose transactions may hold them for long.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit={ROWS_READ}")
            cursor.execute("ANALYZE")
        else:
            tables = [connection.ops.quote_name(model._meta.db_table) for model in models or apps.get_models()]
            cursor.execute(f"ANALYZE {', '.join(tables)}")
