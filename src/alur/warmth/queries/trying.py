"""What other weights would make of a pipeline's open deals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from alur.pipeline.models import Deal, Pipeline, Status
from alur.warmth.gathering import Place
from alur.warmth.queries.receipts import A_PLACE, evidence_of, overridden
from alur.warmth.scoring import Weights, receipt

MOST = 2_000
"""More open deals than this are judged by those in which something happened last."""
SHOWN = 6
CLASSES = ("cold", "warm", "hot")


@dataclass(frozen=True, slots=True)
class Turned:
    """An open deal that would change."""

    deal_id: int
    name: str
    old: str
    new: str
    old_score: int
    new_score: int


@dataclass(frozen=True, slots=True)
class Trial:
    """`counts` is (temperature now, temperature then) to deals; `seen` is how often each kind stands on a receipt."""

    judged: int
    of: int
    by_hand: int
    counts: Mapping[tuple[str, str], int]
    seen: Mapping[str, int]
    turned: list[Turned] = field(default_factory=list)

    @property
    def changed(self) -> int:
        return sum(count for (old, new), count in self.counts.items() if old != new)

    def standing(self, temperature: str) -> int:
        """How many have this temperature now."""
        return sum(count for (old, _), count in self.counts.items() if old == temperature)


def trial(pipeline: Pipeline, own: Weights, tried: Weights, *, at: datetime) -> Trial:
    """The open deals of a pipeline by its own weights and by others. Those set by hand stay, and are counted apart."""
    rows = Deal.objects.filter(workspace_id=pipeline.workspace_id, pipeline_id=pipeline.id, status=Status.OPEN)
    total = rows.count()
    latest = rows.order_by("-last_activity_at", "-id") if total > MOST else rows.order_by("id")
    found = list(latest.values_list(*A_PLACE, "title", "organization__name")[:MOST])
    kept = overridden(pipeline.workspace_id, [row[0] for row in found], at=at)
    places = [Place(*row[: len(A_PLACE)]) for row in found if row[0] not in kept]
    names = {row[0]: row[-1] or row[-2] for row in found}
    known = evidence_of(pipeline.workspace_id, places, at=at)
    counts: Counter[tuple[str, str]] = Counter()
    seen: Counter[str] = Counter()
    turned = []
    for place in places:
        evidence = known[place.deal_id]
        seen.update({one.kind for one in evidence})
        before, after = receipt(evidence, own, at=at), receipt(evidence, tried, at=at)
        counts[(before.temperature, after.temperature)] += 1
        if before.temperature != after.temperature:
            name, scores = names[place.deal_id], (before.score, after.score)
            turned.append(Turned(place.deal_id, name, before.temperature, after.temperature, *scores))
    turned.sort(key=lambda one: (-abs(one.new_score - one.old_score), one.name, one.deal_id))
    return Trial(len(places), total, len(kept), counts, seen, turned[:SHOWN])
