"""A workspace that was never whole, taken out: what an interrupted restore leaves. No screen, no command does this."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from alur.exchange.models import VaultJob, VaultKind
from alur.exchange.vault.contents import every_scoped_model, tables
from alur.files.queries.places import folder_of
from alur.tenancy.models import Workspace

BEAT = timedelta(seconds=5)
STILL = timedelta(minutes=3)
ROWS_A_BATCH = 2_000


def erase_unfinished(*, at: datetime) -> int:
    """Take out what killed restores have left. Returns how many workspaces that were."""
    marks = VaultJob.objects.filter(
        kind=VaultKind.RESTORE, target_id=F("workspace_id"), beat_at__lt=at - STILL
    ).values_list("workspace_id", flat=True)
    found = list(marks)
    for workspace_id in found:
        erase_workspace(workspace_id)
    return len(found)


def erase_workspace(workspace_id: int) -> None:
    """Every row of a workspace, last referring first, some thousand at a time, and its files; the mark of a restore
    with the end."""
    for table in tables():
        if table.late:
            table.model._base_manager.filter(workspace_id=workspace_id).update(**dict.fromkeys(table.late))
    for model in reversed(every_scoped_model()):
        if model is not VaultJob:
            _empty(model._meta.db_table, workspace_id)
    shutil.rmtree(folder_of(workspace_id), ignore_errors=True)
    with transaction.atomic():
        VaultJob.objects.filter(workspace_id=workspace_id).delete()
        Workspace.everything.filter(id=workspace_id).delete()


def _empty(table: str, workspace_id: int) -> None:
    name = connection.ops.quote_name(table)
    some = f"SELECT id FROM {name} WHERE workspace_id = %s ORDER BY id LIMIT {ROWS_A_BATCH}"  # noqa: S608
    count = ROWS_A_BATCH
    while count == ROWS_A_BATCH:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {name} WHERE workspace_id = %s AND id IN ({some})",  # noqa: S608
                [workspace_id, workspace_id],
            )
            count = cursor.rowcount
