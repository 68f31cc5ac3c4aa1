"""A quote beyond what its seller may offer alone: asked for, approved, or returned with a word why."""

from __future__ import annotations

from datetime import datetime

from alur.events.recording import operation
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.orders.facts import QuoteApprovalAsked, QuoteApproved, QuoteReturned, QuoteTurned
from alur.orders.models import Approval, Quote
from alur.orders.operations.turning import turn
from alur.orders.operations.writing import drafts_of, held
from alur.orders.queries.measuring import measured
from alur.orders.queries.rules import Beyond, beyond_limits, may_approve, rules_of
from alur.pipeline.operations.valuing import in_workspace_currency
from alur.tenancy.models import Member, Workspace

LONGEST = 500


def ask_approval(quote: Quote, *, note: str = "", by: Member | None, at: datetime) -> Quote:
    """Whoever leads is told. Conflict for a quote that goes beyond nothing, or waits already."""
    note = _tidy(note)
    with operation(quote.workspace_id, by=by, at=at):
        quote = _draft(quote)
        if not beyond(quote, at):
            raise Conflict(N_("This quote needs no approval: send it."))
        if quote.approval in (Approval.ASKED, Approval.APPROVED):
            raise Conflict(_STANDS[quote.approval])
        return _turn(quote, Approval.ASKED, note, QuoteApprovalAsked, by, at)


def approve(quote: Quote, *, note: str = "", by: Member | None, at: datetime) -> Quote:
    """Its seller may send it as it stands now. Refusal for anyone but the lead and the owners."""
    note = _tidy(note)
    with operation(quote.workspace_id, by=by, at=at):
        quote = _asked(quote, by)
        return _turn(quote, Approval.APPROVED, note, QuoteApproved, by, at)


def send_back(quote: Quote, *, note: str, by: Member | None, at: datetime) -> Quote:
    """Not like this: the note says what would have to be different."""
    note = _tidy(note)
    if not note:
        raise Refusal(N_("Say what would have to be different."), field="note")
    with operation(quote.workspace_id, by=by, at=at):
        quote = _asked(quote, by)
        return _turn(quote, Approval.RETURNED, note, QuoteReturned, by, at)


def beyond(quote: Quote, at: datetime) -> Beyond:
    """What of a quote goes beyond the workspace's limits: its discount is measured against the price list.

    Refusal in a currency without a rate.
    """
    rules = rules_of(quote.workspace_id)
    if rules.most_discount is None and rules.most_value is None:
        return Beyond()
    workspace = Workspace.objects.get(id=quote.workspace_id)
    value = in_workspace_currency(workspace, quote.net, quote.currency, at=at)["amount"]
    found = measured(quote, drafts_of(quote), at=at)
    return beyond_limits(rules, list_amount=found.list_amount, amount=found.amount, value=value)


def must_be_allowed(quote: Quote, *, by: Member | None, at: datetime) -> None:
    """Conflict for a quote beyond the limits that nobody who may has approved."""
    if quote.approval == Approval.APPROVED or not beyond(quote, at) or may_approve(by, quote.deal):
        return
    raise Conflict(_STANDS.get(quote.approval, _NEEDED), field="approval")


def _turn(quote: Quote, approval: str, note: str, fact: type[QuoteTurned], by: Member | None, at: datetime) -> Quote:
    with operation(quote.workspace_id, by=by, at=at) as act:
        columns = {"approval": approval, "approval_note": note, "approval_by_id": by.id if by else None}
        turn(quote, act, fact, columns)
    return quote


def _draft(quote: Quote) -> Quote:
    quote = held(quote)
    if not quote.is_draft:
        raise Conflict(N_("This quote was sent already."))
    return quote


def _asked(quote: Quote, by: Member | None) -> Quote:
    quote = _draft(quote)
    if not may_approve(by, quote.deal):
        raise Refusal(N_("Only whoever leads the seller's team, or an owner, approves a quote."))
    if quote.approval != Approval.ASKED:
        raise Conflict(N_("Nobody waits for this approval any more: the quote was changed."))
    return quote


def _tidy(note: str) -> str:
    note = note.strip()
    if len(note) > LONGEST:
        raise Refusal(N_("This is longer than %(max_length)s letters."), field="note", max_length=LONGEST)
    return note


_NEEDED = N_("This quote goes beyond what you may offer alone. Ask for approval first.")
_STANDS: dict[str, str] = {
    Approval.ASKED: N_("This quote waits for approval already."),
    Approval.APPROVED: N_("This quote is approved already: send it."),
    Approval.RETURNED: N_("This quote was returned. Change it, or ask again."),
}
