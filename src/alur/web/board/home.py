from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from alur.pipeline.models import Pipeline
from alur.web.shell.requests import MemberRequest, member_required


@require_safe
@member_required
def first_board(request: MemberRequest) -> HttpResponse:
    """The board last looked at, or the first."""
    pipelines = Pipeline.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True)
    last = request.session.get("pipeline")
    pipeline = pipelines.filter(id=last).first() if last else None
    pipeline = pipeline or pipelines.order_by("position", "id").first()
    if pipeline is None:
        raise Http404
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(reverse("pipeline", args=[pipeline.id]) + (f"?{query}" if query else ""))
