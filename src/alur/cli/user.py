from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from alur.cli import say
from alur.cli.workspace_option import in_workspace

if TYPE_CHECKING:
    from alur.tenancy.models import Workspace


@click.group(help="People who sign in.")
def command() -> None:
    pass


@command.command("add", help="Let someone into a workspace; an address that is already known joins it.")
@click.argument("email")
@click.option("--name", default="", help="Default: what stands before the @.")
@click.option(
    "--role",
    type=click.Choice(["owner", "manager", "rep", "viewer"]),
    help="Default: owner for the first, then rep; who comes back keeps the role.",
)
@click.option("--password-stdin", is_flag=True, help="Read the password from stdin; else it is set by mail.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object as one line.")
@in_workspace
def add(workspace: Workspace, email: str, name: str, role: str | None, password_stdin: bool, as_json: bool) -> None:
    from django.utils.timezone import now

    from alur.accounts.operations.joining import add_member, waiting_member
    from alur.tenancy.models import Member

    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    waiting = waiting_member(workspace.id, email)
    is_first = not Member.objects.filter(workspace_id=workspace.id, user_id__isnull=False).exists()
    member = add_member(
        workspace,
        email=email,
        name=name,
        role=role or (waiting.role if waiting else "owner" if is_first else "rep"),
        password=password,
        by=None,
        at=now(),
    )
    say(
        f"{member.role} {member.email} in {workspace.name}, member {member.id}",
        as_json=as_json,
        member=str(member.id),
        user=str(member.user_id),
        workspace=str(workspace.id),
        email=member.email,
        role=member.role,
    )


@command.command("reset-second-step", help="For someone who lost phone and paper: the password alone opens again.")
@click.argument("email")
@click.option("--json", "as_json", is_flag=True, help="One JSON object as one line.")
def reset_second_step(email: str, as_json: bool) -> None:
    from alur.cli import set_up

    set_up()
    from django.utils.timezone import now

    from alur.accounts.operations.second_step import remove_all
    from alur.kernel.refusal import N_, Refusal
    from alur.tenancy.models import User

    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise Refusal(N_("Nobody has the address %(email)s."), email=email)
    remove_all(user, at=now())
    say(f"second step removed {user.email}", as_json=as_json, user=str(user.id), email=user.email)
