"""How often deals that stood in a stage were really won."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from alur.pipeline.models import DealSpell, Status

YEAR = timedelta(days=365)
FEWEST = 10
ENDED = (Status.WON, Status.LOST, Status.NOT_A_FIT)


@dataclass(frozen=True, slots=True)
class Measured:
    """Of `ended` deals that stood in a stage and ended within a year, `won` were won."""

    ended: int
    won: int

    @property
    def percent(self) -> int | None:
        """None where there are too few to make a rate of."""
        return round(100 * self.won / self.ended) if self.ended >= FEWEST else None


def measured_rates(workspace_id: int, pipeline_id: int, *, now: datetime) -> dict[int, Measured]:
    """By stage id; a stage that no ended deal stood in is absent."""
    rows = (
        DealSpell.objects.filter(
            workspace_id=workspace_id,
            pipeline_id=pipeline_id,
            status=Status.OPEN,
            deal__workspace_id=workspace_id,
            deal__deleted_at__isnull=True,
            deal__status__in=ENDED,
            deal__closed_at__gte=now - YEAR,
        )
        .values_list("stage_id")
        .annotate(
            ended=Count("deal_id", distinct=True),
            won=Count("deal_id", distinct=True, filter=Q(deal__status=Status.WON)),
        )
    )
    return {stage_id: Measured(ended, won) for stage_id, ended, won in rows}
