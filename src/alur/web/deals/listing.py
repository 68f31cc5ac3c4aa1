"""The plain list of deals."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from alur.kernel.ids import id_from
from alur.kernel.refusal import Refusal
from alur.pipeline.models import Status
from alur.pipeline.queries.deal_list import deal_list
from alur.web.shell.answers import page, sentences
from alur.web.shell.requests import MemberRequest, member_required


@require_safe
@member_required
def deals(request: MemberRequest) -> HttpResponse:
    get = request.GET
    text, status = get.get("q", "").strip()[:100], get.get("status", "")
    status = status if status in Status.values else ""
    pipeline = id_from(get.get("pipeline", "")) or None
    try:
        found = deal_list(request.member, text=text, status=status, pipeline_id=pipeline, cursor=get.get("cursor", ""))
    except Refusal as refusal:
        return page(request, "deals/list.html", {"found": None, "errors": sentences(refusal)}, status=422)
    context = {"found": found, "text": text, "status": status, "pipeline": pipeline, "errors": {}}
    if request.htmx and get.get("cursor"):
        return page(request, "deals/rows.html", context)
    return page(request, "deals/list.html", context)
