"""Imports that wait for the worker, or lie still since the one that ran them is gone."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.db import DatabaseError
from django.db.models import Q
from django.utils import timezone

from alur.exchange.models import DataImport, ImportState
from alur.exchange.operations.importing import run_import
from alur.exchange.operations.taking_back import undo_import
from alur.kernel.refusal import Refusal

STILL = timedelta(seconds=60)
_log = structlog.get_logger()


def run_waiting() -> int:
    """Run what waits, one after the other; returns how many. Two workers never take the same one."""
    ran = 0
    while (job := _claim()) is not None:
        ran += 1
        try:
            if job.state == ImportState.UNDOING:
                undo_import(job, by=job.undone_by, at=timezone.now())
            else:
                run_import(job)
        except DatabaseError:
            raise
        except Exception as error:
            _log.exception("import failed", data_import=job.id)
            job.failure = str(error)[:300] if isinstance(error, Refusal | OSError) else type(error).__name__
            job.state, job.finished_at = ImportState.FAILED, timezone.now()
            job.save(update_fields=["state", "failure", "finished_at"])
    return ran


def _claim() -> DataImport | None:
    now = timezone.now()
    still = Q(beat_at__isnull=True) | Q(beat_at__lt=now - STILL)
    running = (ImportState.RUNNING, ImportState.UNDOING, ImportState.STOPPING)
    waiting = DataImport.objects.filter(
        Q(state=ImportState.READY) | Q(still, state__in=running), in_background=True
    ).order_by("created_at")
    for job in waiting[:5]:
        mine = DataImport.objects.filter(workspace_id=job.workspace_id, id=job.id, state=job.state, beat_at=job.beat_at)
        if job.beat_at is None:
            mine = DataImport.objects.filter(
                workspace_id=job.workspace_id, id=job.id, state=job.state, beat_at__isnull=True
            )
        state = ImportState.RUNNING if job.state == ImportState.READY else job.state
        if mine.update(state=state, beat_at=now):
            job.state, job.beat_at = state, now
            return job
    return None
