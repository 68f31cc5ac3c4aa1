from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from alur.cli import say, set_up


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def command(as_json: bool) -> None:
    """Look at the configuration and the database; a sentence for each fault."""
    set_up()
    found = list(faults())
    for fault in found:
        click.echo(fault, err=True)
    if as_json or not found:
        say("Everything is in order.", as_json=as_json, faults=found)
    if found:
        sys.exit(1)


def faults() -> Iterator[str]:
    from django.core.checks import WARNING, run_checks
    from django.db import DatabaseError, connection

    from alur.cli.migrate import pending

    for message in run_checks():
        if message.level >= WARNING:
            yield f"{message.msg} ({message.id})"
    try:
        connection.ensure_connection()
        lacking = pending()
    except DatabaseError as error:
        yield f"The database does not answer: {error}"
        return
    if lacking:
        yield f"The database lacks {lacking} migrations: run `alur migrate`."
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check")
            answer = cursor.fetchone()[0]
        if answer != "ok":
            yield f"The database file is damaged: {answer}"
