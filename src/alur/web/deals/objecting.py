"""Which objections were heard on a deal, what was answered, and what helped in deals like it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alur.conversations.models import Objection, ObjectionAnswer, ObjectionHeard
from alur.conversations.operations.objecting import add_answer, add_objection, note_objection, remove_note
from alur.conversations.queries.objections import heard_on, objections_kept, objections_like
from alur.events.recording import operation
from alur.kernel.ids import id_from
from alur.kernel.refusal import N_, Refusal
from alur.pipeline.models import Deal
from alur.web.deals.finding import deal_or_404, must_be_able_to_change
from alur.web.shell.answers import done, page, refused
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

FIELDS = ("objection", "title", "answer", "text")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def objections(request: MemberRequest, deal_id: int) -> HttpResponse:
    """GET is a panel of the deal's page, fetched when it is opened, or a page; POST notes one that was heard."""
    deal = deal_or_404(request, deal_id)
    typed = {name: request.POST.get(name, "") for name in FIELDS}
    whole = "deals/objections_page.html"
    if request.method != "POST":
        return page(request, "deals/objections.html" if request.htmx else whole, _context(request, deal, typed))
    must_be_able_to_change(request)
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            _note(request, deal, typed)
    except Refusal as refusal:
        return refused(request, refusal, whole, _context(request, deal, typed))
    return done(request, f"/deals/{deal.id}/", _("Objection written down."), operation_id=act.id)


@require_POST
@member_required
@once_only
def removal(request: MemberRequest, deal_id: int, heard_id: int) -> HttpResponse:
    deal = deal_or_404(request, deal_id)
    rows = ObjectionHeard.objects.filter(workspace_id=request.workspace.id, deal_id=deal.id, deleted_at__isnull=True)
    heard = rows.filter(id=heard_id).first()
    if heard is None:
        raise Http404
    must_be_able_to_change(request)
    with operation(request.workspace.id, by=request.member, at=request.now) as act:
        remove_note(heard, by=request.member, at=request.now)
    return done(request, f"/deals/{deal.id}/", _("Removed."), operation_id=act.id)


def _note(request: MemberRequest, deal: Deal, typed: dict[str, str]) -> None:
    """One of the list, or in one's own words: then it joins the list, and so does a new answer."""
    doing: dict[str, Any] = {"by": request.member, "at": request.now}
    kept = Objection.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True)
    if typed["title"].strip():
        objection = add_objection(request.workspace.id, typed["title"], **doing)
    else:
        found = kept.filter(id=id_from(typed["objection"])).first()
        if found is None:
            raise Refusal(N_("Choose the objection, or type it."), field="title")
        objection = found
    answer = None
    if typed["text"].strip():
        answer = add_answer(objection, typed["text"], **doing)
    elif typed["answer"]:
        answers = ObjectionAnswer.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True)
        answer = answers.filter(id=id_from(typed["answer"])).first()
    note_objection(deal, objection, answer=answer, **doing)


def _context(request: MemberRequest, deal: Deal, typed: dict[str, str]) -> dict[str, Any]:
    return {
        "deal": deal,
        "here": f"/deals/{deal.id}/",
        "heard": heard_on(deal),
        "kept": objections_kept(request.workspace.id),
        "told": objections_like(request.member, deal),
        "can_edit": request.member.can_change,
        "typed": typed,
        "errors": {},
    }
