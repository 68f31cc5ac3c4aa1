"""How many of the deals that stood hot, warm and cold were won, as their temperature was recorded then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from alur.pipeline.models import Deal, DealSpell, Pipeline, Status
from alur.warmth.queries.outcomes import ENDS

MOST = 1_000
"""The last that ended."""
ENOUGH = 20


@dataclass(frozen=True, slots=True)
class Stood:
    """`won` is temperature to (won, deals), of the deals that lived long enough to be asked about."""

    won: Mapping[str, tuple[int, int]]

    @property
    def count(self) -> int:
        return sum(count for _won, count in self.won.values())

    @property
    def is_enough(self) -> bool:
        return self.count >= ENOUGH


def stood(pipeline: Pipeline) -> Stood:
    """Each of the last closed deals once, as it stood in the middle of its life."""
    rows = Deal.objects.filter(workspace_id=pipeline.workspace_id, pipeline_id=pipeline.id, status__in=ENDS)
    closed = rows.filter(closed_at__isnull=False).order_by("-closed_at", "-id")
    found = list(closed.values_list("id", "created_at", "closed_at", "status")[:MOST])
    spells: dict[int, list[tuple[datetime, datetime | None, str]]] = defaultdict(list)
    ids = [row[0] for row in found]
    was = DealSpell.objects.filter(workspace_id=pipeline.workspace_id, deal_id__in=ids, status=Status.OPEN)
    for deal_id, from_at, until_at, temperature in was.values_list("deal_id", "from_at", "until_at", "temperature"):
        spells[deal_id].append((from_at, until_at, temperature))
    won: dict[str, tuple[int, int]] = {}
    for deal_id, created_at, closed_at, status in found:
        middle = created_at + ((closed_at or created_at) - created_at) / 2
        for from_at, until_at, temperature in spells[deal_id]:
            if from_at <= middle and (until_at is None or middle < until_at):
                old = won.get(temperature, (0, 0))
                won[temperature] = (old[0] + (status == Status.WON), old[1] + 1)
    return Stood(won)
