"""What comes round by the clock: backups at night, and the broom."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings

from alur.events.scheduling import scheduled, scheduled_once
from alur.exchange.operations.copying import copy_installation, forget_old_copies
from alur.exchange.operations.erasing import erase_unfinished
from alur.exchange.operations.keeping import clear_away
from alur.exchange.operations.vault_jobs import ask_for_backup
from alur.kernel.refusal import Conflict
from alur.tenancy.models import Workspace


@scheduled("vault.backup", "30 2 * * *")
def back_up(workspace: Workspace, at: datetime) -> None:
    if settings.BACKUP_DAYS:
        with suppress(Conflict):  # one is under way
            ask_for_backup(workspace.id, by=None, at=at)


@scheduled_once("vault.copy", "30 19 * * *")
def copy_all(at: datetime) -> Iterator[None]:
    """The whole installation, where the one who runs it has named a folder; half past two in Jakarta."""
    if settings.BACKUP_DIR:
        folder = Path(settings.BACKUP_DIR)
        for _ in copy_installation(folder, at=at):
            yield
        forget_old_copies(folder, daily=max(1, settings.BACKUP_DAYS))


@scheduled("vault.clear", "15 * * * *")
def clear(workspace: Workspace, at: datetime) -> None:
    clear_away(workspace.id, at=at)


@scheduled_once("vault.erase", "*/10 * * * *")
def erase(at: datetime) -> None:
    erase_unfinished(at=at)
