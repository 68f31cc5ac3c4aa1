from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from alur.cli import say
from alur.cli.workspace_option import in_workspace


@click.command(help="Everything of one workspace into a zip: tables as JSON lines, files, and a manifest with sums.")
@click.argument("path", metavar="OUT.zip", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object as one line.")
@in_workspace
def command(workspace: Any, path: Path, as_json: bool) -> None:
    from django.utils.timezone import now

    from alur.exchange.operations.exporting import export_workspace
    from alur.exchange.steps import run_through

    with click.progressbar(length=1, label="Exporting", file=sys.stderr) as bar:

        def show(done: int, whole: int) -> None:
            bar.length = whole
            bar.update(done - bar.pos)

        exported = run_through(export_workspace(workspace, path, by=None, at=now()), show)
    rows = sum(exported.rows.values())
    say(
        f"{rows} rows and {exported.files} files of {workspace.name} are in {path}",
        as_json=as_json,
        path=str(path),
        rows=rows,
        files=exported.files,
        bytes=exported.bytes,
        tables={label: count for label, count in exported.rows.items() if count},
    )
