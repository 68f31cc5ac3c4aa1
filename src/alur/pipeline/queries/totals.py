"""How many open deals stand in each stage, worth how much: now, or at the end of a past day.

Always exactly what the viewer may see: a sum over visible owners, read from kept totals where these answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, ExpressionWrapper, F, IntegerField, Q, QuerySet, Sum

from alur.kernel.dates import day_bounds
from alur.pipeline.models import Deal, DealSpell, Grain, PastTotal, StageTotal, Status, in_the_past
from alur.pipeline.operations.totalling import zone_of
from alur.pipeline.queries.board_filter import (
    BoardFilter,
    deal_condition,
    owner_condition,
    owners_in_sight,
    period_condition,
)
from alur.tenancy.models import Member


@dataclass(frozen=True, slots=True)
class Totals:
    """Open deals: how many, and minor units of the workspace's currency. `weighted` is by each deal's probability."""

    count: int = 0
    amount: int = 0
    weighted: int = 0

    def __add__(self, other: Totals) -> Totals:
        return Totals(self.count + other.count, self.amount + other.amount, self.weighted + other.weighted)


EVERYTHING = BoardFilter()
_WEIGHTED = ExpressionWrapper((F("amount") * F("probability") + 50) / 100, output_field=IntegerField())
_SUMS: dict[str, Any] = {"n": Count("id"), "a": Sum("amount"), "w": Sum(_WEIGHTED)}


def stage_totals(
    member: Member, pipeline_id: int, *, wanted: BoardFilter = EVERYTHING, as_of: date | None = None
) -> dict[int, Totals]:
    """Totals by stage id; a stage without deals is absent."""
    owners = owners_in_sight(member, wanted.owners)
    workspace_id = member.workspace_id
    if as_of is not None:
        if wanted.is_counted and not wanted.temperature:
            return _past_kept(workspace_id, pipeline_id, owners, as_of)
        return _summed(open_spells(workspace_id, pipeline_id, as_of, wanted, owners))
    if wanted.is_counted:
        return _kept(workspace_id, pipeline_id, owners, wanted.temperature)
    return _summed(open_deals(workspace_id, pipeline_id, wanted, owners))


def open_by_owner(workspace_id: int, owners: frozenset[int] | None = None) -> dict[int, int]:
    """Member id to open deals in all pipelines; of these owners, or (None) of all."""
    rows = StageTotal.objects.filter(workspace_id=workspace_id, owner_id__gt=0)
    if owners is not None:
        rows = rows.filter(owner_id__in=owners)
    return {owner_id: int(n) for owner_id, n in rows.values_list("owner_id").annotate(n=Sum("count")) if n}


def open_by_pipeline(member: Member) -> dict[int, int]:
    """Pipeline id to the open deals that the member may see."""
    rows = StageTotal.objects.filter(workspace_id=member.workspace_id)
    owners = owners_in_sight(member, None)
    if owners is not None:
        rows = rows.filter(owner_id__in=owners)
    return {pipeline_id: int(n) for pipeline_id, n in rows.values_list("pipeline_id").annotate(n=Sum("count")) if n}


def open_deals(
    workspace_id: int, pipeline_id: int, wanted: BoardFilter, owners: frozenset[int] | None
) -> QuerySet[Deal]:
    """The open deals of a pipeline that a filter asks for."""
    deals: QuerySet[Deal] = Deal.objects.filter(
        Q(workspace_id=workspace_id, pipeline_id=pipeline_id, status=Status.OPEN),
        owner_condition(owners),
        deal_condition(workspace_id, wanted),
        period_condition(wanted),
    )
    return deals.filter(temperature=wanted.temperature) if wanted.temperature else deals


def open_spells(
    workspace_id: int, pipeline_id: int, as_of: date, wanted: BoardFilter, owners: frozenset[int] | None
) -> QuerySet[DealSpell]:
    """The spells in which those deals stood at the last instant of a day."""
    until = day_bounds(as_of, zone_of(workspace_id))[1]
    spells = DealSpell.objects.filter(
        Q(workspace_id=workspace_id, pipeline_id=pipeline_id, status=Status.OPEN, from_at__lt=until),
        Q(until_at__isnull=True) | Q(until_at__gte=until),
        in_the_past("deal__"),
        owner_condition(owners),
        deal_condition(workspace_id, wanted, "deal__"),
        period_condition(wanted),
    )
    return spells.filter(temperature=wanted.temperature) if wanted.temperature else spells


def last_instant(workspace_id: int, day: date) -> datetime:
    """The instant at which a day of the workspace's zone is over."""
    return day_bounds(day, zone_of(workspace_id))[1]


def _kept(workspace_id: int, pipeline_id: int, owners: frozenset[int] | None, temperature: str) -> dict[int, Totals]:
    rows = StageTotal.objects.filter(workspace_id=workspace_id, pipeline_id=pipeline_id)
    if owners is not None:
        rows = rows.filter(owner_id__in=owners)
    if temperature:
        rows = rows.filter(temperature=temperature)
    return _by_stage(rows)


def _past_kept(workspace_id: int, pipeline_id: int, owners: frozenset[int] | None, as_of: date) -> dict[int, Totals]:
    month = as_of.replace(day=1)
    rows = PastTotal.objects.filter(
        Q(grain=Grain.MONTH, starts_on__lt=month) | Q(grain=Grain.DAY, starts_on__gte=month, starts_on__lte=as_of),
        workspace_id=workspace_id,
        pipeline_id=pipeline_id,
    )
    if owners is not None:
        rows = rows.filter(owner_id__in=owners)
    return _by_stage(rows)


def _by_stage(rows: QuerySet[Any]) -> dict[int, Totals]:
    grouped = rows.values_list("stage_id").annotate(n=Sum("count"), a=Sum("amount"), w=Sum("weighted"))
    return {stage_id: Totals(int(n), int(a), int(w)) for stage_id, n, a, w in grouped if n}


def _summed(rows: QuerySet[Any]) -> dict[int, Totals]:
    grouped = rows.values_list("stage_id").annotate(**_SUMS)
    return {stage_id: Totals(n, int(a or 0), int(w or 0)) for stage_id, n, a, w in grouped}
