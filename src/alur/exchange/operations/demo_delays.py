"""Deals of the sample that were put off, some of them more than once: they came back by themselves, or still wait."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from alur.exchange.operations.demo_hours import past_hour
from alur.kernel.dates import at_local
from alur.pipeline.models import CloseReason, Deal, Status
from alur.pipeline.operations.bringing_in import DealHistory
from alur.pipeline.operations.closing import close, reopen
from alur.tenancy.models import Member

PUT_OFF, PUT_OFF_OF_OPEN = 0.07, 0.4
"""Of the open ones more, as what will become of them is not decided yet."""
STILL_WAITING = 0.6
"""Of the open ones that were put off."""
TIMES = (1, 1, 1, 2, 2, 3, 3)
LEAST = timedelta(days=8)
"""What a deal is put off for takes so long at least."""
BACK_AT = time(7, 0)


@dataclass(frozen=True, slots=True)
class Wait:
    """From when until which day, and the id of the reason. One that ends at the last instant has not ended yet."""

    began_at: datetime
    until: date
    back_at: datetime | None
    reason: str


def waits_of(
    history: DealHistory, reasons: list[CloseReason], zone: ZoneInfo, chance: random.Random, *, now: datetime
) -> tuple[Wait, ...]:
    """In some deals: within the time that they stood in their last stage."""
    begins, ends = history.path[-1][1] + timedelta(hours=1), history.closed_at or now
    share = PUT_OFF_OF_OPEN if history.outcome == Status.OPEN else PUT_OFF
    is_put_off, times, is_waiting = chance.random() < share, chance.choice(TIMES), chance.random() < STILL_WAITING
    part = (ends - begins) / times
    if not (is_put_off and reasons) or part < LEAST:
        return ()
    found: list[Wait] = []
    for number in range(times):
        began = max(begins, past_hour(begins + part * number, zone, chance, before=ends))
        back = at_local((begins + part * (number + 0.8)).astimezone(zone).date(), BACK_AT, zone)
        reason = str(chance.choice(reasons).id)
        if back <= began or (found and found[-1].back_at is not None and began <= found[-1].back_at):
            continue
        found.append(Wait(began, back.date(), back, reason))
    if found and history.outcome == Status.OPEN and is_waiting:
        until = now.astimezone(zone).date() + timedelta(days=chance.randint(2, 45))
        found[-1] = replace(found[-1], until=until, back_at=None)
    return tuple(found)


def as_open(history: DealHistory) -> DealHistory:
    """As it was before the first delay: what became of it comes after the last."""
    return replace(history, outcome=Status.OPEN, closed_at=None, reason_id=None, reason_text="")


def put_off(deal: Deal, history: DealHistory, waits: tuple[Wait, ...], seller: Member | None) -> None:
    """Live through the delays, by the operations that people use, and then end as the history says."""
    for wait in waits:
        close(deal, outcome=Status.POSTPONED, reason=wait.reason, until=wait.until, by=seller, at=wait.began_at)
        if wait.back_at is not None:
            reopen(deal, by=None, at=wait.back_at)
    if history.closed_at is not None:
        reason = str(history.reason_id or "") or history.reason_text
        close(deal, outcome=history.outcome, reason=reason, by=seller, at=history.closed_at)
