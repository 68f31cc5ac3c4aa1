from __future__ import annotations

import sys
from pathlib import Path

import click

from alur.cli import say, set_up

SCALE = 1000


@click.command(help="An export back as a new workspace with the same record ids; the last word printed is its id.")
@click.argument("path", metavar="IN.zip", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", help="Default: the name it had, with a number behind it where that is taken.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object as one line.")
def command(path: Path, name: str | None, as_json: bool) -> None:
    set_up()
    from django.utils.timezone import now

    from alur.events.recording import via
    from alur.exchange.operations.restoring import restore_workspace
    from alur.exchange.steps import run_through

    with via("cli"), click.progressbar(length=SCALE, label="Restoring", file=sys.stderr) as bar:

        def show(done: int, whole: int) -> None:
            bar.update(SCALE * done // whole - bar.pos)

        done = run_through(restore_workspace(path, name=name, at=now()), show)
    workspace = done.workspace
    if not as_json:
        click.echo(
            f"{done.rows} rows and {done.files} files. {done.with_sign_in} of {done.members} members can enter, whose "
            f"addresses have accounts here. Others join by: alur user add ADDRESS --workspace {workspace.id}"
        )
    say(
        f"workspace {workspace.name} {workspace.id}",
        as_json=as_json,
        workspace=str(workspace.id),
        name=workspace.name,
        rows=done.rows,
        files=done.files,
        members=done.members,
        with_sign_in=done.with_sign_in,
    )
