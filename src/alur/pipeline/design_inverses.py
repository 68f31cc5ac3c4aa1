"""How each fact of a pipeline is taken back; refused where a later change stands in its way."""

from __future__ import annotations

from collections.abc import Collection

from alur.events.models import Event
from alur.events.recording import Operation
from alur.events.undoing import follows, guard, inverse_of
from alur.kernel.refusal import N_, Conflict
from alur.pipeline import design_facts as designs
from alur.pipeline import facts
from alur.pipeline.access import can_edit_pipelines
from alur.pipeline.models import Pipeline
from alur.pipeline.operations import designing, needing, reasoning, rebuilding  # noqa: F401  (they register inverses of their own)
from alur.pipeline.operations.carrying import alive, back_again
from alur.pipeline.operations.following import follow
from alur.pipeline.operations.reshaping import Reshaping, held, stands, write
from alur.pipeline.queries.gates import stages_of
from alur.tenancy.models import Member

follows(facts.DealFollowedPipeline)


@guard("close_reason")
def reasons_open_to(member: Member, ids: Collection[int]) -> Collection[int]:
    return frozenset(ids) if can_edit_pipelines(member) else frozenset()


def _pipeline(act: Operation, pipeline_id: int) -> Pipeline:
    found: Pipeline = Pipeline.objects.get(workspace_id=act.workspace_id, id=pipeline_id)
    return found


@inverse_of(designs.PipelineCreated)
def take_back_creation(fact: designs.PipelineCreated, act: Operation) -> None:
    designing.delete_pipeline(_pipeline(act, fact.pipeline), by=act.by, at=act.at)


@inverse_of(designs.PipelineDeleted)
def take_back_deletion(fact: designs.PipelineDeleted, act: Operation) -> None:
    designing.restore_pipeline(_pipeline(act, fact.pipeline), fact.stages, by=act.by, at=act.at)


@inverse_of(designs.PipelineRestored)
def take_back_restoration(fact: designs.PipelineRestored, act: Operation) -> None:
    designing.delete_pipeline(_pipeline(act, fact.pipeline), by=act.by, at=act.at)


@inverse_of(designs.PipelinesOrdered)
def take_back_order(fact: designs.PipelinesOrdered, act: Operation) -> None:
    designing.order_pipelines(act.workspace_id, fact.old, by=act.by, at=act.at)


@inverse_of(designs.PipelineEdited)
def take_back_edit(fact: designs.PipelineEdited, act: Operation) -> None:
    pipeline = held(_pipeline(act, fact.pipeline))
    rebuilding.check_rests(pipeline)
    change = Reshaping.back(fact)
    if not stands(pipeline, change):
        raise Conflict(N_("“%(title)s” was changed since; this cannot be undone."), title=pipeline.name)
    name = change.columns.get("name")
    if (
        name is not None
        and Pipeline.objects.filter(workspace_id=act.workspace_id, name=name[1], deleted_at__isnull=True).exists()
    ):
        raise Conflict(N_("There is a pipeline “%(name)s” already."), name=name[1])
    undone = Event.objects.filter(workspace_id=act.workspace_id, operation_id=act.undoes or 0)
    since = undone.filter(name=fact.name).values_list("occurred_at", flat=True)[0]
    followed = [
        facts.DealFollowedPipeline.from_payload(event.payload)
        for event in undone.filter(name=facts.DealFollowedPipeline.name)
    ]
    before = stages_of(act.workspace_id, pipeline.id)
    write(pipeline, change, at=act.at)
    act.record(change.fact(pipeline), about=[("pipeline", pipeline.id)])
    after = stages_of(act.workspace_id, pipeline.id)
    going = back_again(pipeline, {one.deal: one for one in followed}, since, before, after)
    follow(act, pipeline.id, going)
    count = alive(pipeline).filter(stage_id__in=change.removed).count()
    if count:
        raise Conflict(N_("%(count)d deal(s) stand in a stage that this would remove. Move them first."), count=count)
