"""Which deals go along when a pipeline is rebuilt, and to where; and which go back when that is undone.

Those that are open or postponed do, in the trash or not. Closed ones stay as they ended.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from alur.kernel.dates import iso
from alur.kernel.refusal import N_, Refusal, Refusals
from alur.pipeline.facts import DealFollowedPipeline
from alur.pipeline.models import Deal, Pipeline, Stage, Status, Track, TrackState
from alur.pipeline.operations.following import BATCH, Following, Value, tracks_of

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


def followings(
    pipeline: Pipeline, goals: Mapping[int, int], before: Sequence[Stage], after: Sequence[Stage], *, at: datetime
) -> list[Following]:
    """Where the deals go. A probability that was its stage's stays its stage's; one set by hand stays."""
    old = {stage.id: stage for stage in before}
    new = {stage.id: stage for stage in after}
    touched = Q(stage_id__in=list(goals))
    for stage in after:
        if stage.id in old and old[stage.id].probability != stage.probability:
            touched |= Q(stage_id=stage.id, probability=old[stage.id].probability)
    found: dict[int, Following] = {}
    for deal in alive(pipeline).filter(touched).select_for_update().order_by("id"):
        goal = new[goals.get(deal.stage_id, deal.stage_id)]
        probability = goal.probability if deal.probability == old[deal.stage_id].probability else deal.probability
        is_moved = goal.id != deal.stage_id
        if is_moved or probability != deal.probability:
            entered_at = at if is_moved else deal.stage_entered_at
            found[deal.id] = Following(deal, goal.id, entered_at, probability)
    if goals:
        _end_removed_tracks(pipeline, found, goals, after, at)
    return list(found.values())


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
    old = {stage.id: stage for stage in before}
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
    for stage in after:
        if stage.id in old and old[stage.id].probability != stage.probability:
            newcomers = alive(pipeline).filter(
                stage_id=stage.id, probability=old[stage.id].probability, stage_entered_at__gt=since
            )
            for deal in newcomers.select_for_update().order_by("id"):
                if deal.id not in found:
                    found[deal.id] = Following(deal, stage.id, deal.stage_entered_at, stage.probability)
    return list(found.values())


def _end_removed_tracks(
    pipeline: Pipeline,
    found: dict[int, Following],
    goals: Mapping[int, int],
    after: Sequence[Stage],
    at: datetime,
) -> None:
    """What runs in a removed stage ends; the stage that takes a deal begins, and what it passes is skipped."""
    running = Track.objects.filter(
        workspace_id=pipeline.workspace_id,
        stage_id__in=list(goals),
        state=TrackState.ACTIVE,
        deal__workspace_id=pipeline.workspace_id,
        deal__pipeline_id=pipeline.id,
        deal__status__in=ALIVE,
    )
    ids = set(running.values_list("deal_id", flat=True)) - set(found)
    for first in range(0, len(ids), BATCH):
        for deal in alive(pipeline).filter(id__in=sorted(ids)[first : first + BATCH]).select_for_update():
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
