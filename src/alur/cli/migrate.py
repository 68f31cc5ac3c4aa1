from __future__ import annotations

import click

from alur.cli import say, set_up


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def command(as_json: bool) -> None:
    """Bring the database's schema up to date."""
    set_up()
    say("The database is up to date.", as_json=as_json, applied=migrate())


def pending() -> int:
    """How many migrations the database lacks."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> int:
    """Apply what the database lacks. Returns how many migrations that were.

    A table that a migration remakes on SQLite loses what was measured of it, and with it the plans of hot pages.
    """
    from django.core.management import call_command

    from alur.tenancy.measuring import measure_tables

    lacking, had_tables = pending(), not is_new()
    if lacking:
        call_command("migrate", interactive=False, verbosity=0)
        if had_tables:
            measure_tables()
    return lacking


def is_new() -> bool:
    """Whether the database has no tables of ours yet."""
    from django.db import connection

    return "django_migrations" not in connection.introspection.table_names()
