"""An import on its way, stopped, done, or taken back."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alur.accounts.queries.roster import uninvited
from alur.exchange.models import DataImport, FailedRow, ImportedRecord, ImportState
from alur.exchange.operations.importing import stop_import
from alur.exchange.operations.taking_back import ask_undo, kept_records
from alur.exchange.queries.failures import error_rows, why
from alur.kernel.refusal import Conflict
from alur.web.imports.finding import import_or_404
from alur.web.shell.answers import done, page, refused
from alur.web.shell.requests import MemberRequest, member_required

SHOWN = 20
ENDED = (ImportState.DONE, ImportState.STOPPED)
PAGES = {
    "deal": "/deals/?filter=",
    "organization": "/organizations/",
    "person": "/persons/",
    "product": "/products/",
    "order": "/orders/",
    "activity": "/activities/",
}


@require_safe
@member_required
def show(request: MemberRequest, import_id: int) -> HttpResponse:
    job = import_or_404(request, import_id)
    if job.state == ImportState.DRAFT:
        return HttpResponseRedirect(f"/imports/{job.id}/columns/")
    return page(request, "imports/import.html", _context(request, job))


@require_safe
@member_required
def progress(request: MemberRequest, import_id: int) -> HttpResponse:
    """The moving part, asked for each second; when the work is over, the whole page."""
    job = import_or_404(request, import_id)
    if not job.is_at_work:
        return HttpResponse(status=204, headers={"HX-Redirect": f"/imports/{job.id}/"})
    return page(request, "imports/progress.html", _context(request, job))


@require_POST
@member_required
def stop(request: MemberRequest, import_id: int) -> HttpResponse:
    stop_import(import_or_404(request, import_id))
    return HttpResponseRedirect(f"/imports/{import_id}/")


@require_POST
@member_required
def undo(request: MemberRequest, import_id: int) -> HttpResponse:
    job = import_or_404(request, import_id)
    try:
        ask_undo(job, by=request.member, in_background=True)
    except Conflict as refusal:
        return refused(request, refusal, "imports/import.html", _context(request, job), status=409)
    return done(request, f"/imports/{import_id}/")


@require_safe
@member_required
def errors(request: MemberRequest, import_id: int) -> HttpResponse:
    """The rows that failed, as they were, with the reason behind each: to mend and send again."""
    job = import_or_404(request, import_id)
    rows = FailedRow.objects.filter(workspace_id=job.workspace_id, data_import_id=job.id).order_by("file", "number")
    answer = HttpResponse(_lines(rows.iterator()), content_type="text/csv; charset=utf-8")
    name = _("rows-to-mend")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{job.id}.csv"'
    return answer


class _Echo:
    def write(self, text: str) -> str:
        return text


def _lines(rows: Any) -> Iterator[str]:
    yield "\ufeff"  # spreadsheets take it for UTF-8 by this mark
    writer = csv.writer(_Echo())
    for row in error_rows(rows):
        yield writer.writerow(row)


def _context(request: MemberRequest, job: DataImport) -> dict[str, Any]:
    records = ImportedRecord.objects.filter(workspace_id=job.workspace_id, data_import_id=job.id)
    is_undoing = job.state == ImportState.UNDOING
    total = records.count() if is_undoing else job.rows_total
    at = records.exclude(outcome="").count() if is_undoing else job.rows_done
    failed = FailedRow.objects.filter(workspace_id=job.workspace_id, data_import_id=job.id).order_by("file", "number")
    is_undone = job.state == ImportState.UNDONE
    return {
        "job": job,
        "done": at,
        "total": total,
        "percent": min(100, at * 100 // total) if total else 0,
        "is_undoing": is_undoing,
        "is_undone": is_undone,
        "record": job.mapping["record"],
        "target": PAGES.get(job.mapping["record"], "/settings/team/"),
        "failed": [{"row": row, "why": why(row)} for row in failed[:SHOWN]] if not job.is_at_work else [],
        "kept": kept_records(job, by=request.member) if is_undone else [],
        "removed": records.filter(outcome="gone").count() if is_undone else 0,
        "uninvited": _uninvited(request, records) if job.state in ENDED else 0,
        "errors": {},
    }


def _uninvited(request: MemberRequest, records: QuerySet[ImportedRecord]) -> int:
    """How many of those it brought cannot sign in yet, for whom an owner may invite."""
    if not request.member.is_owner:
        return 0
    brought = list(records.filter(kind="member", is_new=True).values_list("record_id", flat=True))
    return uninvited(request.workspace.id).filter(id__in=brought).count() if brought else 0
