"""What was offered and ordered in the sample's newest deals: quotes in every state, orders on their way.

By the operations that people use, in the order of the days on which the quotes went out: their numbers rise with them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import cycle
from zoneinfo import ZoneInfo

from django.db import transaction

from alur.events.recording import via
from alur.exchange.operations.demo_cast import DEMO
from alur.exchange.operations.demo_data import AGREED, CANCELLED_ORDER, NOT_AGREED, QUOTE_NOTE, QUOTE_TERMS
from alur.exchange.operations.demo_hours import past_hour
from alur.kernel.refusal import Conflict
from alur.orders.models import Order, QuoteStatus
from alur.orders.operations.answering import accept, decline, send
from alur.orders.operations.ordering import edit_order, order_from_quote
from alur.orders.operations.quoting import edit_quote, lines_of_deal, make_quote, revise
from alur.orders.operations.sharing import note_opening, share
from alur.pipeline.models import Deal, Stage, StageKind, Status
from alur.tenancy.models import Member, Workspace

WON_WITHIN, LOST_WITHIN = timedelta(days=100), timedelta(days=45)
WITHOUT_ORDER = 0.05
"""Won ones of which nobody wrote the order down: Today asks for them."""
LATE_STAGES = (StageKind.RELATIONSHIP, StageKind.CLOSING)
A_WHILE = timedelta(minutes=25)
GOOD_FOR = timedelta(days=14)
OPEN_STATES = (
    QuoteStatus.EXPIRED, QuoteStatus.SENT, QuoteStatus.DRAFT, QuoteStatus.SENT, None, QuoteStatus.ACCEPTED,
    QuoteStatus.SENT, QuoteStatus.DECLINED, None, QuoteStatus.SENT, QuoteStatus.DRAFT, None,
)  # fmt: skip
"""What open deals in late stages have in turn, the oldest first; None is no quote."""


@dataclass(frozen=True, slots=True)
class Story:
    """A quote of a deal: sent then, and what it is in the end. `first_at`: when the version before it was sent."""

    deal: Deal
    status: str
    sent_at: datetime
    answered_at: datetime | None = None
    first_at: datetime | None = None


def offer(workspace: Workspace, *, at: datetime, seed: int) -> Iterator[int]:
    """One quote after the other, with its order; yields how many there are."""
    stories = sorted(_stories(workspace, seed, at), key=lambda one: (one.first_at or one.sent_at, one.deal.id))
    for number, story in enumerate(stories, 1):
        chance = random.Random(f"{seed}-quote-{story.deal.external_id}")  # noqa: S311  (a story, not a secret)
        try:
            with via("system"), transaction.atomic():
                _tell(workspace, story, chance, at)
        except Conflict:  # beyond the limits that this workspace has set
            continue
        yield number


def _stories(workspace: Workspace, seed: int, now: datetime) -> Iterator[Story]:
    """Of deals without a quote."""
    deals = Deal.objects.filter(workspace_id=workspace.id, external_source=DEMO, quotes__isnull=True)
    deals = deals.select_related("owner", "stage").order_by("id")
    last = _last_stages(workspace)
    for deal in deals.filter(status=Status.WON, closed_at__gte=now - WON_WITHIN):
        chance = random.Random(f"{seed}-offer-{deal.external_id}")  # noqa: S311
        if chance.random() > WITHOUT_ORDER:
            yield _of_closed(deal, QuoteStatus.ACCEPTED, chance, workspace)
    for deal in deals.filter(status=Status.LOST, closed_at__gte=now - LOST_WITHIN, stage_id__in=last):
        chance = random.Random(f"{seed}-offer-{deal.external_id}")  # noqa: S311
        yield _of_closed(deal, QuoteStatus.DECLINED, chance, workspace)
    late = deals.filter(status=Status.OPEN, stage__kind__in=LATE_STAGES).order_by("created_at", "id")
    for deal, status in zip(late, cycle(OPEN_STATES), strict=False):
        chance = random.Random(f"{seed}-offer-{deal.external_id}")  # noqa: S311
        story = _of_open(deal, status, chance, workspace, now) if status else None
        if story is not None:
            yield story


def _last_stages(workspace: Workspace) -> list[int]:
    stages = Stage.objects.filter(workspace_id=workspace.id, deleted_at__isnull=True).order_by("position")
    return list(dict(stages.values_list("pipeline_id", "id")).values())


def _of_closed(deal: Deal, status: str, chance: random.Random, workspace: Workspace) -> Story:
    assert deal.closed_at is not None
    earliest = deal.created_at + A_WHILE
    stood = deal.closed_at - max(earliest, deal.stage_entered_at)
    moment = deal.closed_at - min(GOOD_FOR, stood * (0.3 + 0.6 * chance.random()))
    sent_at = max(earliest, past_hour(moment, workspace.zone, chance, before=deal.closed_at))
    answered_at = max(deal.closed_at, sent_at + A_WHILE)
    story = Story(deal, status, sent_at, answered_at)
    first_at = past_hour(sent_at - timedelta(days=3), workspace.zone, chance, before=sent_at)
    has_first = chance.random() < 0.18 and first_at > earliest
    return replace(story, first_at=first_at) if has_first else story


def _of_open(deal: Deal, status: str, chance: random.Random, workspace: Workspace, now: datetime) -> Story | None:
    """None for a deal too young for it."""
    ago = timedelta(days=chance.randint(16, 30) if status == QuoteStatus.EXPIRED else chance.randint(0, 9))
    sent_at = past_hour(now - ago, workspace.zone, chance, before=now - 2 * A_WHILE)
    if sent_at <= deal.created_at + A_WHILE:
        return None
    answered_at = min(sent_at + timedelta(hours=chance.randint(3, 60)), now - A_WHILE)
    return Story(deal, status, sent_at, max(answered_at, sent_at + timedelta(minutes=10)))


def _tell(workspace: Workspace, story: Story, chance: random.Random, now: datetime) -> None:
    deal, seller = story.deal, story.deal.owner
    begun_at = (story.first_at or story.sent_at) - timedelta(minutes=15)
    until = (story.sent_at + GOOD_FOR).astimezone(workspace.zone).date()
    if story.answered_at is not None:
        until = max(until, story.answered_at.astimezone(workspace.zone).date())
    fields = {"valid_until": until, "note": QUOTE_NOTE, "terms": QUOTE_TERMS, "leads_value": story.first_at is None}
    lines = lines_of_deal(deal)
    if story.first_at is None:
        quote = make_quote(deal, fields, lines, by=seller, at=begun_at)
    else:
        dearer = [replace(line, unit_price=line.unit_price * 21 // 20000 * 1000) for line in lines]
        first = make_quote(deal, fields, dearer, by=seller, at=begun_at)
        send(first, by=seller, at=story.first_at)
        revised_at = story.sent_at - timedelta(minutes=10)
        quote = edit_quote(revise(first, by=seller, at=revised_at), {}, lines, by=seller, at=revised_at)
    if story.status == QuoteStatus.DRAFT:
        return
    quote = send(quote, by=seller, at=story.sent_at)
    link = share(quote, by=seller, at=story.sent_at)
    answered_at = story.answered_at or story.sent_at + A_WHILE
    for _ in range(chance.choice((0, 1, 1, 2)) if story.status == QuoteStatus.SENT else 1):
        opened_at = story.sent_at + (answered_at - story.sent_at) * chance.random()
        if link.opened_at is None or opened_at > link.opened_at:
            note_opening(link, at=opened_at)
    name = quote.addressee or "Bagian pembelian"
    if story.status == QuoteStatus.ACCEPTED:
        quote = accept(quote, name=name, note=chance.choice(AGREED), by=None, at=answered_at)
        if deal.status == Status.WON:
            order = order_from_quote(quote, by=seller, at=answered_at)
            _bring(order, workspace.zone, chance, seller, answered_at, now)
    elif story.status == QuoteStatus.DECLINED:
        decline(quote, name=name, reason=chance.choice(NOT_AGREED), by=None, at=answered_at)


def _bring(
    order: Order, zone: ZoneInfo, chance: random.Random, seller: Member | None, at: datetime, now: datetime
) -> None:
    """Delivered and paid in part or whole, as far as the days have come; a few were called off."""
    if chance.random() < 0.03:
        edit_order(order, {"is_cancelled": True, "note": CANCELLED_ORDER}, by=seller, at=min(at + A_WHILE, now))
        return
    delivered_at = at + timedelta(days=chance.randint(3, 15))
    paid_at = at + timedelta(days=chance.randint(10, 40))
    half = order.total // 2000 * 1000
    if paid_at < now:
        whole = {"delivered_amount": order.total, "paid_amount": order.total}
        delivered_on = min(delivered_at, paid_at).astimezone(zone).date()
        edit_order(order, {**whole, "delivered_on": delivered_on}, by=seller, at=paid_at)
    elif delivered_at < now:
        paid = chance.choice((0, 0, half))
        delivered = chance.choice((order.total, order.total, half))
        edit_order(order, {"delivered_amount": delivered, "paid_amount": paid}, by=seller, at=delivered_at)
