"""Repeated requests write once: a form's token or an API's Idempotency-Key is kept with the answer it got.

    with transaction.atomic():
        earlier = begin(workspace_id, key=key, fingerprint=print, at=now)
        if earlier: answer from it
        ... the work ...
        finish(workspace_id, key=key, status=201, answer=body, operation_id=act.id)

Both rows live in the transaction of the work, so a crash leaves neither; a second request at the same moment waits for
the first one's commit and then finds its answer.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from alur.events.models import Submission
from alur.kernel.ids import new_id
from alur.kernel.refusal import N_, Refusal
from alur.tenancy.inserting import insert_values

KEPT_FOR = timedelta(days=2)
BATCH = 500
_FINISH = (
    "UPDATE events_submission SET status = %s, answer = %s, operation_id = %s WHERE workspace_id = %s AND key = %s"
)
_COLUMNS = ("workspace_id", "id", "key", "fingerprint", "status", "answer", "created_at")


@dataclass(frozen=True, slots=True)
class Earlier:
    """The answer that the first request of this key was given. `status` 0: it has not finished."""

    status: int
    answer: str
    operation_id: int | None


class OtherBody(Refusal):
    """The key was used before with something else."""


def fingerprint(*parts: bytes | str) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode() if isinstance(part, str) else part)
        digest.update(b"\0")
    return digest.hexdigest()


def begin(workspace_id: int, *, key: str, fingerprint: str, at: datetime) -> Earlier | None:
    """Claim a key. Returns the earlier answer where it was claimed before; raises OtherBody for another body."""
    if insert_values(Submission, _COLUMNS, [(workspace_id, new_id(), key, fingerprint, 0, "", at)], or_skip=True):
        return None
    row = Submission.objects.get(workspace_id=workspace_id, key=key)
    if row.fingerprint != fingerprint:
        raise OtherBody(N_("This key was used before for something else."), field="Idempotency-Key")
    return Earlier(row.status, row.answer, row.operation_id)


def finish(workspace_id: int, *, key: str, status: int, answer: str, operation_id: int | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_FINISH, [status, answer, operation_id, workspace_id, key])


def forget_old(workspace_id: int, *, at: datetime) -> int:
    """Remove a batch of submissions that nobody repeats any more. Returns how many; 0: none is left."""
    old = Submission.objects.filter(workspace_id=workspace_id, created_at__lt=at - KEPT_FOR).order_by("created_at")
    ids = list(old.values_list("id", flat=True)[:BATCH])
    return Submission.objects.filter(workspace_id=workspace_id, id__in=ids).delete()[0] if ids else 0
