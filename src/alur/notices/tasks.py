from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from alur.events.scheduling import scheduled
from alur.notices.operations.reminding import remind
from alur.notices.operations.telling import forget_old
from alur.tenancy.models import Workspace

KEPT_FOR = timedelta(days=90)


@scheduled("notices.remind", "* * * * *")
def remind_owners(workspace: Workspace, at: datetime) -> None:
    remind(workspace.id, at=at)


@scheduled("notices.forget", "20 3 * * *")
def forget_notices(workspace: Workspace, at: datetime) -> Iterator[None]:
    while forget_old(workspace.id, before=at - KEPT_FOR):
        yield
