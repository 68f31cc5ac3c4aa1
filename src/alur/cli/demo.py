from __future__ import annotations

from typing import Any

import click

from alur.cli import say
from alur.cli.workspace_option import in_workspace


@click.group(help="The sample company.")
def command() -> None:
    pass


@command.command("load", help="Fill a workspace with a distributor of coffee machines.")
@click.option("--seed", default=7, show_default=True, type=int)
@click.option("--json", "as_json", is_flag=True, help="One JSON object as one line.")
@in_workspace
def load(workspace: Any, seed: int, as_json: bool) -> None:
    from django.utils.timezone import now

    from alur.exchange.operations import demo
    from alur.tenancy.models import Member

    owner = Member.objects.filter(workspace_id=workspace.id, role="owner", is_active=True).first()
    deals = demo.load(workspace, by=owner, at=now(), seed=seed)
    say(f"{deals} deals are on the board", as_json=as_json, deals=deals)


@command.command("remove", help="Take the sample away, and nothing else.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object as one line.")
@in_workspace
def remove(workspace: Any, as_json: bool) -> None:
    from django.utils.timezone import now

    from alur.exchange.operations import demo

    deals = demo.remove(workspace, by=None, at=now())
    say(f"{deals} deals removed", as_json=as_json, deals=deals)
