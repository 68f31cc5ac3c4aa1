"""Imports that wait for the worker, or are being taken back by it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import structlog
from django.db.models import Q, QuerySet
from django.utils import timezone

from alur.exchange.models import DataImport, ImportState
from alur.exchange.operations.importing import import_in_steps
from alur.exchange.operations.taking_back import undo_in_steps
from alur.exchange.steps import Steps
from alur.kernel.refusal import Refusal

STILL = timedelta(seconds=60)
RUNNING = (ImportState.RUNNING, ImportState.UNDOING, ImportState.STOPPING)

_log = structlog.get_logger()


class ImportWork:
    """Keeps its own account: each batch commits how far it came, and asks whether to go on."""

    def __init__(self, job: DataImport) -> None:
        self.job = job
        self.steps: Steps[Any] = (
            undo_in_steps(job, by=job.undone_by, at=timezone.now())
            if job.state == ImportState.UNDOING
            else import_in_steps(job)
        )

    def tell(self, done: int, whole: int) -> bool:
        return True

    def finish(self, found: object) -> None:
        pass

    def fail(self, error: Exception) -> None:
        job = self.job
        _log.error("import failed", data_import=job.id, workspace=job.workspace_id, exc_info=error)
        job.failure = str(error)[:300] if isinstance(error, Refusal | OSError) else type(error).__name__
        job.state, job.finished_at = ImportState.FAILED, timezone.now()
        job.save(update_fields=["state", "failure", "finished_at"])

    def give_back(self) -> None:
        _only(self.job).filter(state__in=RUNNING).update(beat_at=None)


def claim_import() -> ImportWork | None:
    now = timezone.now()
    is_free = Q(state=ImportState.READY) | Q(Q(beat_at__isnull=True) | Q(beat_at__lt=now - STILL), state__in=RUNNING)
    for job in DataImport.objects.filter(is_free, in_background=True).order_by("created_at")[:5]:
        state = ImportState.RUNNING if job.state == ImportState.READY else job.state
        if _only(job).filter(is_free, state=job.state).update(state=state, beat_at=now):
            job.state, job.beat_at = state, now
            return ImportWork(job)
    return None


def _only(job: DataImport) -> QuerySet[DataImport]:
    return DataImport.objects.filter(workspace_id=job.workspace_id, id=job.id)
