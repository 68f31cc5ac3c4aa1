"""Why deals end or wait: the reasons offered, changed in place on the pages of pipelines."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alur.events.recording import operation
from alur.kernel.refusal import Refusal
from alur.pipeline.access import can_edit_pipelines
from alur.pipeline.models import CloseReason, Deal, Pipeline, Status
from alur.pipeline.operations.reasoning import add_reason, archive_reason, rename_reason
from alur.web.settings.access import leads_only
from alur.web.shell.answers import done, page, sentences, with_toast
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

PANEL = "settings/reasons.html"
PAGE = "settings/reasons_page.html"


def reason_groups(workspace_id: int) -> list[tuple[str, str, list[CloseReason]]]:
    """Outcome, its heading, and its reasons, each with `.uses`: how many deals name it."""
    uses = dict(
        Deal.objects.filter(workspace_id=workspace_id, reason_id__isnull=False)
        .values_list("reason_id")
        .annotate(count=Count("*"))
    )
    rows = list(
        CloseReason.objects.filter(workspace_id=workspace_id, deleted_at__isnull=True).order_by("position", "id")
    )
    for row in rows:
        row.uses = uses.get(row.id, 0)  # type: ignore[attr-defined]
    headings = [
        (Status.LOST, _("Lost because")),
        (Status.NOT_A_FIT, _("Not a fit because")),
        (Status.POSTPONED, _("Postponed because")),
    ]
    return [(str(key), heading, [row for row in rows if row.outcome == key]) for key, heading in headings]


@require_POST
@member_required
@leads_only
@once_only
def reasons(request: MemberRequest) -> HttpResponse:
    """Add a reason for an outcome."""
    outcome = request.POST.get("outcome", "")
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            made = add_reason(
                request.workspace.id,
                outcome,
                name_id=request.POST.get("name_id", ""),
                name_en=request.POST.get("name_en", ""),
                by=request.member,
                at=request.now,
            )
    except Refusal as refusal:
        return _refused(request, refusal, f"new-{outcome}")
    return _done(request, _("“%(name)s” is a reason now.") % {"name": made.name_in(request.f.language)}, act.id)


@require_POST
@member_required
@leads_only
def reason(request: MemberRequest, reason_id: int) -> HttpResponse:
    """Rename a reason, or offer it no longer."""
    found = CloseReason.objects.filter(workspace_id=request.workspace.id, id=reason_id, deleted_at__isnull=True).first()
    if found is None:
        raise Http404
    name = found.name_in(request.f.language)
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            if "archive" in request.POST:
                archive_reason(found, by=request.member, at=request.now)
                message = _("“%(name)s” is offered no longer.") % {"name": name}
            else:
                rename_reason(
                    found,
                    name_id=request.POST.get("name_id", ""),
                    name_en=request.POST.get("name_en", ""),
                    by=request.member,
                    at=request.now,
                )
                message = _("“%(name)s” was changed.") % {"name": name}
    except Refusal as refusal:
        return _refused(request, refusal, str(found.id))
    return _done(request, message, act.id if act.recorded else None)


def _done(request: MemberRequest, message: str, operation_id: int | None) -> HttpResponse:
    """With script the panel alone comes back, so that what is typed around it stays."""
    if request.htmx:
        return with_toast(page(request, PANEL, _context(request)), message, operation_id=operation_id)
    return done(request, _back(request), message, operation_id=operation_id)


def _refused(request: MemberRequest, refusal: Refusal, form: str) -> HttpResponse:
    context = {
        **_context(request),
        "reason_form": form,
        "typed": request.POST.dict(),
        "errors": sentences(refusal),
        "back": _back(request),
    }
    return page(request, PANEL if request.htmx else PAGE, context, status=422)


def _context(request: MemberRequest) -> dict[str, Any]:
    return {
        "reason_groups": reason_groups(request.workspace.id),
        "can_edit": can_edit_pipelines(request.member),
        "reason_form": "",
        "typed": {},
        "errors": {},
        "pipeline": _pipeline(request),
    }


def _back(request: MemberRequest) -> str:
    found = _pipeline(request)
    return reverse("settings_pipeline", args=[found.id]) if found else reverse("settings_pipelines")


def _pipeline(request: MemberRequest) -> Pipeline | None:
    text = request.POST.get("pipeline", "")
    if not text.isdigit():
        return None
    found: Pipeline | None = Pipeline.objects.filter(workspace_id=request.workspace.id, id=int(text)).first()
    return found
