"""A change of many records taken back as a whole: what was changed since stays, and is said."""

from __future__ import annotations

from datetime import datetime

from alur.automation.facts import BulkChangeFinished, BulkChangeStarted, BulkChangeUndoBegun, BulkChangeUndone
from alur.automation.models import BulkChange, BulkState
from alur.automation.operations.bulk.refusing import group
from alur.events.models import Event, EventSubject
from alur.events.recording import Operation, attempt, operation
from alur.events.undoing import follows, inverse_of_operation, take_back
from alur.kernel.ids import new_id
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.tenancy.models import Member

BATCH = 40
"""Each takes some milliseconds, and together they hold the database for a fifth of a second at most."""
FEW = 200
"""So many are taken back while one waits; more by the worker."""
OWN = (BulkChangeStarted.name, BulkChangeFinished.name)
follows(BulkChangeFinished, BulkChangeUndone)

ENDED = (BulkState.DONE, BulkState.STOPPED, BulkState.FAILED)


def ask_undo(job: BulkChange, *, by: Member) -> int:
    """Mark a change as one that is being taken back; returns the id of the operation that does so."""
    operation_id = new_id()
    ended = BulkChange.objects.filter(workspace_id=job.workspace_id, id=job.id, state__in=ENDED)
    if not ended.update(
        state=BulkState.UNDOING, undo_operation_id=operation_id, undone_by_id=by.id, beat_at=None, finished_at=None
    ):
        job.refresh_from_db()
        if job.state in (BulkState.UNDONE, BulkState.UNDOING):
            raise Conflict(N_("This has been undone already."))
        raise Conflict(N_("This is still running. Stop it first."))
    job.refresh_from_db()
    return operation_id


def undo_batch(job: BulkChange, *, at: datetime) -> bool:
    """Take the next batch of events back, the latest first. False: all are taken back."""
    assert job.undo_operation_id is not None
    by = Member.objects.get(workspace_id=job.workspace_id, id=job.undone_by_id or 0)
    keys = {"undoes": job.operation_id, "operation_id": job.undo_operation_id}
    with operation(job.workspace_id, by=by, at=at, **keys) as act:
        job.refresh_from_db()
        events = Event.objects.filter(workspace_id=job.workspace_id, operation_id=job.operation_id).exclude(
            name__in=OWN
        )
        if job.undone_position is not None:
            events = events.filter(position__lt=job.undone_position)
        batch = list(events.order_by("-position")[:BATCH])
        if not batch:
            job.state, job.finished_at, job.beat_at = BulkState.UNDONE, at, None
            job.save(update_fields=["state", "finished_at", "beat_at"])
            kept = sum(one[2] for one in job.kept)
            act.record(BulkChangeUndone(job.id, job.taken_back, kept), about=[("bulk_change", job.id)])
            return False
        kept_now: list[tuple[int, Refusal]] = []
        for event in batch:
            try:
                with attempt():
                    take_back(event, act)
                job.taken_back += 1
            except Refusal as refusal:
                kept_now.append((_record_of(event, job.kind), refusal))
        job.kept = group(job.kept, kept_now)
        job.undone_position = batch[-1].position
        job.beat_at = at
        job.save(update_fields=["taken_back", "kept", "undone_position", "beat_at"])
    return True


@inverse_of_operation(BulkChangeStarted)
def take_back_bulk_change(first: Event, by: Member, at: datetime) -> Operation:
    """A few at once; many by the worker, and its page tells how far it is."""
    job = BulkChange.objects.get(workspace_id=first.workspace_id, operation_id=first.operation_id)
    operation_id = ask_undo(job, by=by)
    if job.changed > FEW:
        with operation(job.workspace_id, by=by, at=at, undoes=job.operation_id, operation_id=operation_id) as act:
            act.record(BulkChangeUndoBegun(job.id), about=[("bulk_change", job.id)])
        return act
    while undo_batch(job, at=at):
        pass
    return Operation(
        workspace_id=first.workspace_id, id=operation_id, by=by, at=at, via="web", undoes=first.operation_id
    )


@inverse_of_operation(BulkChangeUndoBegun)
def keep_undone(first: Event, by: Member, at: datetime) -> Operation:
    """While the worker takes back, nothing of it may be brought back; and afterwards it is quicker made anew."""
    raise Conflict(N_("So many are not brought back at once. Make the change again."))


def _record_of(event: Event, kind: str) -> int:
    found = EventSubject.objects.filter(workspace_id=event.workspace_id, event_id=event.id, kind=kind)
    return found.values_list("record_id", flat=True).first() or 0
