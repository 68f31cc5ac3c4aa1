from __future__ import annotations

import click

from alur.cli import say, set_up


@click.group(help="Companies that work in this installation.")
def command() -> None:
    pass


@command.command("add", help="A workspace with its default pipeline; the last word printed is its id.")
@click.argument("name")
@click.option("--currency", default="IDR", show_default=True)
@click.option("--language", type=click.Choice(["id", "en"]), default="id", show_default=True)
@click.option("--timezone", default="Asia/Jakarta", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object as one line.")
def add(name: str, currency: str, language: str, timezone: str, as_json: bool) -> None:
    set_up()
    from django.utils.timezone import now

    from alur.accounts.operations.creating import create_workspace
    from alur.events.recording import via

    with via("cli"):
        made = create_workspace(name, currency=currency.upper(), language=language, timezone=timezone, at=now())
    say(f"workspace {made.name} {made.id}", as_json=as_json, workspace=str(made.id), name=made.name, slug=made.slug)


@command.command("list", help="All workspaces: id and name.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object as one line.")
def list_all(as_json: bool) -> None:
    set_up()
    from alur.tenancy.models import Workspace

    rows = [{"id": str(id_), "name": name} for id_, name in Workspace.objects.values_list("id", "name")]
    say("\n".join(f"{row['id']}  {row['name']}" for row in rows), as_json=as_json, workspaces=rows)
