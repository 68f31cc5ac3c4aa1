from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from alur.events.scheduling import scheduled
from alur.tenancy.models import Workspace
from alur.warmth.operations.overriding import expire
from alur.warmth.operations.recomputing import recompute_all


@scheduled("warmth.fade", "10 1 * * *")
def fade(workspace: Workspace, at: datetime) -> Iterator[None]:
    """Evidence fades and silence grows by the day."""
    for _ in recompute_all(workspace.id, at=at):
        yield


@scheduled("warmth.expire", "*/5 * * * *")
def end_overrides(workspace: Workspace, at: datetime) -> Iterator[None]:
    while expire(workspace.id, at=at):
        yield
