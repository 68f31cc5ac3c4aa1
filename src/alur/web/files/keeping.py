"""The files of a record: listed, sent in, put away."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from alur.events.recording import operation
from alur.files.access import file_seen_by
from alur.files.operations.keeping import add_files, delete_file
from alur.files.queries.lists import MOST
from alur.kernel.refusal import N_, Refusal
from alur.web.deals.finding import must_be_able_to_change
from alur.web.files.panel import SHOWN, Record, find_record, panel_context, record_or_404
from alur.web.shell.answers import done, page, sentences, with_toast
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only
from alur.web.shell.uploading import takes_files


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@takes_files
@once_only
def of_record(request: MemberRequest) -> HttpResponse:
    """All files of a record; POST keeps further ones, all or none. With htmx, the panel alone."""
    record = record_or_404(request)
    if request.method != "POST":
        return _answer(request, record)
    must_be_able_to_change(request)
    try:
        staged = request.sent.taken()
        if not staged:
            raise Refusal(N_("Choose a file first."), field="file")
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            add_files(request.workspace.id, record.kind, record.id, staged, by=request.member, at=request.now)
    except Refusal as refusal:
        return _answer(request, record, errors=sentences(refusal), status=422)
    said = ngettext("%(count)d file kept.", "%(count)d files kept.", len(staged)) % {"count": len(staged)}
    if request.htmx:
        return with_toast(_answer(request, record), said, operation_id=act.id)
    return done(request, record.place, said, operation_id=act.id)


@require_POST
@member_required
@once_only
def removal(request: MemberRequest, file_id: int) -> HttpResponse:
    file = file_seen_by(request.member, file_id)
    if file is None:
        raise Http404
    must_be_able_to_change(request)
    record = find_record(request, file.record_kind, file.record_id)
    with operation(request.workspace.id, by=request.member, at=request.now) as act:
        delete_file(file, by=request.member, at=request.now)
    said = _("%(title)s is in the trash.") % {"title": file.name}
    if request.htmx and len(act.recorded) == 1:
        return with_toast(_answer(request, record), said, operation_id=act.id)
    return done(request, record.place, said, operation_id=act.id)  # evidence went with it: the page shows it anew


def _answer(
    request: MemberRequest, record: Record, *, errors: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    is_part = bool(request.htmx) and record.kind != "activity"
    context: dict[str, Any] = panel_context(request, record.kind, record.id, most=SHOWN if is_part else MOST)
    context |= {"record": record, "errors": errors or {}}
    return page(request, "files/panel.html" if is_part else "files/files.html", context, status=status)
