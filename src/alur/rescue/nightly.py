from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from alur.events.scheduling import scheduled
from alur.rescue.operations.pairing import pair_all
from alur.tenancy.models import Workspace


@scheduled("duplicates.find", "10 2 * * *")
def find_duplicates(workspace: Workspace, at: datetime) -> Iterator[None]:
    yield from pair_all(workspace.id, at=at)
