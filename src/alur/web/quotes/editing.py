"""Quotes on their screens: made in a deal, edited, sent, answered, made anew, put away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alur.events.recording import Operation, operation
from alur.kernel.ids import id_from
from alur.kernel.refusal import Refusal, Refusals
from alur.orders.models import Quote
from alur.orders.operations.answering import accept, decline, send
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.quoting import delete_quote, edit_quote, lines_of_deal, make_quote, must_be_to_come, revise
from alur.orders.operations.sharing import share
from alur.web.deals.finding import deal_or_404, must_be_able_to_change
from alur.web.quotes.finding import quote_or_404
from alur.web.quotes.showing import quote_answer
from alur.web.quotes.typing import fields_typed, lines_typed, rows_typed
from alur.web.shell.answers import done
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

Change = Callable[[MemberRequest, Quote], tuple[Quote, str]]


@require_POST
@member_required
@once_only
def of_deal(request: MemberRequest, deal_id: int) -> HttpResponse:
    """A draft of the deal's products."""
    deal = deal_or_404(request, deal_id)
    must_be_able_to_change(request)
    with operation(request.workspace.id, by=request.member, at=request.now) as act:
        quote = make_quote(deal, by=request.member, at=request.now)
    return done(request, f"/quotes/{quote.id}/", _("A draft of the deal's products."), operation_id=act.id)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def quote(request: MemberRequest, quote_id: int) -> HttpResponse:
    """The page of a quote; POST saves the draft."""
    found = quote_or_404(request, quote_id)
    if request.method != "POST":
        return quote_answer(request, found)
    return changed(request, found, save, "lines")


def save(request: MemberRequest, quote: Quote) -> tuple[Quote, str]:
    """The draft as the form has it. Raises Refusal by field."""
    version = id_from(request.POST.get("version", "")) or None
    lines, fields = _form(request, quote)
    saved = edit_quote(quote, fields, lines, by=request.member, at=request.now, if_version=version)
    return saved, _("Saved.")


def _form(request: MemberRequest, quote: Quote) -> tuple[list[LineDraft], dict[str, Any]]:
    """What the form holds. Raises Refusals: what is wrong with a line does not hide what is wrong beside it."""
    faults: list[Refusal] = []
    lines: list[LineDraft] = []
    fields: dict[str, Any] = {}
    try:
        fields = fields_typed(request)
        must_be_to_come(fields["valid_until"], request.now.astimezone(request.workspace.zone).date())
    except Refusal as fault:
        faults.append(fault)
    try:
        lines = lines_typed(request, rows_typed(request), quote.currency, quote.deal)
    except Refusal as fault:
        faults.extend(fault.items if isinstance(fault, Refusals) else [fault])
    if faults:
        raise Refusals(faults)
    return lines, fields


def _send(request: MemberRequest, quote: Quote) -> tuple[Quote, str]:
    """What stands in the form is what goes out, with a link for the customer."""
    quote, _message = save(request, quote)
    sent = send(quote, by=request.member, at=request.now)
    share(sent, by=request.member, at=request.now)
    return sent, _("%(number)s is sent.") % {"number": sent.label}


def _take_deal_lines(request: MemberRequest, quote: Quote) -> tuple[Quote, str]:
    saved = edit_quote(quote, {}, lines_of_deal(quote.deal), by=request.member, at=request.now)
    return saved, _("The lines are those of the deal.")


def _answer(request: MemberRequest, quote: Quote) -> tuple[Quote, str]:
    """What the customer said by telephone or on paper."""
    post, by, at = request.POST, request.member, request.now
    if post.get("outcome") == "accepted":
        quote = accept(quote, name=post.get("name", ""), note=post.get("note", ""), by=by, at=at)
        return quote, _("%(number)s is accepted.") % {"number": quote.label}
    quote = decline(quote, name=post.get("name", ""), reason=post.get("note", ""), by=by, at=at)
    return quote, _("%(number)s is declined.") % {"number": quote.label}


def _revise(request: MemberRequest, quote: Quote) -> tuple[Quote, str]:
    made = revise(quote, by=request.member, at=request.now)
    return made, _("Version %(number)d, as a draft.") % {"number": made.revision}


def _doing(change: Change, form: str) -> Callable[..., HttpResponseBase]:
    @require_POST
    @member_required
    @once_only
    def view(request: MemberRequest, quote_id: int) -> HttpResponse:
        return changed(request, quote_or_404(request, quote_id), change, form)

    return view


sending = _doing(_send, "lines")
deal_lines = _doing(_take_deal_lines, "")
answer = _doing(_answer, "answer")
versions = _doing(_revise, "")


@require_POST
@member_required
@once_only
def removal(request: MemberRequest, quote_id: int) -> HttpResponse:
    found = quote_or_404(request, quote_id)
    must_be_able_to_change(request)
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            delete_quote(found, by=request.member, at=request.now)
    except Refusal as refusal:
        return quote_answer(request, found, refusal)
    return done(request, f"/deals/{found.deal_id}/", _("The draft is in the trash."), operation_id=act.id)


def changed(request: MemberRequest, quote: Quote, change: Change, form: str) -> HttpResponse:
    """Do it as one act; refused, the page with what was typed into `form`."""
    must_be_able_to_change(request)
    act: Operation | Any
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            changed, message = change(request, quote)
    except Refusal as refusal:
        return quote_answer(request, quote_or_404(request, quote.id), refusal, form=form)
    is_new = bool(act.recorded)
    return done(request, f"/quotes/{changed.id}/", message if is_new else "", operation_id=act.id if is_new else None)
