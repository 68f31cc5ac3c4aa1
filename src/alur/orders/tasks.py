"""What comes round by the clock: files of quotes that nobody has asked for in a week."""

from __future__ import annotations

from datetime import datetime

from alur.events.scheduling import scheduled
from alur.orders.operations.printing import forget_pdfs
from alur.tenancy.models import Workspace


@scheduled("orders.forget_pdfs", "40 3 * * *")
def forget(workspace: Workspace, at: datetime) -> None:
    forget_pdfs(workspace.id, at=at)
