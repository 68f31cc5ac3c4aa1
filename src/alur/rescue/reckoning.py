"""From when on a deal is forgotten, and why: one deal, from what is stored of it. No clock here, and no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log2

from alur.kernel.money import weighted
from alur.pipeline.queries.needs import Completeness
from alur.rescue.models import NEVER

HALVES_IN = timedelta(days=30)
"""In the order of the queue, what is at stake counts half after so long a silence."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is stored of an open deal that its place in the queue follows from.

    `step_due_at` is its next step, none where nothing is planned; `returned_at` when it last came back from being
    postponed; `limit_days` the silence its stage allows, none for any; `snoozed_until` an instant or none.
    """

    deal_id: int
    owner_id: int
    pipeline_id: int
    stage_id: int
    stage_entered_at: datetime
    amount: int
    probability: int
    has_step: bool
    step_due_at: datetime | None
    last_activity_at: datetime | None
    returned_at: datetime | None
    snoozed_until: datetime | None
    limit_days: int | None
    data: Completeness


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The columns of a Watch, in the order of COLUMNS."""

    deal_id: int
    owner_id: int
    pipeline_id: int
    stage_id: int
    stake: int
    rank: int
    quiet_since: datetime
    step_due_at: datetime
    silent_from: datetime
    unplanned_from: datetime
    lacking_from: datetime
    returned_from: datetime
    forgotten_from: datetime
    limit_days: int | None
    lacks: list[str]
    completeness: int


COLUMNS = tuple(Reckoned.__dataclass_fields__)


def reckon(deal: Standing) -> Reckoned:
    """A step that is planned for later stops the clock of silence, and that of a deal that came back; a snooze all."""
    quiet_since = max(at for at in (deal.stage_entered_at, deal.last_activity_at, deal.returned_at) if at is not None)
    waits_for = max(at for at in (quiet_since, deal.step_due_at) if at is not None)
    silent = NEVER if deal.limit_days is None else max(quiet_since + timedelta(days=deal.limit_days), waits_for)
    unplanned = NEVER if deal.has_step else quiet_since
    lacking = NEVER if deal.data.is_enough else quiet_since
    returned = waits_for if _is_untouched(deal) else NEVER
    silent, unplanned, lacking, returned = (
        _not_before(at, deal.snoozed_until) for at in (silent, unplanned, lacking, returned)
    )
    stake = weighted(deal.amount, deal.probability)
    return Reckoned(
        deal.deal_id, deal.owner_id, deal.pipeline_id, deal.stage_id, stake, rank_of(stake, quiet_since), quiet_since,
        deal.step_due_at or NEVER, silent, unplanned, lacking, returned, min(silent, unplanned, lacking, returned),
        deal.limit_days, list(deal.data.lacks), deal.data.percent,
    )  # fmt: skip


def rank_of(stake: int, quiet_since: datetime) -> int:
    """The order of the queue, the greatest first: what is at stake, halved for each thirty days of silence.

    Every deal's fades at one pace, so which of two comes first never changes by time alone: the logarithm of the stake
    stands in seconds beside the instant of the last word.
    """
    return round(log2(max(stake, 0) + 1) * HALVES_IN.total_seconds() + quiet_since.timestamp())


def _is_untouched(deal: Standing) -> bool:
    """It came back from being postponed, and since then nothing was done with it and it was not moved."""
    if deal.returned_at is None:
        return False
    touches = (deal.last_activity_at, deal.stage_entered_at)
    return not any(at is not None and at > deal.returned_at for at in touches)


def _not_before(at: datetime, until: datetime | None) -> datetime:
    return at if until is None or at == NEVER else max(at, until)
