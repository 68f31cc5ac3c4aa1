"""What a pipeline's new design would do to its open deals, told before it is saved.

Names and money are of the deals that the asker may see; `unseen` counts the others that would be touched as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import ExpressionWrapper, F, IntegerField, Q, QuerySet, Sum

from alur.pipeline.models import (
    Criterion,
    Deal,
    Demand,
    Pipeline,
    Stage,
    Status,
)
from alur.pipeline.operations.totalling import zone_of
from alur.pipeline.queries.contents import contents_of_many
from alur.pipeline.queries.design import CriterionDesign, PipelineDesign, StageDesign
from alur.pipeline.queries.gates import DealContents, criteria_of, stages_of
from alur.tenancy.models import Member

NAMED = 3
BATCH = 500
NOTHING = Q(id__in=())


@dataclass(frozen=True, slots=True)
class Touched:
    """How many deals, and the first of them as (id, what it is called)."""

    count: int = 0
    first: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class StageMove:
    """A removed stage whose open deals go to another; `to` is None where none is named yet."""

    stage: Stage
    to: Stage | None
    deals: Touched


@dataclass(frozen=True, slots=True)
class Shift:
    """A stage whose probability changes: who follows, who keeps their own, and what the stage would weigh."""

    stage: Stage
    old: int
    new: int
    followers: int
    own: int
    weighted_before: int
    weighted_after: int


@dataclass(frozen=True, slots=True)
class Effect:
    """Money in minor units of the workspace's currency, weighted by each deal's probability."""

    weighted_before: int
    weighted_after: int
    moves: tuple[StageMove, ...]
    shifts: tuple[Shift, ...]
    stale: Touched
    missing: Touched
    unseen: int

    @property
    def touches_deals(self) -> bool:
        return bool(
            self.unseen
            or self.stale.count
            or self.missing.count
            or any(move.deals.count for move in self.moves)
            or any(shift.followers for shift in self.shifts)
        )


def effect_of(pipeline: Pipeline, design: PipelineDesign, *, member: Member, now: datetime) -> Effect:
    """The effect of saving this design, whatever else may be wrong with it."""
    workspace_id = pipeline.workspace_id
    present = {stage.id: stage for stage in stages_of(workspace_id, pipeline.id)}
    wanted = {stage.id: stage for stage in design.stages if stage.id is not None and stage.id in present}
    everyone = Deal.objects.filter(workspace_id=workspace_id, pipeline_id=pipeline.id, status=Status.OPEN)
    seen = Deal.objects.visible_to(member).filter(pipeline_id=pipeline.id, status=Status.OPEN)
    shifts, change = [], 0
    touched = NOTHING
    for stage_id, stage in wanted.items():
        old = present[stage_id].probability
        if stage.probability == old or not 0 <= stage.probability <= 100:
            continue
        shift = _shift(seen.filter(stage_id=stage_id), present[stage_id], stage)
        touched |= Q(stage_id=stage_id, probability=old)
        change += shift.weighted_after - shift.weighted_before
        shifts.append(shift)
    moves = []
    for removed in present.values():
        if removed.id in wanted:
            continue
        goal = present.get(design.moves.get(removed.id, 0))
        goal = goal if goal is not None and goal.id in wanted else None
        deals = seen.filter(stage_id=removed.id)
        touched |= Q(stage_id=removed.id)
        moves.append(StageMove(removed, goal, named(deals)))
        if goal is not None:
            followers = deals.filter(probability=removed.probability)
            change += _weighted(followers, wanted[goal.id].probability) - _weighted(followers, None)
    before = _weighted(seen, None)
    return Effect(
        weighted_before=before,
        weighted_after=before + change,
        moves=tuple(moves),
        shifts=tuple(shifts),
        stale=named(seen.filter(_newly_stale(workspace_id, present, wanted, now))),
        missing=_missing(seen, workspace_id, present, wanted),
        unseen=everyone.filter(touched).count() - seen.filter(touched).count(),
    )


def _weighted(deals: QuerySet[Deal], probability: int | None) -> int:
    """By each deal's own probability, or all by one; rounded deal by deal, as the kept totals are."""
    percent: Any = F("probability") if probability is None else probability
    one = ExpressionWrapper((F("amount") * percent + 50) / 100, output_field=IntegerField())
    return int(deals.aggregate(sum=Sum(one))["sum"] or 0)


def _shift(deals: QuerySet[Deal], stage: Stage, wanted: StageDesign) -> Shift:
    followers = deals.filter(probability=stage.probability)
    before = _weighted(deals, None)
    return Shift(
        stage=stage,
        old=stage.probability,
        new=wanted.probability,
        followers=followers.count(),
        own=deals.exclude(probability=stage.probability).count(),
        weighted_before=before,
        weighted_after=before + _weighted(followers, wanted.probability) - _weighted(followers, None),
    )


def named(deals: QuerySet[Deal]) -> Touched:
    rows = deals.order_by("-amount", "id").values_list("id", "title", "organization__name")[:NAMED]
    first = tuple((deal_id, organization or title) for deal_id, title, organization in rows)
    return Touched(deals.count() if len(first) == NAMED else len(first), first)


def _newly_stale(workspace_id: int, present: dict[int, Stage], wanted: dict[int, StageDesign], now: datetime) -> Q:
    """Silent for longer than the new limit, but not than the old one; a next step to come is no silence."""
    zone = zone_of(workspace_id)
    today = now.astimezone(zone).date()

    def silent(days: int) -> Q:
        since = datetime.combine(today - timedelta(days=days), time.min, zone)
        return Q(stage_entered_at__lt=since) & (Q(last_activity_at__isnull=True) | Q(last_activity_at__lt=since))

    found = NOTHING
    for stage_id, stage in wanted.items():
        old, new = present[stage_id].rot_days, stage.rot_days
        if not new or new < 1 or (old is not None and new >= old):
            continue
        one = Q(stage_id=stage_id) & silent(new)
        found |= one & ~silent(old) if old is not None else one
    return found & (Q(next_step_due_at__isnull=True) | Q(next_step_due_at__lte=now))


def _missing(
    seen: QuerySet[Deal], workspace_id: int, present: dict[int, Stage], wanted: dict[int, StageDesign]
) -> Touched:
    """Deals that the new design would hold back in their stage, and the present one does not."""
    count, first = 0, list[tuple[int, str]]()
    criteria: dict[int, list[Criterion]] = {}
    for criterion in criteria_of(workspace_id, list(present)):
        criteria.setdefault(criterion.stage_id, []).append(criterion)
    for stage_id, stage in wanted.items():
        has = {one.id: one for one in criteria.get(stage_id, []) if one.demand == Demand.REQUIRED}
        new = [one for one in stage.criteria if one.demand == Demand.REQUIRED and not _is_there(one, has)]
        if not new:
            continue
        steps = {one.id: one.step_id for one in criteria.get(stage_id, [])}
        deals = seen.filter(stage_id=stage_id).select_related("organization").order_by("-amount", "id")
        asked = [Criterion(stage_id=stage_id, field=one.field) for one in new]
        for contents in _contents(workspace_id, deals, asked):
            if not all(_meets(contents, one, steps.get(one.id or 0)) for one in new):
                count += 1
                deal = contents.deal
                if len(first) < NAMED:
                    first.append((deal.id, deal.organization.name if deal.organization else deal.title))
    return Touched(count, tuple(first))


def _is_there(one: CriterionDesign, has: dict[int, Criterion]) -> bool:
    if one.at_least is not None:
        return any((criterion.at_least or 0) >= one.at_least for criterion in has.values())
    return one.id in has or bool(one.field and any(criterion.field == one.field for criterion in has.values()))


def _meets(contents: DealContents, one: CriterionDesign, step_id: int | None) -> bool:
    if one.at_least is not None:
        return all(share.percent >= one.at_least for share in contents.shares.values())
    if one.step is None:
        return contents.has(one.field)
    if step_id is not None and step_id in contents.steps_with_evidence:
        return True
    return any(contents.has(name) for name in one.step.fields)


def _contents(workspace_id: int, deals: QuerySet[Deal], asked: Sequence[Criterion]) -> Iterable[DealContents]:
    part: list[Deal] = []
    for deal in deals.iterator(BATCH):
        part.append(deal)
        if len(part) == BATCH:
            yield from contents_of_many(workspace_id, part, asked).values()
            part = []
    yield from contents_of_many(workspace_id, part, asked).values()
