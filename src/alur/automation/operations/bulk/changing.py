"""A change of many records: looked at beforehand, begun, run in batches, stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from alur.automation.facts import BulkChangeFinished, BulkChangeStarted
from alur.automation.models import BulkChange, BulkState
from alur.automation.operations.bulk.acting import Verdict, act_from
from alur.automation.operations.bulk.deals import Move
from alur.automation.operations.bulk.refusing import Groups, group
from alur.events.recording import Operation, operation
from alur.kernel.ids import new_id
from alur.kernel.refusal import N_, Refusal
from alur.reporting.listing.asking import LISTINGS, asked_for
from alur.tenancy.models import Member

BATCHES = {"deal": 150, "organization": 40, "person": 40, "activity": 20, "product": 40}
"""So many in one transaction: it takes at most a fifth of a second, in which nobody else can write on SQLite."""
BARRED_AT_ONCE = 30
"""Fewer where each deal leaves its company alone as well: that is a record and an event more."""
MOST_JUDGED = 5000
MOST_PICKED = 5000


@dataclass(frozen=True, slots=True)
class Which:
    """The records of a kind that are meant: those picked, or all that a list asks for."""

    kind: str
    picked: Sequence[int] = ()
    filter: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What would come of it. Of many the first `judged` were looked at; `first` is the first that would change;
    `crossing` deals come into another pipeline."""

    total: int
    judged: int
    changed: int
    unchanged: int
    refused: Groups
    first: Verdict | None
    crossing: int = 0

    @property
    def refused_count(self) -> int:
        return sum(one[2] for one in self.refused)


def preview(which: Which, plain: Mapping[str, Any], *, by: Member, at: datetime) -> Preview:
    """Judge without writing anything. Raises Refusal for what cannot be done to any."""
    act = act_from(which.kind, plain, by)
    act.judge([], at=at)
    total = count_meant(which, by=by, at=at)
    meant = records_meant(which, by=by, at=at, by_row=True)
    judged = changed = crossing = refused_count = last_id = 0
    refused: Groups = []
    first: Verdict | None = None
    size = BATCHES[which.kind]
    while judged < MOST_JUDGED:
        rows = list(meant.filter(id__gt=last_id).order_by("id")[:size])
        found = act.judge(rows, at=at)
        refusals = [(one.record_id, one.refusal) for one in found if one.refusal is not None]
        refused = group(refused, refusals)
        first = first or next((one for one in found if one.is_changed), None)
        changed += sum(1 for one in found if one.is_changed)
        crossing += act.crossing(found) if isinstance(act, Move) else 0
        refused_count += len(refusals)
        judged += len(rows)
        if len(rows) < size:
            break
        last_id = rows[-1].id
    return Preview(total, judged, changed, judged - changed - refused_count, refused, first, crossing)


def start(which: Which, plain: Mapping[str, Any], *, by: Member, at: datetime) -> BulkChange:
    """Write down what is to be done; the batches follow. Raises Refusal for what cannot be done to any."""
    if not by.can_change:
        raise Refusal(N_("You may look, not change."))
    act_from(which.kind, plain, by).judge([], at=at)
    if len(which.picked) > MOST_PICKED:
        raise Refusal(N_("Pick %(count)d at most, or all that match."), count=MOST_PICKED)
    total = count_meant(which, by=by, at=at)
    meant = records_meant(which, by=by, at=at)
    job = BulkChange(
        workspace_id=by.workspace_id,
        id=new_id(),
        kind=which.kind,
        act=dict(plain),
        picked=[str(one) for one in sorted(set(which.picked))],
        filter=which.filter,
        words=which.words,
        operation_id=new_id(),
        total=total,
        up_to_id=meant.order_by("-id").values_list("id", flat=True).first() or 0,
        by_id=by.id,
        created_at=at,
    )
    with operation(by.workspace_id, by=by, at=at, operation_id=job.operation_id) as act:
        job.save(force_insert=True)
        act.record(BulkChangeStarted(job.id, job.kind, job.act, job.total), about=[("bulk_change", job.id)])
    return job


def run_batch(job: BulkChange, *, at: datetime) -> bool:
    """Change the next batch, in one transaction with how far it came. False: there is no more to do."""
    by = Member.objects.get(workspace_id=job.workspace_id, id=job.by_id)
    with operation(job.workspace_id, by=by, at=at, operation_id=job.operation_id) as act:
        job.refresh_from_db()
        if job.state == BulkState.STOPPING or not by.can_change:
            return _finish(job, BulkState.STOPPED, act)
        if job.state not in (BulkState.WAITING, BulkState.RUNNING):
            return False
        rows = _next(job, by)
        if not rows:
            return _finish(job, BulkState.DONE, act)
        todo = act_from(job.kind, job.act, by)
        judged = todo.judge(rows, at=at)
        todo.write(judged, act=act)
        refusals = [(one.record_id, one.refusal) for one in judged if one.refusal is not None]
        job.state = BulkState.RUNNING
        job.refused = group(job.refused, refusals)
        job.changed += sum(1 for one in judged if one.is_changed)
        job.done += len(rows)
        job.last_id = rows[-1].id
        job.beat_at = at
        job.save(update_fields=["state", "refused", "changed", "done", "last_id", "beat_at"])
    return True


def run_whole(job: BulkChange, *, at: datetime) -> None:
    """All batches, one after the other, while the button waits."""
    while run_batch(job, at=at):
        pass


def stop(job: BulkChange) -> None:
    """Ask a running change to stop after its batch: what is changed stays, and can be taken back."""
    running = (BulkState.WAITING, BulkState.RUNNING)
    BulkChange.objects.filter(workspace_id=job.workspace_id, id=job.id, state__in=running).update(
        state=BulkState.STOPPING
    )


def count_meant(which: Which, *, by: Member, at: datetime) -> int:
    """How many there are; Refusal for none."""
    count = records_meant(which, by=by, at=at).count()
    if not count:
        raise Refusal(N_("None of these is there any more."))
    return count


def records_meant(which: Which, *, by: Member, at: datetime, by_row: bool = False) -> QuerySet[Any]:
    """The records, of those that the member sees; found anew whenever it is asked. `by_row` is for reading them in
    order of id, a batch at a time.
    """
    rows = LISTINGS[which.kind].rows(by)
    if which.picked:
        return rows.filter(id__in=which.picked)
    asked = asked_for(which.kind, by, now=at, filter=which.filter, words=which.words)
    return rows.filter(asked.by_row if by_row else asked.condition)


def _next(job: BulkChange, by: Member) -> list[Any]:
    size = BARRED_AT_ONCE if job.act.get("never_again") else BATCHES[job.kind]
    picked = [int(one) for one in job.picked if int(one) > job.last_id][:size]
    if job.picked and not picked:
        return []
    meant = records_meant(Which(job.kind, picked, job.filter, job.words), by=by, at=job.created_at, by_row=True)
    beyond = meant.filter(id__gt=job.last_id, id__lte=job.up_to_id)
    ids = list(beyond.order_by("id").values_list("id", flat=True)[:size])
    held = meant.model._default_manager.select_for_update().filter(workspace_id=job.workspace_id, id__in=ids)
    return list(held.order_by("id"))


def _finish(job: BulkChange, state: str, act: Operation) -> bool:
    job.state, job.finished_at, job.beat_at = state, act.at, None
    job.save(update_fields=["state", "finished_at", "beat_at"])
    about = [("bulk_change", job.id)]
    act.record(BulkChangeFinished(job.id, job.changed, job.refused_count), about=about)
    return False
