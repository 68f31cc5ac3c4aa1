"""An import: prepared, tried without writing, and run in batches that each commit whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from time import monotonic

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, connection
from django.utils import timezone

from alur.events.recording import Operation, begun, carrying_out, operation, via
from alur.exchange.access import check_may_import
from alur.exchange.facts import ImportFinished, ImportStarted
from alur.exchange.mapping import FileMapping, mapping_from
from alur.exchange.models import DataImport, FailedRow, ImportedRecord, ImportState
from alur.exchange.operations.grouping import Row, Together
from alur.exchange.operations.hurrying import commit_without_waiting, rarely_checkpointing, without_collecting
from alur.exchange.operations.judging import PLANNERS, Read, failed_row, judge, read_cells, rows_of
from alur.exchange.operations.matching import Known
from alur.exchange.operations.rows import CREATED, SKIPPED, UPDATED, Judged, Planner, Written
from alur.exchange.reading import headers_of, read_rows
from alur.exchange.steps import Steps, run_through
from alur.kernel.ids import new_id, new_ids
from alur.people.models import Organization, Person
from alur.pipeline.models import Deal
from alur.search.models import SearchEntry, SearchWord
from alur.search.operations.rebuilding import settle
from alur.tenancy.inserting import insert_rows, insert_values
from alur.tenancy.measuring import measure_tables
from alur.tenancy.models import Member, Workspace

FIRST_BATCH, SMALLEST_BATCH, LARGEST_BATCH = 250, 100, 1_000
BATCH_SECONDS = 0.15
"""How long a batch should hold the database: 200 ms at the most, on a machine that has other things to do."""
MEASURED_FIRST = 2_000
ASKED = (Deal, Organization, Person, SearchEntry, SearchWord)
"""What a batch looks its rows up in. PostgreSQL read all deals of a source for each batch, until it knew how many
there are: it finds out by itself within a minute, in which twenty thousand have come."""
COUNTED = ("created", "updated", "skipped", "failed", "rows_done", "beat_at")
Progress = Callable[[DataImport], None]


def prepare_import(
    workspace: Workspace,
    files: Sequence[tuple[str, Path]],
    mapping: FileMapping,
    *,
    duplicates: str,
    by: Member | None,
    at: datetime,
    draft: DataImport | None = None,
) -> DataImport:
    """Check that mapping and files belong together, and keep the import. Refusal with a sentence where they do not.

    A `draft` becomes an import that the worker runs; without one the caller runs it.
    """
    check_may_import(by, mapping)
    job = draft or DataImport(workspace_id=workspace.id, id=new_id(), operation_id=new_id(), created_at=at)
    job.rows_total = 0
    for _, path in files:
        mapping.check_headers(headers_of(path))
        job.rows_total += sum(1 for _ in read_rows(path))
    job.files = [[name, str(path.resolve())] for name, path in files]
    job.mapping, job.duplicates = mapping.as_json(), duplicates
    job.state = ImportState.READY if draft else ImportState.RUNNING
    job.in_background = draft is not None
    job.by_id, job.created_at = by.id if by else None, at
    with via("import"), operation(workspace.id, by=by, at=at, operation_id=job.operation_id) as act:
        job.save(force_insert=draft is None)
        act.record(ImportStarted(job.id, str(job)), about=[("import", job.id)])
    return job


def try_out(
    workspace: Workspace,
    files: Sequence[tuple[str, Path]],
    mapping: FileMapping,
    *,
    duplicates: str,
    by: Member | None,
    at: datetime,
    on_progress: Callable[[int], None] | None = None,
    on_same: Callable[[Judged], None] | None = None,
) -> tuple[dict[str, int], list[FailedRow]]:
    """What an import would do, by count, and the rows that would fail. Writes nothing. `on_same` is told of each row
    that is taken for a record that is there."""
    check_may_import(by, mapping)
    for _, path in files:
        mapping.check_headers(headers_of(path))
    known = Known(workspace, by=by, at=at)
    planner = PLANNERS[mapping.record](mapping, known, duplicates)
    counts = {"created": 0, "updated": 0, "skipped": 0, "failed": 0}
    failed: list[FailedRow] = []
    done = 0
    paths = [path for _, path in files]
    rows, together = rows_of(paths, 0), Together(mapping, rows_of(paths, 0))
    while batch := together.batch(rows, LARGEST_BATCH):
        judged, refused = judge(read_cells(batch, mapping, workspace.currency), planner, together)
        for one in judged:
            counts[one[1].action] += 1
            if on_same is not None and one[1].reasons:
                on_same(one[1])
        failed.extend(failed_row(workspace.id, 0, row, refusal) for row, refusal in refused)
        done += len(batch)
        if on_progress is not None:
            on_progress(done)
    counts["failed"] = len(failed)
    return counts, failed


def run_import(job: DataImport, *, on_progress: Progress | None = None) -> DataImport:
    """All of `import_in_steps` at once."""
    return run_through(import_in_steps(job), (lambda *_: on_progress(job)) if on_progress is not None else None)


def import_in_steps(job: DataImport) -> Steps[DataImport]:
    """Bring in what is not in yet, batch by batch, until the end or until someone stops it.

    Each batch commits its records, its events, its failed rows and how far it came, or none of them: what a crash
    interrupts goes on with the next row.
    """
    workspace = Workspace.objects.get(id=job.workspace_id)
    mapping = mapping_from(job.mapping)
    known = Known(workspace, by=job.by, at=job.created_at)
    planner = PLANNERS[mapping.record](mapping, known, job.duplicates)
    paths = [Path(path) for _, path in job.files]
    rows, together = rows_of(paths, job.rows_done), Together(mapping, rows_of(paths, 0))
    count, end, measured_at = FIRST_BATCH, ImportState.DONE, MEASURED_FIRST
    with rarely_checkpointing() as checkpoint:
        while batch := together.batch(rows, count):
            own = DataImport.objects.filter(workspace_id=job.workspace_id, id=job.id)
            if own.values_list("state", flat=True).get() != ImportState.RUNNING:
                end = ImportState.STOPPED
                break
            with without_collecting():
                held = _run_batch(job, batch, read_cells(batch, mapping, workspace.currency), planner, together, known)
            count = _next_count(count, held)
            checkpoint.note(len(batch))
            if connection.vendor == "postgresql" and job.rows_done >= measured_at:
                measure_tables(*ASKED)
                measured_at = job.rows_done * 4
            yield job.rows_done, job.rows_total
    _finish(job, end)
    return job


def _next_count(count: int, seconds: float) -> int:
    """As many rows as the database is held for by a good tenth of a second."""
    return int(max(SMALLEST_BATCH, min(LARGEST_BATCH, count * min(2.0, BATCH_SECONDS / max(seconds, 0.001)))))


def _run_batch(
    job: DataImport, batch: list[Row], read: Read, planner: Planner, together: Together, known: Known
) -> float:
    """Returns for how many seconds the database was held."""
    try:
        return _bring_batch(job, batch, read, planner, together, known)
    except (IntegrityError, ObjectDoesNotExist):
        # Someone else has brought one of these numbers in, or thrown a record away, since the rows were judged.
        job.refresh_from_db(fields=COUNTED)
        known.made.clear()
        known.read()
        return _bring_batch(job, batch, read, planner, together, known)


def _bring_batch(
    job: DataImport, batch: list[Row], read: Read, planner: Planner, together: Together, known: Known
) -> float:
    judged, refused = judge(read, planner, together)
    rows = [one for _, one in judged]
    if planner.lacks(rows):
        with carrying_out(_part(job)):
            planner.bring_others(rows)
            _note(job, Written(known.take_made(), [], []))
    act = _part(job)
    planner.make_ready(rows, act)
    began = monotonic()
    with carrying_out(act):
        commit_without_waiting()
        written = planner.write(rows, act)
        lost = {id(one): refusal for one, refusal in written.refused}
        refused += [(row, lost[id(one)]) for row, one in judged if id(one) in lost]
        kept = Counter(one.action for _, one in judged if id(one) not in lost)
        job.created += kept[CREATED]
        job.updated += kept[UPDATED]
        job.skipped += kept[SKIPPED]
        job.failed += len(refused)
        job.rows_done += len(batch)
        job.beat_at = timezone.now()
        insert_rows([failed_row(job.workspace_id, job.id, row, refusal) for row, refusal in refused])
        _note(job, written)
        job.save(update_fields=COUNTED)
    return monotonic() - began


def _part(job: DataImport) -> Operation:
    """One transaction of the import, which is one operation in all."""
    with via("import"):
        return begun(job.workspace_id, by=job.by, at=job.created_at, operation_id=job.operation_id)


def _note(job: DataImport, written: Written) -> None:
    """Remember what it made and changed, for the undo."""
    noted = [(*one, True) for one in written.made] + [(*one, False) for one in written.changed]
    ids = new_ids(len(noted))
    insert_values(
        ImportedRecord,
        ("workspace_id", "id", "data_import_id", "kind", "record_id", "version", "is_new", "outcome", "key"),
        (
            (job.workspace_id, row_id, job.id, *one, "", written.keys.get(one[1], ""))
            for row_id, one in zip(ids, noted, strict=True)
        ),
    )


def stop_import(job: DataImport) -> None:
    """Ask a running import to stop after its batch."""
    running = (ImportState.RUNNING, ImportState.READY)
    DataImport.objects.filter(workspace_id=job.workspace_id, id=job.id, state__in=running).update(
        state=ImportState.STOPPING
    )


def _finish(job: DataImport, state: str) -> None:
    job.state, job.finished_at = state, timezone.now()
    with via("import"), operation(job.workspace_id, by=job.by, at=job.created_at, operation_id=job.operation_id) as act:
        job.save(update_fields=["state", "finished_at"])
        act.record(
            ImportFinished(job.id, str(job), job.created, job.updated, job.skipped, job.failed),
            about=[("import", job.id)],
            occurred_at=job.finished_at,
        )
    if connection.vendor == "postgresql":  # the planner knows nothing yet of what came in at once
        measure_tables()
    else:
        settle()
