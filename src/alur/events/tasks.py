from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from alur.events.purging import purge
from alur.events.scheduling import scheduled, scheduled_once
from alur.events.submitting import forget_old
from alur.tenancy.measuring import measure_tables
from alur.tenancy.models import Workspace


@scheduled("submissions.forget", "10 * * * *")
def forget_submissions(workspace: Workspace, at: datetime) -> Iterator[None]:
    while forget_old(workspace.id, at=at):
        yield


@scheduled("trash.purge", "30 2 * * *")
def purge_trash(workspace: Workspace, at: datetime) -> Iterator[None]:
    for _ in purge(workspace.id, at=at):
        yield


@scheduled_once("tables.measure", "40 * * * *")
def keep_tables_measured(at: datetime) -> None:
    measure_tables()
