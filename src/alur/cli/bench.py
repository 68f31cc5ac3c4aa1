from __future__ import annotations

import sys
from typing import Any

import click

from alur.cli import say
from alur.cli.workspace_option import in_workspace


@click.group(help="Data for measurements.")
def command() -> None:
    pass


@command.command("seed", help="Add N deals with companies, activities, events, spells and counters.")
@click.option("--deals", required=True, type=click.IntRange(1))
@click.option("--seed", "number", default=1, show_default=True, type=int)
@click.option("--json", "as_json", is_flag=True, help="One JSON object as one line.")
@in_workspace
def seed(workspace: Any, deals: int, number: int, as_json: bool) -> None:
    from django.utils.timezone import now

    from alur.exchange.operations.seeding import seed as fill

    with click.progressbar(length=deals, label="Seeding", file=sys.stderr) as bar:
        fill(workspace, deals, at=now(), number=number, on_progress=lambda done: bar.update(done - bar.pos))
    say(f"{deals} deals were added", as_json=as_json, deals=deals)
