from __future__ import annotations

from typing import Any

import click

from alur.cli import say
from alur.cli.workspace_option import in_workspace


@click.group(help="The index that search asks.")
def command() -> None:
    pass


@command.command("rebuild", help="Bring every entry of the index up to its record.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object as one line.")
@in_workspace
def rebuild(workspace: Any, as_json: bool) -> None:
    from alur.search.operations.rebuilding import rebuild as make_again

    with click.progressbar(length=0, label="records") as bar:
        changed = make_again(workspace.id, on_progress=lambda done: bar.update(done - bar.pos))
    text = "the index was right" if not changed else f"{changed} entries were written again"
    say(text, as_json=as_json, changed=changed)
