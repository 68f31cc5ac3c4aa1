"""How each fact of a quote is taken back; each refuses where a later change stands in its way."""

from __future__ import annotations

from datetime import date
from typing import Any

from alur.events.recording import Operation
from alur.events.undoing import inverse_of
from alur.kernel.refusal import N_, Conflict
from alur.orders import facts
from alur.orders.models import Quote
from alur.orders.operations import answering, ordering, ruling, sharing  # noqa: F401  (they register inverses)
from alur.orders.operations.lines import as_rows, from_rows
from alur.orders.operations.quoting import delete_quote, edit_quote, primitive, restore_quote
from alur.orders.operations.writing import drafts_of

for turned in (
    facts.QuoteSent, facts.QuoteAccepted, facts.QuoteDeclined, facts.QuoteApprovalAsked, facts.QuoteApproved,
    facts.QuoteReturned, facts.QuoteTurnedBack,
):  # fmt: skip
    inverse_of(turned)(answering.take_back)


def _quote(act: Operation, quote_id: int) -> Quote:
    quote = Quote.everything.filter(workspace_id=act.workspace_id, id=quote_id).first()
    if quote is None:
        raise Conflict(N_("The quote was removed for good; it cannot come back."))
    return quote


@inverse_of(facts.QuoteMade)
def take_back_making(fact: facts.QuoteMade, act: Operation) -> None:
    delete_quote(_quote(act, fact.quote), by=act.by, at=act.at)


@inverse_of(facts.QuoteDeleted)
def take_back_deletion(fact: facts.QuoteDeleted, act: Operation) -> None:
    restore_quote(_quote(act, fact.quote), by=act.by, at=act.at)


@inverse_of(facts.QuoteRestored)
def take_back_restoration(fact: facts.QuoteRestored, act: Operation) -> None:
    delete_quote(_quote(act, fact.quote), by=act.by, at=act.at)


@inverse_of(facts.QuoteEdited)
def take_back_edit(fact: facts.QuoteEdited, act: Operation) -> None:
    quote = _quote(act, fact.quote)
    is_other = any(primitive(getattr(quote, name)) != new for name, (_old, new) in fact.changes.items())
    has_lines = bool(fact.old_lines or fact.new_lines)
    if is_other or (has_lines and as_rows(drafts_of(quote)) != fact.new_lines):
        raise Conflict(N_("“%(title)s” was changed since; this cannot be undone."), title=fact.title or N_("Draft"))
    columns = {name: _column(name, old) for name, (old, _new) in fact.changes.items()}
    edit_quote(quote, columns, from_rows(fact.old_lines) if has_lines else None, by=act.by, at=act.at)


def _column(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name == "valid_until" else value
