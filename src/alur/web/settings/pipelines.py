"""The pipelines of a workspace: in order, and those put away."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alur.events.recording import operation
from alur.kernel.refusal import Refusal
from alur.pipeline.access import can_edit_pipelines
from alur.pipeline.models import Pipeline, PipelineFamily, Stage
from alur.pipeline.operations.designing import order_pipelines, restore_pipeline
from alur.web.settings.access import leads_only
from alur.web.settings.designer import tabs_of
from alur.web.settings.reasons import reason_groups
from alur.web.shell.answers import done, page, refused
from alur.web.shell.requests import MemberRequest, member_required


@require_safe
@member_required
def pipelines(request: MemberRequest) -> HttpResponse:
    return page(request, "settings/pipelines.html", {**_shown(request), "errors": {}})


@require_POST
@member_required
@leads_only
def order(request: MemberRequest) -> HttpResponse:
    """The order as sent; a button moves one of them a place up or down first."""
    ids = [int(one) for one in request.POST.getlist("pipeline") if one.isdigit()]
    verb, _colon, text = request.POST.get("do", "").partition(":")
    if text.isdigit() and int(text) in ids and verb in ("up", "down"):
        place = ids.index(int(text))
        other = place + (1 if verb == "down" else -1)
        if 0 <= other < len(ids):
            ids[place], ids[other] = ids[other], ids[place]
    with operation(request.workspace.id, by=request.member, at=request.now) as act:
        order_pipelines(request.workspace.id, ids, by=request.member, at=request.now)
    message = _("The order was changed.") if act.recorded else ""
    return done(request, reverse("settings_pipelines"), message, operation_id=act.id)


@require_POST
@member_required
@leads_only
def restore(request: MemberRequest, pipeline_id: int) -> HttpResponse:
    """Bring a pipeline back that was put away, with the stages that went with it."""
    found = Pipeline.objects.filter(workspace_id=request.workspace.id, id=pipeline_id, deleted_at__isnull=False).first()
    if found is None:
        raise Http404
    stage_ids = Stage.objects.filter(
        workspace_id=request.workspace.id, pipeline_id=found.id, deleted_at=found.deleted_at
    ).values_list("id", flat=True)
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            restore_pipeline(found, list(stage_ids), by=request.member, at=request.now)
    except Refusal as refusal:
        return refused(request, refusal, "settings/pipelines.html", _shown(request), status=409)
    target = reverse("settings_pipeline", args=[found.id])
    return done(request, target, _("%(name)s is back.") % {"name": found.name}, operation_id=act.id)


def _shown(request: MemberRequest) -> dict[str, Any]:
    workspace_id = request.workspace.id
    stages = Stage.objects.filter(workspace_id=workspace_id, deleted_at__isnull=True)
    families: dict[int, list[Any]] = {}
    for link in PipelineFamily.objects.filter(workspace_id=workspace_id).select_related("family"):
        families.setdefault(link.pipeline_id, []).append(link.family)
    removed = Pipeline.objects.filter(workspace_id=workspace_id, deleted_at__isnull=False)
    return {
        "rows": tabs_of(request),
        "stage_counts": dict(stages.values_list("pipeline_id").annotate(count=Count("id"))),
        "bound": families,
        "removed": list(removed.order_by("-deleted_at")[:20]),
        "can_edit": can_edit_pipelines(request.member),
        "reason_groups": reason_groups(workspace_id),
        "reason_form": "",
        "typed": {},
        "pipeline": None,
    }
