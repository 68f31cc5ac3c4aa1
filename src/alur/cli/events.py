from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from alur.cli import say
from alur.cli.workspace_option import in_workspace


@click.group(help="The workspace's facts.")
def command() -> None:
    pass


@command.command("relay", help="Deliver what is due to those who listen after the commit.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object as one line.")
@in_workspace
def relay(workspace: Any, as_json: bool) -> None:
    from django.utils.timezone import now

    from alur.events.relaying import relay as deliver

    count = deliver(workspace.id, at=now())
    say(f"{count} delivered", as_json=as_json, delivered=count)


@command.command("replay", help="Deliver again everything recorded since a time.")
@click.option("--since", required=True, type=click.DateTime(), help="Like 2026-10-01 or 2026-10-01T08:00:00, UTC.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object as one line.")
@in_workspace
def replay(workspace: Any, since: datetime, as_json: bool) -> None:
    from datetime import UTC

    from django.utils.timezone import now

    from alur.events.relaying import replay as deliver_again

    count = deliver_again(workspace.id, since=since.replace(tzinfo=UTC), at=now())
    say(f"{count} delivered", as_json=as_json, delivered=count)
