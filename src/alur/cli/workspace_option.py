"""`--workspace ID` for every command that works in one: it may be left out while there is one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from alur.tenancy.models import Workspace

SHOWN = 20


def in_workspace(function: Callable[..., Any]) -> Callable[..., Any]:
    """Set Django up, find the workspace, and hand it to the command as the keyword `workspace`.

    None, several without the option, or an unknown id are wrong usage (exit 2).
    """

    @click.option(
        "--workspace", "workspace_id", metavar="ID", type=int, help="The workspace; needed where several are."
    )
    @wraps(function)
    def wrapped(*args: Any, workspace_id: int | None, **kwargs: Any) -> Any:
        from alur.cli import set_up

        set_up()
        from alur.events.recording import via

        workspace = find_workspace(workspace_id)
        with via("cli"):
            return function(*args, workspace=workspace, **kwargs)

    return wrapped


def find_workspace(workspace_id: int | None) -> Workspace:
    """The workspace of that id, or the only one. Raises click.UsageError, which lists them."""
    from alur.tenancy.models import Workspace

    if workspace_id is not None:
        found = Workspace.objects.filter(id=workspace_id).first()
        if found is None:
            raise click.UsageError(f"There is no workspace {workspace_id}.{_listed()}")
        return found
    some = list(Workspace.objects.order_by("name")[:2])
    if len(some) == 1:
        return some[0]
    if not some:
        raise click.UsageError("There is no workspace yet. Make one: alur workspace add NAME")
    raise click.UsageError(f"There are several workspaces. Say which by --workspace ID:{_listed()}")


def _listed() -> str:
    from alur.tenancy.models import Workspace

    rows = Workspace.objects.order_by("name").values_list("id", "name")[:SHOWN]
    return "".join(f"\n  {workspace_id}  {name}" for workspace_id, name in rows)
