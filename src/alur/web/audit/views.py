"""What was done in the workspace: owners read all of it, supervisors what their team did."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from alur.events.queries.acts import Act, acts, one_act
from alur.events.queries.feed import Sees
from alur.events.recording import last_position
from alur.events.undoing import can_undo_whole, is_undone
from alur.kernel.ids import id_from
from alur.pipeline.queries.sight import sight_of
from alur.tenancy.models import Member
from alur.web.audit.asking import Asked, asked_of, period_presets, record_kinds, seen_actors
from alur.web.audit.kinds import GROUPS, RECORDS
from alur.web.audit.records import found_records, record_title
from alur.web.audit.telling import Line, line_of, read, row_of, rows_of
from alur.web.audit.words import DOORS
from alur.web.settings.access import leads_only
from alur.web.shell.answers import page
from alur.web.shell.requests import MemberRequest, member_required

A_PAGE = 40
TOLD_IN_FULL = 40


@never_cache
@require_safe
@member_required
@leads_only
def audit(request: MemberRequest) -> HttpResponse:
    """The list; with `before`, the rows that follow."""
    asked = asked_of(request)
    if request.htmx and "find" in request.GET:
        return page(request, "audit/found.html", {"asked": asked, **_found(request)})
    if request.htmx and "before" in request.GET:
        return page(request, "audit/rows.html", _rows(request, asked))
    return page(request, "audit/audit.html", {**_shown(request, asked), "act": None})


@never_cache
@require_safe
@member_required
@leads_only
def act(request: MemberRequest, operation_id: int) -> HttpResponse:
    """One act told in full, beside the list; without script on a page of both."""
    asked = asked_of(request)
    found = one_act(request.workspace.id, operation_id, events=TOLD_IN_FULL, sees=sees_of(request))
    seen = seen_actors(request.member)
    if found is None or (seen is not None and found.actor_id not in seen):
        raise Http404
    told = _told(request, found)
    if request.htmx:
        return page(request, "audit/act.html", {**told, "asked": asked})
    return page(request, "audit/audit.html", {**_shown(request, asked), **told})


def sees_of(request: MemberRequest) -> Sees | None:
    return None if request.member.is_owner else sight_of(request.member)


def _rows(request: MemberRequest, asked: Asked) -> dict[str, Any]:
    before = id_from(request.GET.get("before", "")) or None
    found = acts(request.workspace.id, asked.wanted, before=before, limit=A_PAGE, sees=sees_of(request))
    reading = read(request, found.acts)
    last = request.GET.get("day", "")
    rows = rows_of(found.acts, reading)
    if rows and rows[0].day is not None and rows[0].day.isoformat() == last:
        rows = [replace(rows[0], day=None), *rows[1:]]
    days = [row.day for row in rows if row.day is not None]
    return {
        "rows": rows,
        "older": found.older,
        "is_cut": found.is_cut,
        "last_day": days[-1].isoformat() if days else last,
        "asked": asked,
        "selected": 0,
    }


def _shown(request: MemberRequest, asked: Asked) -> dict[str, Any]:
    members = Member.objects.filter(workspace_id=request.workspace.id).order_by("-is_active", "name")
    seen = seen_actors(request.member)
    people = [(str(one.id), one.name) for one in members if seen is None or one.id in seen]
    if seen is None:
        people += [("customers", _("Customers by a link")), ("alur", _("Alur"))]
    record = asked.wanted.record
    return {
        **_rows(request, asked),
        "people": people,
        "chosen_person": dict(people).get(asked.params.get("who", ""), ""),
        **_found(request),
        "record_title": record_title(request.workspace.id, record, sees_of(request)) if record else "",
        "groups": [(key, title()) for key, (title, _kinds) in GROUPS.items()],
        "objects": [(key, title()) for key, title in RECORDS.items()],
        "doors": [(key, title()) for key, title in DOORS.items()],
        "presets": period_presets(request),
        "total": last_position(request.workspace.id),
        "is_owner": request.member.is_owner,
    }


def _found(request: MemberRequest) -> dict[str, Any]:
    """Records like what is typed; None where nothing was."""
    text = request.GET.get("find", "")
    return {"find": text, "found": found_records(request, text) if text.strip() else None}


def _told(request: MemberRequest, found: Act) -> dict[str, Any]:
    reading = read(request, [found])
    lines = [line_of(event, reading) for event in found.events]
    was_undone = is_undone(request.workspace.id, found.operation_id)
    may = request.member.can_change and not was_undone
    return {
        "act": found,
        "row": row_of(found, reading),
        "lines": lines,
        "records": _records(lines),
        "record_kinds": record_kinds(),
        "is_undone": was_undone,
        "can_undo": may and can_undo_whole(request.workspace.id, found.operation_id),
        "positions": (found.events[0].position, found.events[-1].position),
        "occurred_at": found.events[0].occurred_at,
        "device": _device(reading.personal.get(found.events[0].id, {})),
        "selected": found.operation_id,
    }


def _records(lines: list[Line]) -> list[Line]:
    """The records that an act touched, each once."""
    named: dict[tuple[str, int], Line] = {}
    for line in lines:
        if line.title and line.record_id:
            named.setdefault((line.kind, line.record_id), line)
    return list(named.values())


def _device(personal: dict[str, str]) -> str:
    parts = (personal.get("browser"), personal.get("system"), personal.get("network"))
    return ", ".join(part for part in parts if part)
