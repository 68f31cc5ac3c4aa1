"""A hand-over taken back: everything returns to the leaver, but for what was changed since."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from alur.automation.facts import HandOverBegun, HandOverFinished, HandOverUndone
from alur.automation.models import HandOver, HandOverState
from alur.automation.operations.handing_over import A_PIECE
from alur.automation.queries.holding import ALIVE
from alur.conversations.facts import ActivityEdited
from alur.conversations.models import Activity
from alur.events.models import Event
from alur.events.recording import Operation, attempt, operation
from alur.events.undoing import follows, inverse_of_operation, take_back
from alur.kernel.ids import new_id
from alur.kernel.refusal import N_, Conflict
from alur.pipeline.facts import DealEdited
from alur.pipeline.models import Deal
from alur.tenancy.models import Member

AT_ONCE = 40
"""So many records are taken back while the button waits; more are left to the worker."""

DONE_BY = ActivityEdited.name
MARKS = (HandOverBegun.name, HandOverFinished.name)

follows(HandOverFinished)


@inverse_of_operation(HandOverBegun)
def take_back_hand_over(first: Event, by: Member, at: datetime) -> Operation:
    job = HandOver.objects.get(workspace_id=first.workspace_id, operation_id=first.operation_id)
    act = Operation(workspace_id=job.workspace_id, id=new_id(), by=by, at=at, via="web", undoes=first.operation_id)
    begin_undo(job, operation_id=act.id, by=by, at=at)
    if job.done <= AT_ONCE:
        while undo_on(job, at=at):
            pass
    return act


def begin_undo(job: HandOver, *, operation_id: int, by: Member, at: datetime) -> None:
    """Mark it as being taken back. Conflict while it is at work, or after it was taken back."""
    last = Event.objects.filter(workspace_id=job.workspace_id, operation_id=job.operation_id).order_by("-position")
    done = HandOver.objects.filter(workspace_id=job.workspace_id, id=job.id, state=HandOverState.DONE)
    if not done.update(
        state=HandOverState.UNDOING,
        undo_operation_id=operation_id,
        undone_by_id=by.id,
        undo_position=last.values_list("position", flat=True)[0] + 1,
    ):
        raise Conflict(N_("This hand-over is still at work, or was taken back already."))


def undo_on(job: HandOver, *, at: datetime) -> bool:
    """Take one piece back, the newest first. False: that was the last."""
    job = HandOver.objects.get(workspace_id=job.workspace_id, id=job.id)
    by = Member.objects.filter(workspace_id=job.workspace_id, id=job.undone_by_id or 0).first()
    with operation(job.workspace_id, by=by, at=at, undoes=job.operation_id, operation_id=job.undo_operation_id) as act:
        found = HandOver.objects.select_for_update().get(workspace_id=job.workspace_id, id=job.id)
        if found.state != HandOverState.UNDOING:
            return False
        piece = list(
            Event.objects.filter(
                workspace_id=job.workspace_id, operation_id=job.operation_id, position__lt=found.undo_position
            ).order_by("-position")[:A_PIECE]
        )
        returned, kept = _take_back(piece, act)
        rows = HandOver.objects.filter(workspace_id=job.workspace_id, id=job.id)
        if piece:
            rows.update(undo_position=piece[-1].position, returned=F("returned") + returned, kept=F("kept") + kept)
            return True
        rows.update(state=HandOverState.UNDONE, finished_at=at, lease_until=None)
        act.record(
            HandOverUndone(found.id, found.leaver_id, found.leaver.name, found.returned, found.kept),
            about=[("member", found.leaver_id), ("hand_over", found.id)],
        )
    return False


def _take_back(piece: list[Event], act: Operation) -> tuple[int, int]:
    """How many went back, and how many stay: changed since, or brought to an end by their new owner."""
    ended = _ended(piece, act.workspace_id)
    returned = kept = 0
    for event in piece:
        if event.name in MARKS:
            continue
        try:
            with attempt():
                if (event.name, _record(event)) in ended:
                    raise Conflict(N_("This was changed since."))
                take_back(event, act)
        except Conflict:
            kept += 1
        else:
            returned += 1
    return returned, kept


def _ended(piece: list[Event], workspace_id: int) -> set[tuple[str, int]]:
    """Deals won or lost and tasks done meanwhile: they are their new owner's work."""
    named = {name: [_record(event) for event in piece if event.name == name] for name in (DealEdited.name, DONE_BY)}
    deals = Deal.objects.filter(workspace_id=workspace_id, id__in=named[DealEdited.name]).exclude(status__in=ALIVE)
    tasks = Activity.objects.filter(workspace_id=workspace_id, id__in=named[DONE_BY], done_at__isnull=False)
    ended = {(DealEdited.name, one) for one in deals.values_list("id", flat=True)}
    return ended | {(DONE_BY, one) for one in tasks.values_list("id", flat=True)}


def _record(event: Event) -> int:
    return int(event.payload.get("deal") or event.payload.get("activity") or 0)
