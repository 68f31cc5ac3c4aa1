from __future__ import annotations

import sys
from typing import Any

import click

from alur.cli import say
from alur.cli.workspace_option import in_workspace


@click.group(help="The sample company.")
def command() -> None:
    pass


@command.command("load", help="Fill a workspace with a distributor of coffee machines.")
@click.option("--seed", default=7, show_default=True, type=int)
@click.option("--deals", "count", default=3000, show_default=True, type=click.IntRange(1, 99_999))
@click.option("--json", "as_json", is_flag=True, help="One JSON object as one line.")
@in_workspace
def load(workspace: Any, seed: int, count: int, as_json: bool) -> None:
    from django.utils.timezone import now

    from alur.exchange.operations import demo
    from alur.tenancy.models import Member

    owner = Member.objects.filter(workspace_id=workspace.id, role="owner", is_active=True).first()
    with click.progressbar(length=count, label="Loading", file=sys.stderr) as bar:
        deals = demo.load(
            workspace,
            by=owner,
            at=now(),
            seed=seed,
            deals=count,
            on_progress=lambda done, _whole: bar.update(done - bar.pos),
        )
    say(f"{deals} deals are on the board", as_json=as_json, deals=deals)


@command.command("remove", help="Take the sample away, and nothing else.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object as one line.")
@in_workspace
def remove(workspace: Any, as_json: bool) -> None:
    from django.utils.timezone import now

    from alur.exchange.operations.demo_removal import remaining, remove

    with click.progressbar(length=remaining(workspace) or 1, label="Removing", file=sys.stderr) as bar:

        def show(done: int, whole: int) -> None:
            bar.length = whole
            bar.update(done - bar.pos)

        deals = remove(workspace, by=None, at=now(), on_progress=show)
    say(f"{deals} deals removed", as_json=as_json, deals=deals)
