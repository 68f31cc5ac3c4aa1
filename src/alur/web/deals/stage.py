"""Where a deal stands: the menu to move it, and the move."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alur.kernel.ids import id_from
from alur.kernel.refusal import Refusal
from alur.pipeline.models import Deal, Pipeline, Stage
from alur.pipeline.operations.moving import move
from alur.pipeline.queries.gates import GateRefused, stage_found, stages_of
from alur.web.deals.finding import deal_or_404, must_be_able_to_change
from alur.web.deals.missing import gate_page
from alur.web.shell.answers import done, page, sentences, with_toast
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def stage_of(request: MemberRequest, deal_id: int) -> HttpResponse:
    deal = deal_or_404(request, deal_id, is_shown=request.method != "POST")
    if request.method != "POST":
        return page(request, "deals/stage_menu.html", _menu(request, deal))
    must_be_able_to_change(request)
    to = _stage(request, request.POST.get("stage", ""))
    try:
        moved = move(
            deal, to=to, by=request.member, at=request.now, override_reason=request.POST.get("override_reason", "")
        )
    except GateRefused as refusal:
        return gate_page(request, deal, to, refusal.unmet, typed={}, errors={})
    except Refusal as refusal:
        return page(
            request, "deals/stage_menu.html", {**_menu(request, deal), "errors": sentences(refusal)}, status=422
        )
    name = to.name_in(request.f.language)
    message = _("%(title)s moved to %(stage)s.") % {"title": deal.title, "stage": name}
    if moved.unmet:
        missing = ", ".join(_(one.label(request.f.language)) for one in moved.unmet[:3])
        message += " " + _("Still missing: %(what)s.") % {"what": missing}
    if moved.operation_id is None:
        return HttpResponse(status=204)
    if request.headers.get("X-Alur") or (request.htmx and "/pipelines/" in request.headers.get("HX-Current-URL", "")):
        return with_toast(HttpResponse(status=204), message, operation_id=moved.operation_id)
    return done(request, f"/deals/{deal.id}/", message, operation_id=moved.operation_id)


def _menu(request: MemberRequest, deal: Deal) -> dict[str, object]:
    pipelines = Pipeline.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True)
    return {
        "deal": deal,
        "stages": stages_of(request.workspace.id, deal.pipeline_id),
        "others": [
            (pipeline, stages_of(request.workspace.id, pipeline.id))
            for pipeline in pipelines.order_by("position", "id")
            if pipeline.id != deal.pipeline_id
        ],
        "errors": {},
    }


def _stage(request: MemberRequest, stage_id: str) -> Stage:
    found = stage_found(request.workspace.id, id_from(stage_id))
    if found is None:
        raise Http404
    return found
