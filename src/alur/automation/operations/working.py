"""Hand-overs that are larger than a press of a button waits for: the worker does them piece by piece."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError
from django.db.models import Q

from alur.automation.models import HandOver, HandOverState
from alur.automation.operations.handing_over import go_on
from alur.automation.operations.taking_back import undo_on
from alur.events.recording import via

LEASE = timedelta(minutes=1)
PIECES_A_TURN = 5

_log = structlog.get_logger()


def work(*, at: datetime) -> int:
    """Some pieces of the hand-over that waits longest; returns how many. Two workers never take the same one."""
    job = _claim(at)
    if job is None:
        return 0
    done = 0
    try:
        with via("web"):  # an owner asked for it on a screen
            while done < PIECES_A_TURN and do_piece(job, at=at):
                done += 1
    except DatabaseError:
        raise
    except Exception:  # whatever stands in the way of this one, the others go on; it is tried again
        _log.exception("hand-over failed", hand_over=job.id)
        return 1
    HandOver.objects.filter(workspace_id=job.workspace_id, id=job.id).update(lease_until=None)
    return max(done, 1)


def finish_now(job: HandOver, *, at: datetime) -> None:
    """All of it, while the button waits."""
    while do_piece(job, at=at):
        pass


def do_piece(job: HandOver, *, at: datetime) -> bool:
    return undo_on(job, at=at) if job.state == HandOverState.UNDOING else go_on(job, at=at)


def _claim(at: datetime) -> HandOver | None:
    is_free = Q(lease_until__isnull=True) | Q(lease_until__lt=at)
    at_work = Q(state__in=(HandOverState.RUNNING, HandOverState.UNDOING))
    for job in HandOver.objects.filter(is_free & at_work).order_by("created_at")[:5]:
        mine = HandOver.objects.filter(is_free & at_work, workspace_id=job.workspace_id, id=job.id)
        if mine.update(lease_until=at + LEASE):
            return job
    return None
