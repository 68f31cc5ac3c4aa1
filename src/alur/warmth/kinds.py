"""The table of all that counts as evidence. A new kind is one entry here: its words, its weight, and how it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from alur.conversations.models import ActivityKind
from alur.kernel.refusal import N_
from alur.warmth.gathering import Part, Scope
from alur.warmth.scoring import Weight, Weights

Found = tuple[int, datetime | None, float]
"""A deal, since when, and how much of it."""
Gather = Callable[[Scope], Iterable[Found]]

DECIDES = re.compile(
    r"\b(direktur|direktris|direksi|pemilik|owner|founder|pendiri|ceo|presiden|komisaris|pimpinan|general manager"
    r"|director|president|chief|pengambil keputusan|penentu|decision maker|decides)",
    re.IGNORECASE,
)
"""Roles in a deal, and offices, of people who can say yes."""
WEEKS_OF_SILENCE = 5
WEEK = timedelta(days=7)
HALF = 50
"""Answers that fit by so many percent speak neither for a deal nor against it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` and `detail` are English and translated where they are shown; `gather` reads all deals of a scope."""

    key: str
    name: str
    detail: str
    icon: str
    weight: Weight
    gather: Gather


def _talked(*kinds: ActivityKind, counts: Callable[[bool | None], bool]) -> Gather:
    def gather(scope: Scope) -> Iterator[Found]:
        for talk, done_at in scope.done:
            if talk.kind in kinds and counts(talk.is_answered):
                yield talk.deal_id, done_at, 1.0

    return gather


def _steps(scope: Scope) -> Iterator[Found]:
    for deal_id, given_at in scope.steps:
        yield deal_id, given_at, 1.0


def _moved(scope: Scope) -> Iterator[Found]:
    for place in scope.places:
        number, _limit = scope.stages.get(place.stage_id, (0, WEEK))
        if number and place.stage_entered_at > place.created_at:
            yield place.deal_id, place.stage_entered_at, 1.0


def _customer(scope: Scope) -> Iterator[Found]:
    for place in scope.places:
        won = [at for deal_id, at in scope.wins.get(place.organization_id or 0, ()) if deal_id != place.deal_id]
        if won:
            yield place.deal_id, max(won), 1.0


def _decides(part: Part) -> bool:
    return bool(DECIDES.search(part.role) or DECIDES.search(part.job_title))


def _decision_maker(scope: Scope) -> Iterator[Found]:
    for place in scope.places:
        if any(_decides(part) for part in scope.people.get(place.deal_id, ())):
            yield place.deal_id, None, 1.0


def _no_decision_maker(scope: Scope) -> Iterator[Found]:
    for place in scope.places:
        if not any(_decides(part) for part in scope.people.get(place.deal_id, ())):
            yield place.deal_id, None, 1.0


def _planned(scope: Scope) -> Iterator[Found]:
    for place in scope.places:
        if place.deal_id in scope.planned:
            yield place.deal_id, None, 1.0


def _unplanned(scope: Scope) -> Iterator[Found]:
    for place in scope.places:
        if place.deal_id not in scope.planned:
            yield place.deal_id, None, 1.0


def _silent(scope: Scope) -> Iterator[Found]:
    for place in scope.places:
        since = max(scope.last_talk.get(place.deal_id, place.created_at), place.created_at)
        _number, limit = scope.stages.get(place.stage_id, (0, WEEK))
        over = scope.at - since - limit
        if over >= timedelta(0):
            yield place.deal_id, since, float(min(over // WEEK + 1, WEEKS_OF_SILENCE))


def _quoted(scope: Scope) -> Iterator[Found]:
    for deal_id, sent_at in scope.quotes:
        yield deal_id, sent_at, 1.0


def _fits(scope: Scope) -> Iterator[Found]:
    for deal_id, (fit, since) in scope.fit.items():
        if fit > HALF:
            yield deal_id, since, (fit - HALF) / HALF


def _misfits(scope: Scope) -> Iterator[Found]:
    for deal_id, (fit, since) in scope.fit.items():
        if fit < HALF:
            yield deal_id, since, (HALF - fit) / HALF


def _opened(scope: Scope) -> Iterator[Found]:
    for deal_id, opened_at in scope.opened:
        yield deal_id, opened_at, 1.0


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(
            "reply", N_("Replied"), N_("an answer by WhatsApp or e-mail"), "wa", Weight(18, 7),
            _talked(ActivityKind.WHATSAPP, ActivityKind.EMAIL, counts=lambda said: said is True),
        ),
        Kind("quote_asked", N_("Asked for a quote"), N_("and was sent one"), "doc", Weight(14, 14), _quoted),
        Kind("quote_opened", N_("Opened the quote"), N_("from the link"), "file", Weight(4, 5), _opened),
        Kind(
            "meeting", N_("Meeting held"), N_("anywhere"), "users", Weight(12, 21),
            _talked(ActivityKind.MEETING, counts=lambda said: said is not False),
        ),
        Kind(
            "visit", N_("Visited"), N_("somebody was there"), "pin", Weight(10, 30),
            _talked(ActivityKind.VISIT, counts=lambda said: said is not False),
        ),
        Kind(
            "call", N_("Reached by telephone"), N_("unless nobody answered"), "phone", Weight(5, 10),
            _talked(ActivityKind.CALL, counts=lambda said: said is not False),
        ),
        Kind("step", N_("Step done"), N_("with its evidence"), "check", Weight(8, 30), _steps),
        Kind("moved", N_("Came to a further stage"), N_("the last move"), "right", Weight(6, 21), _moved),
        Kind("customer", N_("Has bought before"), N_("won with the same company"), "history", Weight(15), _customer),
        Kind(
            "decision_maker", N_("Decision maker known"), N_("among the people of the deal"), "user", Weight(8),
            _decision_maker,
        ),
        Kind("fits", N_("Answers fit"), N_("of what is asked of a prospect"), "target", Weight(12), _fits),
        Kind("planned", N_("Next step planned"), N_("whatever its kind"), "cal", Weight(5), _planned),
        Kind(
            "no_decision_maker", N_("No decision maker known"), N_("by role or office"), "user", Weight(-4),
            _no_decision_maker,
        ),
        Kind("misfits", N_("Answers do not fit"), N_("of what is asked of a prospect"), "ban", Weight(-12), _misfits),
        Kind("unplanned", N_("No next step"), N_("nothing is planned"), "none", Weight(-5), _unplanned),
        Kind("silent", N_("Silent"), N_("past the stage's limit, for each week"), "rot", Weight(-6), _silent),
    )
}  # fmt: skip

DEFAULT = Weights({key: kind.weight for key, kind in KINDS.items()})
