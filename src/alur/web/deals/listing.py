"""The plain list of deals, and the trash."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alur.events.recording import operation
from alur.kernel.ids import id_from
from alur.kernel.refusal import Refusal
from alur.pipeline.models import Deal, Status
from alur.pipeline.operations.deleting import restore
from alur.pipeline.queries.deal_list import deal_list, trash
from alur.web.deals.finding import must_be_able_to_change
from alur.web.shell.answers import done, page, sentences
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


@require_safe
@member_required
def trash_page(request: MemberRequest) -> HttpResponse:
    return page(request, "deals/trash.html", {"deals": trash(request.member)})


@require_POST
@member_required
def restoration(request: MemberRequest, deal_id: int) -> HttpResponse:
    """Take a deal out of the trash."""
    deal = Deal.everything.visible_to(request.member).filter(id=deal_id, deleted_at__isnull=False).first()
    if deal is None:
        raise Http404
    must_be_able_to_change(request)
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            restore(deal, by=request.member, at=request.now)
    except Refusal as refusal:
        return done(request, "/trash/", next(iter(sentences(refusal).values())))
    return done(request, f"/deals/{deal.id}/", _("Restored."), operation_id=act.id)
