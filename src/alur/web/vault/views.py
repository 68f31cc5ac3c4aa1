"""Taking everything out, keeping copies of it, and making a workspace of one (owners only)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from alur.exchange.models import VaultJob, VaultKind
from alur.exchange.operations.exporting import record_export
from alur.exchange.operations.vault_jobs import (
    ask_for_backup,
    ask_for_check,
    ask_for_export,
    ask_for_restore,
    stop,
    take_in,
)
from alur.kernel.refusal import N_, Refusal
from alur.web.shell.answers import done, page
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only
from alur.web.vault.finding import check_key, job_or_404, must_be_owner
from alur.web.vault.showing import vault_context

PLACE = "/settings/export/"
BLOCK = 1 << 16


@never_cache
@require_safe
@member_required
def vault(request: MemberRequest) -> HttpResponse:
    must_be_owner(request)
    return page(request, "vault/vault.html", vault_context(request))


@require_POST
@member_required
@once_only
def exports(request: MemberRequest) -> HttpResponse:
    must_be_owner(request)
    return _asked(request, lambda: ask_for_export(request.member, at=request.now))


@require_POST
@member_required
@once_only
def backups(request: MemberRequest) -> HttpResponse:
    must_be_owner(request)
    return _asked(request, lambda: ask_for_backup(request.workspace.id, by=request.member, at=request.now))


@require_POST
@member_required
@once_only
def uploads(request: MemberRequest) -> HttpResponse:
    """An export from a disk or from another installation: kept for a day, and looked through."""
    must_be_owner(request)

    def take() -> VaultJob:
        upload = request.FILES.get("file")
        if upload is None:
            raise Refusal(N_("Choose a file first."), field="file")
        return take_in(upload.name or "", upload.chunks(), by=request.member, at=request.now)

    return _asked(request, take, "#restore")


@require_POST
@member_required
@once_only
def checks(request: MemberRequest, job_id: int) -> HttpResponse:
    job = job_or_404(request, job_id)
    return _asked(request, lambda: ask_for_check(job, by=request.member, at=request.now), "#restore")


@require_POST
@member_required
@once_only
def restores(request: MemberRequest, job_id: int) -> HttpResponse:
    job = job_or_404(request, job_id)
    name = request.POST.get("name", "")
    return _asked(request, lambda: ask_for_restore(job, name=name, by=request.member, at=request.now), "#restore")


@require_POST
@member_required
def halt(request: MemberRequest, job_id: int) -> HttpResponse:
    job = job_or_404(request, job_id)
    stop(job)
    if job.kind in (VaultKind.EXPORT, VaultKind.BACKUP):
        return done(request, PLACE, _("Stopped; no file was left."))
    return done(request, PLACE, _("Stopped; nothing was brought back."))


@never_cache
@require_safe
@member_required
def progress(request: MemberRequest, job_id: int) -> HttpResponse:
    """The moving part, asked for each second; when the work is over, the whole page."""
    job = job_or_404(request, job_id)
    if not job.is_at_work:
        return HttpResponse(status=204, headers={"HX-Redirect": PLACE})
    return page(request, "vault/progress.html", {"job": job})


@never_cache
@require_safe
@member_required
def file(request: MemberRequest, job_id: int, key: str) -> HttpResponse:
    """The file of an export or a backup, by a link of this member's own that runs out. A backup's is written down."""
    job = job_or_404(request, job_id)
    if not check_key(request, job, key):
        return done(request, PLACE, _("This link has run out. Fetch the file from here."))
    path = Path(settings.DATA_DIR) / job.path
    if job.kind not in (VaultKind.EXPORT, VaultKind.BACKUP) or not job.path or not path.exists():
        raise Http404
    if job.kind == VaultKind.BACKUP and request.method == "GET":
        rows = sum(job.found["rows"].values())
        record_export(job.workspace_id, job.file_name, rows, job.found["files"], by=request.member, at=request.now)
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=job.file_name, content_type="application/zip")
    answer.block_size = BLOCK
    return cast("HttpResponse", answer)  # it streams, which callers need not know


def _asked(request: MemberRequest, ask: Callable[[], VaultJob], place: str = "") -> HttpResponse:
    try:
        ask()
    except Refusal as refusal:
        return page(request, "vault/vault.html", vault_context(request, refusal), status=422)
    return done(request, PLACE + place)
