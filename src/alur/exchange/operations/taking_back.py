"""A whole import undone: what it made goes, what it changed is put back, what was edited since stays and is said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from alur.campaigns.models import Source
from alur.catalogue.models import Product, ProductFamily
from alur.conversations.models import Activity
from alur.events.models import Event, EventSubject
from alur.events.recording import Operation, attempt, operation, via
from alur.events.undoing import inverse_of_operation, take_back
from alur.exchange.access import deals_reached_by, imports_seen_by
from alur.exchange.facts import ImportStarted, ImportUndone
from alur.exchange.models import DataImport, ImportedRecord, ImportState
from alur.exchange.operations.removing import remove
from alur.exchange.steps import Steps, run_through
from alur.kernel.ids import new_id
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.orders.models import Order
from alur.people.models import Organization, Person
from alur.pipeline.models import Deal
from alur.tenancy.models import Member, Team

RECORDS_A_BATCH = 400
GONE, KEPT = "gone", "kept"
ORDER = ("activity", "order", "deal", "person", "organization", "product", "product_family", "source", "member", "team")
ENDED = (ImportState.DONE, ImportState.STOPPED, ImportState.FAILED, ImportState.UNDOING)


def undo_import(
    job: DataImport,
    *,
    by: Member | None,
    at: datetime,
    operation_id: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> tuple[int, int]:
    """All of `undo_in_steps` at once."""
    return run_through(undo_in_steps(job, by=by, at=at, operation_id=operation_id), on_progress)


def undo_in_steps(
    job: DataImport, *, by: Member | None, at: datetime, operation_id: int | None = None
) -> Steps[tuple[int, int]]:
    """Take an import back in batches; returns how many records went, and how many stayed as they were edited since.

    Interrupted, it goes on where it was. Conflict where it still runs or was taken back before.
    """
    operation_id = ask_undo(job, by=by, operation_id=operation_id)
    records = ImportedRecord.objects.filter(workspace_id=job.workspace_id, data_import_id=job.id)
    total, done = records.count(), records.exclude(outcome="").count()
    for is_new, kinds in ((False, ("",)), (True, ORDER)):
        for kind in kinds:
            waiting = records.filter(is_new=is_new, outcome="").order_by("-id")
            if kind:
                waiting = waiting.filter(kind=kind)
            while batch := list(waiting[:RECORDS_A_BATCH]):
                with (
                    via("import"),
                    operation(
                        job.workspace_id, by=by, at=at, undoes=job.operation_id, operation_id=operation_id
                    ) as act,
                ):
                    stayed = remove(job, kind, batch, act) if is_new else _put_back(job, batch, act)
                    for one in batch:
                        one.outcome = KEPT if one.id in stayed else GONE
                    ImportedRecord.objects.bulk_update(batch, ["outcome"])
                    DataImport.objects.filter(workspace_id=job.workspace_id, id=job.id).update(beat_at=timezone.now())
                done += len(batch)
                yield done, total
    removed, kept = records.filter(outcome=GONE).count(), records.filter(outcome=KEPT).count()
    with (
        via("import"),
        operation(job.workspace_id, by=by, at=at, undoes=job.operation_id, operation_id=operation_id) as act,
    ):
        DataImport.objects.filter(workspace_id=job.workspace_id, id=job.id).update(
            state=ImportState.UNDONE, finished_at=timezone.now()
        )
        act.record(ImportUndone(job.id, str(job), removed, kept), about=[("import", job.id)])
    job.refresh_from_db()
    return removed, kept


def ask_undo(
    job: DataImport, *, by: Member | None, operation_id: int | None = None, in_background: bool = False
) -> int:
    """Mark an import as one that is being taken back, and return the id of the operation that does so."""
    if by is not None and not imports_seen_by(by).filter(id=job.id).exists():
        raise Refusal(N_("Only an owner, or who brought it in, takes an import back."))
    operation_id = job.undo_operation_id or operation_id or new_id()
    ended = DataImport.objects.filter(workspace_id=job.workspace_id, id=job.id, state__in=ENDED)
    if not ended.update(
        state=ImportState.UNDOING,
        undo_operation_id=operation_id,
        undone_by_id=by.id if by else None,
        in_background=in_background,
        beat_at=None if in_background else timezone.now(),
    ):
        job.refresh_from_db()
        if job.state == ImportState.UNDONE:
            raise Conflict(N_("This import was taken back already."))
        raise Conflict(N_("This import is still running. Stop it first."))
    return operation_id


@inverse_of_operation(ImportStarted)
def take_back_import(first: Event, by: Member, at: datetime) -> Operation:
    job = DataImport.objects.get(workspace_id=first.workspace_id, operation_id=first.operation_id)
    act = Operation(workspace_id=first.workspace_id, id=new_id(), by=by, at=at, via="import", undoes=first.operation_id)
    undo_import(job, by=by, at=at, operation_id=act.id)
    return act


def kept_records(job: DataImport, *, by: Member | None, limit: int = 200) -> list[tuple[str, int, str]]:
    """What an undo left, as (kind, id, title), as far as the asker may see it."""
    rows = ImportedRecord.objects.filter(workspace_id=job.workspace_id, data_import_id=job.id, outcome=KEPT)
    models: dict[str, Any] = {
        "deal": Deal, "person": Person, "organization": Organization, "product": Product,
        "product_family": ProductFamily, "source": Source, "member": Member, "team": Team, "activity": Activity,
        "order": Order,
    }  # fmt: skip
    found: list[tuple[str, int, str]] = []
    for row in rows.order_by("id")[:limit]:
        rows_of = models[row.kind].objects.filter(workspace_id=job.workspace_id)
        record = (
            (deals_reached_by(job.workspace_id, by) if row.kind == "deal" else rows_of).filter(id=row.record_id).first()
        )
        if record is not None:
            found.append((row.kind, row.record_id, str(record)))
    return found


def _put_back(job: DataImport, batch: Sequence[ImportedRecord], act: Operation) -> set[int]:
    """Invert, newest first, what the import did to records that were there before it."""
    done = Event.objects.filter(workspace_id=job.workspace_id, operation_id=job.operation_id)
    subjects = EventSubject.objects.filter(
        workspace_id=job.workspace_id,
        kind__in={one.kind for one in batch},
        record_id__in=[one.record_id for one in batch],
        event_id__in=done.values("id"),
    ).values_list("kind", "record_id", "event_id")
    ids: dict[tuple[str, int], list[int]] = defaultdict(list)
    for kind, record_id, event_id in subjects:
        ids[kind, record_id].append(event_id)
    events_by_id = {one.id: one for one in done.filter(id__in=[one for group in ids.values() for one in group])}
    stayed: set[int] = set()
    for one in batch:
        events = sorted(
            (events_by_id[event_id] for event_id in ids[one.kind, one.record_id]), key=lambda event: -event.position
        )
        try:
            with attempt():
                for event in events:
                    take_back(event, act)
        except Conflict:
            stayed.add(one.id)
    return stayed
