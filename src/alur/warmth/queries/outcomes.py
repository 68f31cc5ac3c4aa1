"""What was known of closed deals while they were open, and what became of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from alur.pipeline.models import Deal, Pipeline, Status
from alur.warmth.fitting import Sample
from alur.warmth.queries.receipts import evidence_of, places_at
from alur.warmth.scoring import Evidence, Weights, strength

MOST = 2_000
"""Closed deals that are looked at, the last ones first."""
ENDS = (Status.WON, Status.LOST, Status.NOT_A_FIT)
A_ROUND = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """`samples` in the order in which the deals ended; `closed` is how many there are at all."""

    samples: list[Sample]
    closed: int

    @property
    def won(self) -> int:
        return sum(won for _known, won in self.samples)


def outcomes_of(pipeline: Pipeline, weights: Weights) -> Outcomes:
    """Each closed deal once, at the weekly round nearest after the middle of its life: what will be asked of open ones.

    Rounds, so that all deals of a week are read together; what lived between two of them is seen at its middle.
    """
    rows = Deal.objects.filter(workspace_id=pipeline.workspace_id, pipeline_id=pipeline.id, status__in=ENDS)
    closed = list(
        rows.filter(closed_at__isnull=False)
        .order_by("-closed_at", "-id")
        .values_list("id", "created_at", "closed_at", "status")[:MOST]
    )
    rounds: dict[datetime, list[int]] = defaultdict(list)
    for deal_id, created_at, closed_at, _status in closed:
        rounds[_seen_at(created_at, closed_at or created_at)].append(deal_id)
    known: dict[int, dict[str, float]] = {}
    for at, ids in rounds.items():
        places = places_at(pipeline.workspace_id, ids, at=at)
        gathered = evidence_of(pipeline.workspace_id, places, at=at)
        for place in places:
            known[place.deal_id] = strengths(gathered[place.deal_id], weights, at=at)
    samples: list[Sample] = []
    for deal_id, _created, _closed, status in reversed(closed):
        if deal_id in known:
            samples.append((known[deal_id], status == Status.WON))
    return Outcomes(samples, len(closed))


def strengths(evidence: list[Evidence], weights: Weights, *, at: datetime) -> dict[str, float]:
    """How much there is of each kind, faded."""
    kinds: dict[str, list[Evidence]] = defaultdict(list)
    for one in evidence:
        kinds[one.kind].append(one)
    own = weights.kinds
    return {kind: strength(some, own[kind].half_life, at=at) for kind, some in kinds.items() if kind in own}


def _seen_at(created_at: datetime, closed_at: datetime) -> datetime:
    middle = created_at + (closed_at - created_at) / 2
    rounds = middle.timestamp() // A_ROUND.total_seconds() + 1
    week = datetime.fromtimestamp(rounds * A_ROUND.total_seconds(), middle.tzinfo)
    return week if week < closed_at else middle
