"""What becomes of a quote: sent, accepted, declined; and its way back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from alur.events.recording import Operation, operation
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.orders.facts import QuoteAccepted, QuoteDeclined, QuoteSent, QuoteTurned, QuoteTurnedBack
from alur.orders.models import Approval, Quote, QuoteLine, QuoteStatus
from alur.orders.operations.approving import must_be_allowed
from alur.orders.operations.following import follow
from alur.orders.operations.numbering import take_number
from alur.orders.operations.turning import column_of, primitive, turn
from alur.orders.operations.writing import drafts_of, held, write
from alur.orders.queries.rules import may_approve, rate_for
from alur.tenancy.models import Member, Workspace

LONGEST_NAME = 120
LONGEST_ANSWER = 1_000
TURNED = ("status", "sent_at", "answered_at")


def send(quote: Quote, *, by: Member | None, at: datetime) -> Quote:
    """A draft goes out: it gets its number, takes the place of earlier versions, and no longer changes."""
    zone = Workspace.objects.get(id=quote.workspace_id).zone
    with operation(quote.workspace_id, by=by, at=at) as act:
        quote = held(quote)
        day = at.astimezone(zone).date()
        if not quote.is_draft:
            raise Conflict(N_("This quote was sent already."))
        if not QuoteLine.objects.filter(workspace_id=quote.workspace_id, quote_id=quote.id).exists():
            raise Refusal(N_("A quote needs a line. Add a product or a text with its price."), field="lines")
        if quote.valid_until < day:
            raise Refusal(N_("Choose today or a later day."), field="valid_until")
        must_be_allowed(quote, by=by, at=at)
        _price_again(quote, day, at)
        if quote.leads_value:
            follow(quote, by=by, at=at)
        superseded = _supersede(quote, at)
        if quote.number is None:
            quote.year = day.year
            quote.number = take_number(quote.workspace_id, day.year)
        turn(quote, act, QuoteSent, {"status": QuoteStatus.SENT, "sent_at": at}, superseded=superseded)
    return quote


def accept(quote: Quote, *, name: str, note: str = "", by: Member | None, at: datetime) -> Quote:
    """The customer agrees. `name` is who said so. Conflict for what is not open to an answer."""
    return _answer(quote, QuoteStatus.ACCEPTED, name, note, by=by, at=at)


def decline(quote: Quote, *, name: str, reason: str, by: Member | None, at: datetime) -> Quote:
    """The customer does not want it, and why."""
    if not reason.strip():
        raise Refusal(N_("Say why, so that the next one goes better."), field="reason")
    return _answer(quote, QuoteStatus.DECLINED, name, reason, by=by, at=at)


def must_be_open(quote: Quote, at: datetime) -> None:
    """Conflict with a sentence where a quote can no longer be answered."""
    day = at.astimezone(Workspace.objects.get(id=quote.workspace_id).zone).date()
    status = quote.status_on(day)
    if status != QuoteStatus.SENT:
        raise Conflict(_CLOSED[status])


def _answer(quote: Quote, status: str, name: str, note: str, *, by: Member | None, at: datetime) -> Quote:
    name, note = " ".join(name.split()), note.strip()
    if not name or len(name) > LONGEST_NAME:
        raise Refusal(N_("Type who said so, in %(count)d letters at most."), field="name", count=LONGEST_NAME)
    if len(note) > LONGEST_ANSWER:
        field = "reason" if status == QuoteStatus.DECLINED else "note"
        raise Refusal(N_("This is longer than %(max_length)s letters."), field=field, max_length=LONGEST_ANSWER)
    with operation(quote.workspace_id, by=by, at=at) as act:
        quote = held(quote)
        must_be_open(quote, at)
        quote.answered_by, quote.answer = name, note
        fact = QuoteAccepted if status == QuoteStatus.ACCEPTED else QuoteDeclined
        if status == QuoteStatus.ACCEPTED and quote.leads_value:
            follow(quote, by=by, at=at)
        turn(quote, act, fact, {"status": status, "answered_at": at}, personal={"name": name, "note": note})
    return quote


def take_back(fact: QuoteTurned, act: Operation) -> None:
    """A quote as it was before the fact. Conflict where it was turned again since."""
    kept = Quote.objects.filter(workspace_id=act.workspace_id, id=fact.quote).first()
    if kept is None:
        raise Conflict(N_("This quote is in the trash."))
    quote = held(kept)
    if {name: primitive(getattr(quote, name)) for name in fact.after} != fact.after:
        raise Conflict(N_("“%(title)s” was changed since; this cannot be undone."), title=fact.title)
    if not quote.is_draft and fact.before.get("status") == QuoteStatus.DRAFT and _has_later(quote):
        raise Conflict(N_("“%(title)s” was changed since; this cannot be undone."), title=fact.title)
    if fact.before.get("approval") == Approval.APPROVED and not may_approve(act.by, quote.deal):
        raise Conflict(N_("Only whoever leads the seller's team, or an owner, approves a quote."))
    others = [[other, new, old] for other, old, new in fact.superseded]
    for other_id, _new, old in others:
        Quote.objects.filter(workspace_id=act.workspace_id, id=other_id).update(status=old, updated_at=act.at)
    columns = {name: column_of(name, value) for name, value in fact.before.items()}
    turn(quote, act, QuoteTurnedBack, columns, superseded=others)


def _price_again(quote: Quote, day: date, at: datetime) -> None:
    """A draft that waited while the rate of tax changed goes out at the new one."""
    rate = rate_for(quote.workspace_id, day)
    if (quote.tax_percent, quote.tax_base_of, quote.tax_base_whole) != (rate.percent, rate.base_of, rate.base_whole):
        write(quote, drafts_of(quote), day, at=at)


def _has_later(quote: Quote) -> bool:
    series = Quote.objects.filter(workspace_id=quote.workspace_id, series_id=quote.series_id)
    return bool(series.filter(revision__gt=quote.revision).exists())


def _supersede(quote: Quote, at: datetime) -> list[list[Any]]:
    """Versions before this one; a declined one stays declined."""
    earlier = Quote.objects.filter(
        workspace_id=quote.workspace_id,
        series_id=quote.series_id,
        revision__lt=quote.revision,
        status__in=(QuoteStatus.SENT, QuoteStatus.ACCEPTED),
    )
    found = [
        [other_id, status, str(QuoteStatus.SUPERSEDED)] for other_id, status in earlier.values_list("id", "status")
    ]
    earlier.update(status=QuoteStatus.SUPERSEDED, updated_at=at)
    return found


_CLOSED: dict[str, str] = {
    QuoteStatus.DRAFT: N_("This quote is a draft: send it first."),
    QuoteStatus.ACCEPTED: N_("This quote was accepted already."),
    QuoteStatus.DECLINED: N_("This quote was declined already."),
    QuoteStatus.SUPERSEDED: N_("There is a newer version of this quote."),
    QuoteStatus.EXPIRED: N_("This quote has expired. Make the next version."),
}
