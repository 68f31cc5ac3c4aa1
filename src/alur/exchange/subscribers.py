from __future__ import annotations

from alur.exchange.operations.restoring import after_restore
from alur.search.operations.rebuilding import rebuild
from alur.tenancy.models import Workspace


@after_restore
def index(workspace: Workspace) -> None:
    rebuild(workspace.id)
