"""Changes of many records that wait for the worker, or lie still since the one that ran them is gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from time import monotonic

import structlog
from django.db import DatabaseError
from django.db.models import Q
from django.utils import timezone

from alur.automation.models import BulkChange, BulkState
from alur.automation.operations.bulk.changing import run_batch
from alur.automation.operations.bulk.undoing import undo_batch
from alur.events.recording import via
from alur.kernel.refusal import N_, Refusal

STILL = timedelta(seconds=60)
SLICE_SECONDS = 0.5
AT_WORK = (BulkState.WAITING, BulkState.RUNNING, BulkState.STOPPING, BulkState.UNDOING)
_log = structlog.get_logger()


def run_bulk_changes(*, is_stopped: Callable[[], bool] = lambda: False) -> int:
    """Go on with what has waited longest, for half a second. Returns the batches done."""
    job = _claim()
    if job is None:
        return 0
    until, done = monotonic() + SLICE_SECONDS, 0
    with via("web"):  # someone asked for it on a screen
        while monotonic() < until and not is_stopped():
            done += 1
            if not _batch(job):
                return done
    BulkChange.objects.filter(workspace_id=job.workspace_id, id=job.id).update(beat_at=None)
    return done


def _batch(job: BulkChange) -> bool:
    try:
        at = timezone.now()
        return undo_batch(job, at=at) if job.state == BulkState.UNDOING else run_batch(job, at=at)
    except DatabaseError:
        raise
    except Exception as error:  # whatever one change raises, the others go on
        _log.exception("bulk change failed", bulk_change=job.id)
        failure = error.message[:300] if isinstance(error, Refusal) else N_("Something went wrong.")
        BulkChange.objects.filter(workspace_id=job.workspace_id, id=job.id).update(
            state=BulkState.FAILED, failure=failure, finished_at=timezone.now(), beat_at=None
        )
        return False


def _claim() -> BulkChange | None:
    """Take the one that has waited longest; two workers never take the same."""
    now = timezone.now()
    is_free = Q(beat_at__isnull=True) | Q(beat_at__lt=now - STILL)
    for job in BulkChange.objects.filter(is_free, state__in=AT_WORK).order_by("created_at")[:5]:
        mine = BulkChange.objects.filter(is_free, workspace_id=job.workspace_id, id=job.id, state__in=AT_WORK)
        if mine.update(beat_at=now):
            job.refresh_from_db()
            return job
    return None
