"""A list as a file: what it is to be, a short one at once, a long one by the worker."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alur.exchange.models import VaultJob, VaultKind, VaultState
from alur.exchange.operations.list_export import (
    AT_ONCE,
    Shape,
    ask_for_list,
    cards_of,
    csv_of,
    file_name,
    record_list_export,
    write_list,
)
from alur.exchange.operations.vault_jobs import AT_WORK, stop
from alur.exchange.steps import run_through
from alur.kernel.refusal import Refusal
from alur.reporting.listing.pages import count_rows
from alur.web.lists.asking import PATHS, ListAsked, kind_or_404, list_asked
from alur.web.lists.showing import heading
from alur.web.shell.answers import done, page, refused
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.vault.finding import check_key, key_of
from alur.web.vault.showing import failure_of

BLOCK = 1 << 16
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "vcf": "text/vcard; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def export(request: MemberRequest, kind: str) -> HttpResponse:
    """The question; POST sends the file, or has the worker write it."""
    try:
        asked = list_asked(request, kind_or_404(kind))
        count = count_rows(request.member, asked.asked)
        if request.method != "POST":
            return page(request, "lists/export.html", _context(request, asked, count))
        shape = Shape(
            request.POST.get("format", "xlsx"), request.POST.get("separator", "semicolon"), "bom" in request.POST,
            request.POST.get("language", request.f.language),
        )  # fmt: skip
        shape.check(kind)
        if count > AT_ONCE:
            title = asked.view.name if asked.view else heading(kind)
            job = ask_for_list(
                asked.asked, asked.columns, shape, whole=count, title=title, by=request.member, at=request.now
            )
            return HttpResponseRedirect(f"/lists/exports/{job.id}/")
    except Refusal as refusal:
        shown: dict[str, Any] = {"kind": kind, "asked": None, "running": _running(request), "typed": {}}
        return refused(request, refusal, "lists/export.html", shown)
    return _send(request, asked, shape, count)


@never_cache
@require_safe
@member_required
def job(request: MemberRequest, job_id: int) -> HttpResponse:
    """A long list on its way, or ready to be fetched; asked each second while the worker writes."""
    found = _job_or_404(request, job_id)
    shown = {
        "job": found,
        "failure": failure_of(found),
        "key": key_of(request, found) if found.path else "",
        "back": PATHS[found.wanted["kind"]],
    }
    if request.htmx and request.headers.get("HX-Target", "").startswith("work-"):
        if not found.is_at_work:
            return HttpResponse(status=204, headers={"HX-Redirect": request.path})
        return page(request, "lists/export_work.html", shown)
    return page(request, "lists/export_job.html", shown)


@require_POST
@member_required
def job_stop(request: MemberRequest, job_id: int) -> HttpResponse:
    stop(_job_or_404(request, job_id))
    return done(request, f"/lists/exports/{job_id}/")


@never_cache
@require_safe
@member_required
def job_file(request: MemberRequest, job_id: int, key: str) -> HttpResponse:
    found = _job_or_404(request, job_id)
    if not check_key(request, found, key):
        return done(request, f"/lists/exports/{job_id}/", _("This link has run out. Fetch the file from here."))
    path = Path(settings.DATA_DIR) / found.path
    if found.state != VaultState.DONE or not found.path or not path.exists():
        raise Http404
    kind = TYPES[path.suffix[1:]]
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=found.file_name, content_type=kind)
    answer.block_size = BLOCK
    return cast("HttpResponse", answer)


def _send(request: MemberRequest, asked: ListAsked, shape: Shape, count: int) -> HttpResponse:
    """It stands in the history before the first byte goes out."""
    title = asked.view.name if asked.view else heading(asked.kind)
    record_list_export(asked.asked, shape, count, asked.columns, by=request.member, at=request.now)
    name = file_name(title, shape, request.now)
    if shape.format != "xlsx":
        lines = (
            csv_of(request.member, asked.asked, asked.columns, shape)
            if shape.format == "csv"
            else cards_of(request.member, asked.asked)
        )
        answer: Any = StreamingHttpResponse((line.encode() for line in lines), content_type=TYPES[shape.format])
    else:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "list.xlsx"
            run_through(write_list(request.member, asked.asked, asked.columns, shape, path, title=title, whole=count))
            answer = HttpResponse(path.read_bytes(), content_type=TYPES["xlsx"])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return cast("HttpResponse", answer)


def _context(request: MemberRequest, asked: ListAsked, count: int) -> dict[str, Any]:
    typed = {"format": "xlsx", "separator": "semicolon", "bom": "1", "language": request.f.language}
    return {
        "kind": asked.kind,
        "asked": asked,
        "count": count,
        "is_long": count > AT_ONCE,
        "typed": typed,
        "errors": {},
    }


def _running(request: MemberRequest) -> VaultJob | None:
    return _jobs(request).filter(state__in=AT_WORK).first()


def _job_or_404(request: MemberRequest, job_id: int) -> VaultJob:
    found = _jobs(request).filter(id=job_id).first()
    if found is None:
        raise Http404
    return found


def _jobs(request: MemberRequest) -> QuerySet[VaultJob]:
    """A list is its member's alone."""
    return VaultJob.objects.filter(workspace_id=request.workspace.id, kind=VaultKind.LIST, by_id=request.member.id)
