from __future__ import annotations

import sys
from pathlib import Path

import click

from alur.cli import say, set_up

SCALE = 1000


@click.command(help="A copy of the whole installation while it runs, read again; the last word printed is its folder.")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object as one line.")
def command(folder: Path, as_json: bool) -> None:
    set_up()
    from django.utils.timezone import now

    from alur.exchange.operations.copying import copy_installation
    from alur.exchange.steps import run_through

    with click.progressbar(length=SCALE, label="Backing up", file=sys.stderr) as bar:
        copied = run_through(
            copy_installation(folder, at=now()), lambda done, whole: bar.update(SCALE * done // whole - bar.pos)
        )
    if copied.how == "exports" and not as_json:
        click.echo("pg_dump is missing or too old: each workspace was exported instead, without anyone's sign-in.")
    say(
        f"{copied.bytes} bytes, read again, in {copied.path}",
        as_json=as_json,
        path=str(copied.path),
        how=copied.how,
        bytes=copied.bytes,
    )
