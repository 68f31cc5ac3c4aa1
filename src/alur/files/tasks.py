from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from alur.events.scheduling import scheduled
from alur.files.operations.purging import sweep
from alur.tenancy.models import Workspace


@scheduled("files.sweep", "10 3 * * *")
def sweep_files(workspace: Workspace, at: datetime) -> Iterator[None]:
    for _ in sweep(workspace.id, at=at):
        yield
