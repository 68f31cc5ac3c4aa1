"""A change of many records on its way: how far it is, its stop, what came of it, its undo."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alur.automation.access import visible_bulk_changes
from alur.automation.models import BulkChange, BulkState
from alur.automation.operations.bulk.changing import stop
from alur.events.undoing import undo
from alur.kernel.refusal import Refusal
from alur.web.deals.finding import must_be_able_to_change
from alur.web.lists.asking import PATHS
from alur.web.lists.bulk_form import doings
from alur.web.lists.bulk_told import groups_told
from alur.web.shell.answers import done, page, sentences
from alur.web.shell.requests import MemberRequest, member_required


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def bulk_change(request: MemberRequest, bulk_id: int) -> HttpResponse:
    """GET tells how far it is, asked again each second by the page itself; POST stops it, or takes it back (`undo`)."""
    job = visible_bulk_changes(request.member).filter(id=bulk_id).first()
    if job is None:
        raise Http404
    if request.method == "POST":
        must_be_able_to_change(request)
        place, message = reverse("bulk_change", args=[job.id]), ""
        try:
            if request.POST.get("undo"):
                undo(request.workspace.id, job.operation_id, by=request.member, at=request.now)
            else:
                stop(job)
        except Refusal as refusal:
            message = next(iter(sentences(refusal).values()))
        return done(request, place, message)
    template = "lists/bulk_panel.html" if request.htmx else "lists/bulk_job.html"
    return page(request, template, job_context(request, job))


def job_context(request: MemberRequest, job: BulkChange) -> dict[str, Any]:
    is_undo = job.state in (BulkState.UNDOING, BulkState.UNDONE)
    groups = groups_told(request, job.kind, job.kept if is_undo else job.refused)
    doing = next(one for one in doings(job.kind) if one.name == job.act["do"])
    at = job.taken_back + sum(one[2] for one in job.kept) if is_undo else job.done
    total = max(1, job.changed if is_undo else job.total)
    return {
        "job": job,
        "kind": job.kind,
        "doing": doing,
        "groups": groups,
        "kept_count": sum(one[2] for one in job.kept),
        "at": at,
        "total": total,
        "percent": min(100, at * 100 // total),
        "unchanged": job.done - job.changed - job.refused_count,
        "failure": _(job.failure) if job.failure else "",
        "back": _list_of(job),
    }


def _list_of(job: BulkChange) -> str:
    """The list that it was begun from."""
    if job.picked:
        return PATHS[job.kind]
    asked = {"filter": job.filter, **({"q": job.words} if job.words else {})}
    return f"{PATHS[job.kind]}?{urlencode(asked)}"
