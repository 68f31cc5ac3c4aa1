from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from alur.events.scheduling import scheduled
from alur.pipeline.models import Pipeline
from alur.tenancy.models import Workspace
from alur.warmth.operations.fitting import refit
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


@scheduled("warmth.refit", "40 2 1 * *")
def try_again(workspace: Workspace, at: datetime) -> Iterator[None]:
    """Each month a new fit where one was made: what tells better waits for an owner, nothing switches by itself."""
    for pipeline in Pipeline.objects.filter(workspace_id=workspace.id, deleted_at__isnull=True).order_by("id"):
        refit(pipeline, at=at)
        yield
