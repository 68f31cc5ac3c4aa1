"""Which deals go along when a pipeline is rebuilt, and to where; and which go back when that is undone.

Those that are open or postponed do, in the trash or not. Closed ones stay as they ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from alur.kernel.dates import iso
from alur.kernel.refusal import N_, Refusal, Refusals
from alur.pipeline.facts import DealFollowedPipeline
from alur.pipeline.models import Deal, Pipeline, Stage, Status, Track, TrackState
from alur.pipeline.operations.following import Following
from alur.pipeline.operations.many.tracking import BATCH, Value, tracks_of

ALIVE = (Status.OPEN, Status.POSTPONED)


def alive(pipeline: Pipeline) -> QuerySet[Deal]:
    """The deals of a pipeline that are worked on or will be again, in the trash too."""
    deals: QuerySet[Deal] = Deal.everything.filter(
        workspace_id=pipeline.workspace_id, pipeline_id=pipeline.id, status__in=ALIVE
    )
    return deals


def goals_of(
    pipeline: Pipeline, removed: Sequence[int], moves: Mapping[int, int], before: Sequence[Stage]
) -> dict[int, int]:
    """Removed stage to the stage that takes its deals. Refused where deals stand in it and no stage is named."""
    names = {stage.id: stage.name_en for stage in before}
    remaining = [stage for stage in before if stage.id not in removed]
    goals: dict[int, int] = {}
    faults: list[Refusal] = []
    for stage in before:
        if stage.id not in removed:
            continue
        goal = moves.get(stage.id)
        in_it = alive(pipeline).filter(stage_id=stage.id)
        if goal in {one.id for one in remaining}:
            goals[stage.id] = int(goal or 0)
        elif in_it.filter(deleted_at__isnull=True).exists() or (in_it.exists() and not remaining):
            faults.append(
                Refusal(
                    N_("Deals stand in “%(stage)s”. Say which stage they go to."),
                    field=f"moves.{stage.id}",
                    stage=names[stage.id],
                )
            )
        elif remaining:
            earlier = [one.id for one in remaining if one.position < stage.position]
            goals[stage.id] = earlier[-1] if earlier else remaining[0].id
    if faults:
        raise Refusals(faults)
    return goals


def touched(
    pipeline: Pipeline,
    goals: Mapping[int, int],
    shifted: Mapping[int, int],
    *,
    beyond: int = 0,
    most: int | None = None,
) -> list[int]:
    """The deals that a change concerns, by id: those in removed stages, those that have a changed probability from
    their stage, and those with a track that runs in a removed stage. `shifted` is stage to the probability it had."""
    there = Q(stage_id__in=list(goals))
    for stage_id, probability in shifted.items():
        there |= Q(stage_id=stage_id, probability=probability)
    ids = list(alive(pipeline).filter(there, id__gt=beyond).order_by("id").values_list("id", flat=True)[:most])
    running = _running_in(pipeline, goals).filter(deal_id__gt=beyond) if goals else Track.objects.none()
    beside = running.order_by("deal_id").values_list("deal_id", flat=True).distinct()[:most]
    return sorted({*ids, *beside})[:most]


def followings(
    pipeline: Pipeline,
    goals: Mapping[int, int],
    old: Mapping[int, int],
    after: Sequence[Stage],
    ids: Sequence[int],
    *,
    at: datetime,
) -> list[Following]:
    """Where these deals go. A probability that was its stage's stays its stage's; one set by hand stays."""
    new = {stage.id: stage for stage in after}
    found: dict[int, Following] = {}
    for deal in _held(pipeline, ids):
        goal = new.get(goals.get(deal.stage_id, deal.stage_id))
        if goal is None:
            continue
        probability = goal.probability if deal.probability == old.get(deal.stage_id) else deal.probability
        is_moved = goal.id != deal.stage_id
        if is_moved or probability != deal.probability:
            entered_at = at if is_moved else deal.stage_entered_at
            found[deal.id] = Following(deal, goal.id, entered_at, probability)
    if goals:
        _end_removed_tracks(pipeline, found, goals, after, ids, at)
    return list(found.values())


def _held(pipeline: Pipeline, ids: Sequence[int]) -> Iterator[Deal]:
    for first in range(0, len(ids), BATCH):
        part = alive(pipeline).filter(id__in=list(ids[first : first + BATCH]))
        yield from part.select_for_update().order_by("id")


def back_again(
    pipeline: Pipeline,
    facts: Mapping[int, DealFollowedPipeline],
    since: datetime,
    before: Sequence[Stage],
    after: Sequence[Stage],
) -> list[Following]:
    """The way back of those that followed and still stand as they were put; others keep what came since.

    Deals that have come into a stage since then, with its probability, follow that one back as well.
    """
    found = {one.deal.id: one for one in put_back(pipeline, facts, after)}
    old = {stage.id: stage.probability for stage in before}
    for one in newcomers(pipeline, old, after, since):
        found.setdefault(one.deal.id, one)
    return list(found.values())


def put_back(pipeline: Pipeline, facts: Mapping[int, DealFollowedPipeline], after: Sequence[Stage]) -> list[Following]:
    """The way back of these that followed, where they still stand as they were put."""
    new = {stage.id: stage for stage in after}
    tracks = tracks_of(pipeline.workspace_id, list(facts))
    found: dict[int, Following] = {}
    ids = list(facts)
    for first in range(0, len(ids), BATCH):
        for deal in alive(pipeline).filter(id__in=ids[first : first + BATCH]).select_for_update().order_by("id"):
            fact = facts[deal.id]
            if deal.stage_id != fact.to_stage or deal.probability != fact.to_probability:
                continue
            changes = [(stage_id, value, was) for stage_id, was, value in fact.tracks]
            have = tracks.get(deal.id, {})
            if any(have.get(stage_id) != value for stage_id, value, _ in changes) or fact.from_stage not in new:
                continue
            entered_at = datetime.fromisoformat(fact.from_entered_at)
            found[deal.id] = Following(deal, fact.from_stage, entered_at, fact.from_probability, changes)
    return list(found.values())


def newcomers(
    pipeline: Pipeline,
    old: Mapping[int, int],
    after: Sequence[Stage],
    since: datetime,
    *,
    beyond: int = 0,
    most: int | None = None,
) -> list[Following]:
    """Deals that came into a stage since then and took its probability over: they take over the one it has now."""
    new = {stage.id: stage for stage in after}
    there = Q(id__in=())
    for stage in after:
        if old.get(stage.id, stage.probability) != stage.probability:
            there |= Q(stage_id=stage.id, probability=old[stage.id])
    rows = alive(pipeline).filter(there, stage_entered_at__gt=since, id__gt=beyond).order_by("id")
    return [
        Following(deal, deal.stage_id, deal.stage_entered_at, new[deal.stage_id].probability)
        for deal in rows.select_for_update()[:most]
    ]


def _end_removed_tracks(
    pipeline: Pipeline,
    found: dict[int, Following],
    goals: Mapping[int, int],
    after: Sequence[Stage],
    ids: Sequence[int],
    at: datetime,
) -> None:
    """What runs in a removed stage ends; the stage that takes a deal begins, and what it passes is skipped."""
    others: set[int] = set()
    for first in range(0, len(ids), BATCH):
        part = _running_in(pipeline, goals).filter(deal_id__in=list(ids[first : first + BATCH]))
        others |= set(part.values_list("deal_id", flat=True))
    for deal in _held(pipeline, sorted(others - set(found))):
        found[deal.id] = Following(deal, deal.stage_id, deal.stage_entered_at, deal.probability)
    tracks = tracks_of(pipeline.workspace_id, list(found))
    for deal_id, one in found.items():
        have = tracks.get(deal_id, {})
        for stage_id in goals:
            value = have.get(stage_id)
            if value is not None and value[0] == TrackState.ACTIVE:
                one.tracks.append((stage_id, value, [str(TrackState.DONE), value[1], iso(at)]))
        if one.stage_id != one.deal.stage_id:
            one.tracks.extend(_arrival(have, one.stage_id, after, at))


def _running_in(pipeline: Pipeline, goals: Mapping[int, int]) -> QuerySet[Track]:
    return Track.objects.filter(
        workspace_id=pipeline.workspace_id,
        stage_id__in=list(goals),
        state=TrackState.ACTIVE,
        deal__workspace_id=pipeline.workspace_id,
        deal__pipeline_id=pipeline.id,
        deal__status__in=ALIVE,
    )


def _arrival(
    have: Mapping[int, Value], goal_id: int, after: Sequence[Stage], at: datetime
) -> list[tuple[int, Value, Value]]:
    changes: list[tuple[int, Value, Value]] = []
    goal = next(stage for stage in after if stage.id == goal_id)
    for stage in after:
        value = have.get(stage.id)
        if stage.id == goal_id and (value is None or value[0] != TrackState.ACTIVE):
            changes.append((goal_id, value, [str(TrackState.ACTIVE), (value[1] if value else None) or iso(at), None]))
        elif stage.position < goal.position and (value is None or value[0] == TrackState.WAITING):
            changes.append((stage.id, value, [str(TrackState.SKIPPED), None, None]))
    return changes
