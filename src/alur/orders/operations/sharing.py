"""The link by which a customer opens a quote: made, opened, taken back.

A link says workspace and row, and is signed: a forged or altered one is known without asking the database.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, time, timedelta

from django.conf import settings

from alur.events.recording import Operation, operation, via
from alur.events.undoing import inverse_of
from alur.kernel.dates import iso
from alur.kernel.ids import LARGEST_ID, new_id
from alur.kernel.refusal import N_, Conflict
from alur.orders.facts import QuoteLinkMade, QuoteLinkRevoked, QuoteOpened
from alur.orders.models import Quote, QuoteLink, QuoteStatus
from alur.orders.operations.writing import about, held
from alur.tenancy.models import Member, Workspace

SAME_OPENING = timedelta(minutes=1)
DOOR = "link"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SIGNATURE_BYTES = 16


def share(quote: Quote, *, by: Member | None, at: datetime) -> QuoteLink:
    """A link until the end of the quote's last day; the one before it ends. Conflict for what is not open."""
    zone = Workspace.objects.get(id=quote.workspace_id).zone
    with operation(quote.workspace_id, by=by, at=at) as act:
        quote = held(quote)
        if quote.status_on(at.astimezone(zone).date()) != QuoteStatus.SENT:
            raise Conflict(N_("Only a quote that was sent and is still good has a link."))
        for link in _good_links(quote):
            unshare(link, by=by, at=at)
        last = datetime.combine(quote.valid_until + timedelta(days=1), time(), tzinfo=zone)
        link = QuoteLink(
            workspace_id=quote.workspace_id, id=new_id(), quote_id=quote.id, expires_at=last, created_at=at
        )
        link.token_hash = _hash(token_of(link))
        link.save(force_insert=True)
        made = QuoteLinkMade(quote.id, quote.deal_id, quote.label, link.id, iso(last) or "")
        act.record(made, about=about(quote))
    return link


def unshare(link: QuoteLink, *, by: Member | None, at: datetime) -> None:
    """End a link. Ending it again changes nothing."""
    with operation(link.workspace_id, by=by, at=at) as act:
        kept = QuoteLink.objects.select_for_update().get(workspace_id=link.workspace_id, id=link.id)
        if kept.revoked_at is None:
            kept.revoked_at = at
            kept.save(update_fields=["revoked_at"])
            quote = Quote.everything.get(workspace_id=link.workspace_id, id=link.quote_id)
            act.record(QuoteLinkRevoked(quote.id, quote.deal_id, quote.label, link.id), about=about(quote))


def link_of(quote: Quote, at: datetime) -> QuoteLink | None:
    """The link that works, if there is one."""
    return next((link for link in _good_links(quote) if link.is_good_at(at)), None)


def note_opening(link: QuoteLink, *, at: datetime) -> None:
    """Someone looked at the quote: once within a minute."""
    if link.opened_at is not None and at - link.opened_at < SAME_OPENING:
        return
    quote = link.quote
    with via(DOOR), operation(link.workspace_id, by=None, at=at) as act:
        link.opened_count += 1
        link.opened_at = at
        link.save(update_fields=["opened_count", "opened_at"])
        act.record(QuoteOpened(quote.id, quote.deal_id, quote.label, link.id), about=about(quote))


def token_of(link: QuoteLink) -> str:
    """As it stands in the address: workspace, row, signature."""
    named = f"{_in_36(link.workspace_id)}-{_in_36(link.id)}"
    return f"{named}-{_signature(named)}"


def read_link(token: str) -> QuoteLink | None:
    """The link of an address with its quote and deal, good or not; None for what was never one, or is gone."""
    workspace, _first, rest = token.partition("-")
    link_id, _second, signature = rest.partition("-")
    if not hmac.compare_digest(_signature(f"{workspace}-{link_id}").encode(), signature.encode()):
        return None
    ids = [_from_36(text) for text in (workspace, link_id)]
    rows = QuoteLink.objects.filter(
        workspace_id=ids[0], id=ids[1], quote__deleted_at__isnull=True, quote__deal__deleted_at__isnull=True
    )
    found = rows.select_related("quote", "quote__deal", "quote__deal__organization", "quote__deal__owner").first()
    return found if found is not None and hmac.compare_digest(found.token_hash, _hash(token)) else None


@inverse_of(QuoteLinkMade)
def take_back_link(fact: QuoteLinkMade, act: Operation) -> None:
    unshare(_link(fact.link, act), by=act.by, at=act.at)


@inverse_of(QuoteLinkRevoked)
def give_link_back(fact: QuoteLinkRevoked, act: Operation) -> None:
    """Unless another was made since: one works at a time."""
    link = _link(fact.link, act)
    if _good_links(link.quote):
        raise Conflict(N_("There is another link now."))
    link.revoked_at = None
    link.save(update_fields=["revoked_at"])
    made = QuoteLinkMade(fact.quote, fact.deal, fact.title, fact.link, iso(link.expires_at) or "")
    act.record(made, about=about(link.quote))


def _link(link_id: int, act: Operation) -> QuoteLink:
    found = QuoteLink.objects.filter(workspace_id=act.workspace_id, id=link_id).select_related("quote").first()
    if found is None:
        raise Conflict(N_("The quote was removed for good; it cannot come back."))
    return found


def _good_links(quote: Quote) -> list[QuoteLink]:
    rows = QuoteLink.objects.filter(workspace_id=quote.workspace_id, quote_id=quote.id, revoked_at__isnull=True)
    return list(rows.order_by("-created_at"))


def _signature(named: str) -> str:
    digest = hmac.new(f"quote.link{settings.SECRET_KEY}".encode(), named.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:_SIGNATURE_BYTES]).decode().rstrip("=")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _in_36(number: int) -> str:
    digits = ""
    while number:
        number, last = divmod(number, 36)
        digits = _DIGITS[last] + digits
    return digits or "0"


def _from_36(text: str) -> int:
    number = int(text, 36)
    return number if 0 <= number <= LARGEST_ID else 0
