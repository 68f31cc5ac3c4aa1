from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from alur.kernel.ids import id_from
from alur.pipeline.models import Deal, Stage
from alur.pipeline.operations.moving_several import move_several as move_all
from alur.web.deals.finding import must_be_able_to_change
from alur.web.shell.answers import done, sentences, with_toast
from alur.web.shell.requests import MemberRequest, member_required

MOST = 200


@require_POST
@member_required
def move_several(request: MemberRequest, pipeline_id: int) -> HttpResponse:
    """Move the picked cards to a stage; those the gate refuses stay, and the toast says how many and why."""
    must_be_able_to_change(request)
    stage_id = id_from(request.POST.get("stage", ""))
    stages = Stage.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True)
    stage = stages.filter(id=stage_id, pipeline_id=pipeline_id).first() if stage_id else None
    if stage is None:
        raise Http404
    ids = [one for one in map(id_from, request.POST.getlist("deals")[:MOST]) if one]
    deals = list(Deal.objects.visible_to(request.member).filter(id__in=ids))
    if ids and not deals:
        raise Http404
    result = move_all(deals, to=stage, by=request.member, at=request.now)
    name = stage.name_in(request.f.language)
    message = ngettext("%(count)d deal moved to %(stage)s.", "%(count)d deals moved to %(stage)s.", len(result.moved))
    text = message % {"count": len(result.moved), "stage": name}
    if result.refused:
        why = next(iter(sentences(result.refused[0][1]).values()))
        text += " " + _("%(count)d stayed: %(why)s") % {"count": len(result.refused), "why": why}
    if request.headers.get("X-Alur"):
        return with_toast(HttpResponse(status=204), text, operation_id=result.operation_id)
    return done(request, request.headers.get("Referer") or "/", text, operation_id=result.operation_id)
