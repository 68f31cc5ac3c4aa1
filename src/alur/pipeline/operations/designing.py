"""Pipelines made and rebuilt in one act, with all of their stages; open deals follow, and no history is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from alur.events.recording import operation
from alur.kernel.ids import new_id
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.pipeline.access import can_edit_pipelines
from alur.pipeline.design_facts import PipelineCreated, PipelineDeleted, PipelineRestored, PipelinesOrdered
from alur.pipeline.models import Pipeline, Stage
from alur.pipeline.operations.carrying import alive, followings, goals_of, touched
from alur.pipeline.operations.following import follow
from alur.pipeline.operations.proofing import proof
from alur.pipeline.operations.questioning import ask_the_usual
from alur.pipeline.operations.rebuilding import AT_ONCE, begin_change, check_rests
from alur.pipeline.operations.reshaping import difference, held, write
from alur.pipeline.queries.design import PipelineDesign, StageDesign, design_of
from alur.pipeline.queries.gates import stages_of
from alur.tenancy.models import Member


def create_pipeline(workspace_id: int, design: PipelineDesign, *, by: Member | None, at: datetime) -> Pipeline:
    """Make a pipeline, last in the order. Raises Refusals by field (see `proofing`)."""
    _allow(by)
    with operation(workspace_id, by=by, at=at) as act:
        design = proof(workspace_id, _without_ids(design), pipeline_id=None)
        pipeline = Pipeline(
            workspace_id=workspace_id,
            id=new_id(),
            name=design.name,
            hue=design.hue,
            position=Pipeline.objects.filter(workspace_id=workspace_id).count(),
            created_at=at,
            updated_at=at,
        )
        pipeline.save(force_insert=True)
        act.record(PipelineCreated(pipeline.id, pipeline.name), about=[("pipeline", pipeline.id)])
        write(pipeline, difference(pipeline, design), at=at)
        ask_the_usual(workspace_id, pipeline.id)
    return pipeline


def edit_pipeline(
    pipeline: Pipeline,
    design: PipelineDesign,
    *,
    by: Member | None,
    at: datetime,
    if_updated_at: datetime | None = None,
) -> Pipeline:
    """Make the pipeline as designed, its whole list of stages in one act.

    Deals in a removed stage go to the one that `design.moves` names; deals whose probability was their stage's follow
    it: at once up to 200 of them, else taken along by the worker (see `rebuilding`). Raises Refusals by field, Conflict
    where it was changed since `if_updated_at` or deals still follow the change before. Nothing changed, no event.
    """
    _allow(by)
    with operation(pipeline.workspace_id, by=by, at=at) as act:
        pipeline = held(pipeline)
        check_rests(pipeline)
        if if_updated_at is not None and pipeline.updated_at != if_updated_at:
            raise Conflict(N_("Someone changed this pipeline meanwhile. Look at it again, then repeat your change."))
        design = proof(pipeline.workspace_id, design, pipeline_id=pipeline.id)
        before = stages_of(pipeline.workspace_id, pipeline.id)
        change = difference(pipeline, design)
        if not change:
            return pipeline
        goals = goals_of(pipeline, change.removed, design.moves, before)
        old = {stage.id: stage.probability for stage in before}
        concerned = touched(pipeline, goals, change.shifted, most=AT_ONCE + 1)
        if len(concerned) > AT_ONCE:
            begin_change(act, pipeline, change, goals, old)
            return pipeline
        write(pipeline, change, at=at)
        act.record(change.fact(pipeline), about=[("pipeline", pipeline.id)])
        after = stages_of(pipeline.workspace_id, pipeline.id)
        follow(act, pipeline.id, followings(pipeline, goals, old, after, concerned, at=at))
    return pipeline


def edit_stage(stage: Stage, design: StageDesign, *, by: Member | None, at: datetime) -> Stage:
    """Make one stage as designed; its place and the others stay. Refusals name fields as if it were the pipeline."""
    whole = design_of(stage.pipeline)
    if stage.id not in {one.id for one in whole.stages}:
        raise Conflict(N_("This stage is no longer there."))
    stages = tuple(replace(design, id=stage.id) if one.id == stage.id else one for one in whole.stages)
    edit_pipeline(stage.pipeline, replace(whole, stages=stages), by=by, at=at)
    found: Stage = Stage.objects.get(workspace_id=stage.workspace_id, id=stage.id)
    return found


def delete_pipeline(pipeline: Pipeline, *, by: Member | None, at: datetime) -> None:
    """Put a pipeline away with its stages; closed deals keep it. Refused while deals are open, or it is the last."""
    _allow(by)
    with operation(pipeline.workspace_id, by=by, at=at) as act:
        pipeline = held(pipeline)
        check_rests(pipeline)
        count = alive(pipeline).filter(deleted_at__isnull=True).count()
        if count:
            raise Conflict(N_("%(count)d deal(s) are open or postponed in it. Move them first."), count=count)
        pipelines = Pipeline.objects.filter(workspace_id=pipeline.workspace_id, deleted_at__isnull=True)
        if pipelines.count() == 1:
            raise Conflict(N_("This is the only pipeline; one has to stay."))
        stage_ids = [stage.id for stage in stages_of(pipeline.workspace_id, pipeline.id)]
        pipeline.deleted_at = pipeline.updated_at = at
        pipeline.save(update_fields=["deleted_at", "updated_at"])
        Stage.objects.filter(workspace_id=pipeline.workspace_id, id__in=stage_ids).update(deleted_at=at)
        act.record(PipelineDeleted(pipeline.id, pipeline.name, stage_ids), about=[("pipeline", pipeline.id)])


def restore_pipeline(pipeline: Pipeline, stage_ids: Sequence[int], *, by: Member | None, at: datetime) -> None:
    """Bring a pipeline back, with the stages that went with it."""
    _allow(by)
    with operation(pipeline.workspace_id, by=by, at=at) as act:
        others = Pipeline.objects.filter(workspace_id=pipeline.workspace_id, deleted_at__isnull=True)
        if others.filter(name=pipeline.name).exists():
            raise Conflict(N_("There is a pipeline “%(name)s” already."), name=pipeline.name)
        pipeline.deleted_at, pipeline.updated_at = None, at
        pipeline.save(update_fields=["deleted_at", "updated_at"])
        Stage.objects.filter(workspace_id=pipeline.workspace_id, id__in=stage_ids).update(deleted_at=None)
        act.record(PipelineRestored(pipeline.id, pipeline.name, list(stage_ids)), about=[("pipeline", pipeline.id)])


def order_pipelines(workspace_id: int, ids: Sequence[int], *, by: Member | None, at: datetime) -> None:
    """Put the pipelines into this order; those not named keep theirs behind. The first is where new deals begin."""
    _allow(by)
    with operation(workspace_id, by=by, at=at) as act:
        rows = Pipeline.objects.select_for_update().filter(workspace_id=workspace_id, deleted_at__isnull=True)
        old = [row.id for row in rows.order_by("position", "id")]
        wanted = [one for one in dict.fromkeys(ids) if one in old]
        new = [*wanted, *(one for one in old if one not in wanted)]
        if new == old:
            return
        for position, pipeline_id in enumerate(new):
            Pipeline.objects.filter(workspace_id=workspace_id, id=pipeline_id).update(position=position)
        act.record(PipelinesOrdered(old, new), about=[("pipeline", pipeline_id) for pipeline_id in new])


def _allow(by: Member | None) -> None:
    if by is not None and not can_edit_pipelines(by):
        raise Refusal(N_("Only owners and supervisors change pipelines."))


def _without_ids(design: PipelineDesign) -> PipelineDesign:
    stages = tuple(
        replace(stage, id=None, criteria=tuple(replace(one, id=None) for one in stage.criteria))
        for stage in design.stages
    )
    return replace(design, stages=stages, moves={})
