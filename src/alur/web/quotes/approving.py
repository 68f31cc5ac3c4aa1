"""Approval of a quote that goes beyond what its seller may offer alone: asked for, given, or returned."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alur.kernel.refusal import Refusal
from alur.orders.models import Quote
from alur.orders.operations.approving import approve, ask_approval, send_back
from alur.web.quotes.editing import changed, save
from alur.web.quotes.finding import quote_or_404
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only


@require_POST
@member_required
@once_only
def approval(request: MemberRequest, quote_id: int) -> HttpResponse:
    """`outcome` ask, with the form of the quote; approve or return, by whoever may."""
    outcome = request.POST.get("outcome", "")
    form = "approval" if outcome in ("approve", "return") else "lines"
    return changed(request, quote_or_404(request, quote_id), _take, form)


def _take(request: MemberRequest, quote: Quote) -> tuple[Quote, str]:
    try:
        return _taken(request, quote)
    except Refusal as refusal:
        if refusal.field != "note" or request.POST.get("outcome") == "ask":
            raise
        # The form of the quote beside it has a note too: the one to the customer.
        raise Refusal(refusal.message, field="approval_note", **refusal.params) from None


def _taken(request: MemberRequest, quote: Quote) -> tuple[Quote, str]:
    note, by, at = request.POST.get("approval_note", ""), request.member, request.now
    outcome = request.POST.get("outcome", "")
    if outcome == "approve":
        return approve(quote, note=note, by=by, at=at), _("Approved: the seller can send it.")
    if outcome == "return":
        return send_back(quote, note=note, by=by, at=at), _("Returned with your note.")
    if "line-name" in request.POST:
        quote, _message = save(request, quote)
    return ask_approval(quote, note=note, by=by, at=at), _("Approval is asked for.")
