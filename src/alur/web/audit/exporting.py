"""The audit trail as a file, as it is narrowed on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alur.events.queries.acts import acts
from alur.exchange.operations.audit_export import record_audit_export
from alur.exchange.tables import csv_lines
from alur.reporting.listing.plain import Cell
from alur.web.audit.asking import Asked, asked_of
from alur.web.audit.names import Change
from alur.web.audit.telling import Row, read, rows_of
from alur.web.audit.views import sees_of
from alur.web.settings.access import leads_only
from alur.web.shell.requests import MemberRequest, member_required

A_READ = 200
"""Acts that are read at once, so that neither memory nor the time before the first line grows with the history."""


@require_POST
@member_required
@leads_only
def export(request: MemberRequest) -> HttpResponse:
    """A CSV, a line for each act, the latest first. That it was taken out stands in the trail before the first line."""
    asked = asked_of(request)
    record_audit_export(dict(asked.params), by=request.member, at=request.now)
    lines = csv_lines(_rows(request, asked), separator="semicolon", with_bom=True)
    answer: Any = StreamingHttpResponse((line.encode() for line in lines), content_type="text/csv; charset=utf-8")
    name = f"alur-{_('audit')}-{request.f.today.isoformat()}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return cast("HttpResponse", answer)


def _rows(request: MemberRequest, asked: Asked) -> Iterator[list[Cell]]:
    # The answer is written after the request's language has been put back.
    with translation.override(request.f.language):
        yield [_("Day"), _("Time"), _("Who"), _("What"), _("Changed"), _("Further"), _("Through"), _("Sensitive")]
    before: int | None = None
    while True:
        with translation.override(request.f.language):
            found = acts(request.workspace.id, asked.wanted, before=before, limit=A_READ, sees=sees_of(request))
            rows = [_cells(row, request) for row in rows_of(found.acts, read(request, found.acts))]
        yield from rows
        before = found.older
        if before is None:
            return


def _cells(row: Row, request: MemberRequest) -> list[Cell]:
    at = row.recorded_at.astimezone(request.f.zone)
    what = " ".join(part for part in (row.line.verb, row.line.noun, row.line.title) if part)
    return [
        at.date(),
        f"{at:%H:%M:%S}",
        row.actor,
        what + (f" ({_('Undo')})" if row.is_undo else ""),
        "; ".join(map(_told, row.changes)),
        row.more,
        row.door,
        _("Yes") if row.is_sensitive else "",
    ]


def _told(change: Change) -> str:
    after = change.after or _("empty")
    return f"{change.label}: {change.before} → {after}" if change.before else f"{change.label}: {after}"
