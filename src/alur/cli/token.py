from __future__ import annotations

from typing import TYPE_CHECKING

import click

from alur.cli import say
from alur.cli.workspace_option import in_workspace

if TYPE_CHECKING:
    from alur.tenancy.models import Workspace


@click.group(help="Keys to the API.")
def command() -> None:
    pass


@command.command("add", help="An API token of a member, shown once: the last word printed.")
@click.argument("email")
@click.option("--scopes", default="read,write", show_default=True)
@click.option("--expires", type=click.IntRange(min=1), metavar="DAYS", help="Default: never.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object as one line.")
@in_workspace
def add(workspace: Workspace, email: str, scopes: str, expires: int | None, as_json: bool) -> None:
    from django.utils.timezone import now

    from alur.accounts.operations.tokens import issue
    from alur.kernel.refusal import N_, Refusal
    from alur.tenancy.models import Member

    member = Member.objects.filter(workspace_id=workspace.id, user__email=email.strip().lower(), is_active=True).first()
    if member is None:
        raise Refusal(N_("%(email)s is not a member of %(workspace)s."), email=email, workspace=workspace.name)
    raw = issue(member, scopes=scopes, days=expires, by=None, at=now())
    say(f"token of {member.email} {raw}", as_json=as_json, token=raw, member=str(member.id), scopes=scopes)
