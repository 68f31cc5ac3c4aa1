from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from alur.events.scheduling import scheduled
from alur.search.operations.rebuilding import is_missing, rebuilding
from alur.tenancy.models import Workspace


@scheduled("search.begin", "*/5 * * * *")
def begin_index(workspace: Workspace, at: datetime) -> Iterator[None]:
    """A workspace from before there was search, or one that was restored, gets its index within minutes."""
    if is_missing(workspace.id):
        for _ in rebuilding(workspace.id):
            yield
