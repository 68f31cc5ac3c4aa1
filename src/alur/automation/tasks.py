from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from alur.automation.operations.settling import settle_left
from alur.events.scheduling import scheduled
from alur.tenancy.models import Workspace


@scheduled("hand_over.settle", "30 5 * * *")
def settle_what_is_left(workspace: Workspace, at: datetime) -> Iterator[None]:
    for _ in settle_left(workspace.id, at=at):
        yield
