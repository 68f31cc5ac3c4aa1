from __future__ import annotations

import sys
from pathlib import Path

import click

from alur.cli import say, set_up


@click.command(help="An export back as a new workspace with the same record ids; the last word printed is its id.")
@click.argument("path", metavar="IN.zip", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", help="Default: the name it had, with a number behind it where that is taken.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object as one line.")
def command(path: Path, name: str | None, as_json: bool) -> None:
    set_up()
    from django.utils.timezone import now

    from alur.events.recording import via
    from alur.exchange.operations.restoring import restore_workspace

    with via("cli"), click.progressbar(length=2000, label="Restoring", file=sys.stderr) as bar:

        def checking(done: int, whole: int) -> None:
            bar.update(1000 * done // whole - bar.pos)

        def writing(done: int, whole: int) -> None:
            bar.update(1000 + 1000 * done // max(whole, 1) - bar.pos)

        done = restore_workspace(path, name=name, at=now(), on_check=checking, on_progress=writing)
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
