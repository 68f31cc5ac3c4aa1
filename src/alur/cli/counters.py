from __future__ import annotations

import sys
from typing import Any

import click

from alur.cli import say
from alur.cli.workspace_option import in_workspace

SHOWN = 20


@click.group(help="The kept totals.")
def command() -> None:
    pass


@command.command("verify", help="Compare every kept total with its sum; exit 1 where one differs.")
@click.option("--repair", "is_repair", is_flag=True, help="Make the totals anew.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object as one line.")
@in_workspace
def verify(workspace: Any, is_repair: bool, as_json: bool) -> None:
    from alur.pipeline.operations.verifying import differences, repair
    from alur.rescue.operations import counting

    found = [*differences(workspace.id), *counting.differences(workspace.id)]
    if found and is_repair:
        repair(workspace.id)
        counting.repair(workspace.id)
    for one in found[:SHOWN]:
        click.echo(f"{one.table} {one.key}: kept {one.kept}, is {one.true}", err=True)
    text = "all totals agree" if not found else f"{len(found)} totals differ" + (", repaired" if is_repair else "")
    say(text, as_json=as_json, different=len(found), repaired=bool(found) and is_repair)
    if found and not is_repair:
        sys.exit(1)
