"""What the deals of a pipeline need to have, and from which stage on: set by those who change pipelines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from datetime import datetime
from typing import Any

from alur.events.recording import Operation, operation
from alur.events.undoing import inverse_of
from alur.kernel.refusal import N_, Conflict, Refusal, Refusals
from alur.pipeline.access import can_edit_pipelines
from alur.pipeline.design_facts import PipelineNeedsSet
from alur.pipeline.models import Pipeline
from alur.pipeline.operations.reshaping import held
from alur.pipeline.queries.gates import stages_of
from alur.pipeline.queries.needs import HEAVIEST, Need
from alur.pipeline.queries.stage_needs import names_needed
from alur.tenancy.models import Member


def set_needs(pipeline: Pipeline, needs: Sequence[Need] | None, *, by: Member | None, at: datetime) -> None:
    """Make these the needs of the pipeline's deals; None goes back to the usual ones. Nothing changed, no event.

    What weighs nothing is left out. Raises Refusals by the need's name. The queue of forgotten deals follows soon.
    """
    if by is not None and not can_edit_pipelines(by):
        raise Refusal(N_("Only owners and supervisors change pipelines."))
    with operation(pipeline.workspace_id, by=by, at=at) as act:
        pipeline = held(pipeline)
        _write(pipeline, None if needs is None else _checked(pipeline, needs), act)


def _checked(pipeline: Pipeline, needs: Sequence[Need]) -> list[list[Any]]:
    known = list(names_needed(pipeline.workspace_id))
    stages = {stage.id for stage in stages_of(pipeline.workspace_id, pipeline.id)}
    faults: list[Refusal] = []
    wanted: dict[str, Need] = {}
    for need in needs:
        if need.name not in known:
            faults.append(Refusal(N_("There is no such field."), field=need.name))
        elif not 0 <= need.weight <= HEAVIEST:
            faults.append(Refusal(N_("A weight is from 0 to %(most)d."), field=need.name, most=HEAVIEST))
        elif need.from_stage is not None and need.from_stage not in stages:
            faults.append(Refusal(N_("This stage is no longer there."), field=need.name))
        elif need.weight:
            wanted[need.name] = need
    if faults:
        raise Refusals(faults)
    return [list(astuple(wanted[name])) for name in known if name in wanted]


def _write(pipeline: Pipeline, new: list[list[Any]] | None, act: Operation) -> None:
    old = pipeline.needs
    if old == new:
        return
    pipeline.needs, pipeline.updated_at = new, act.at
    pipeline.save(update_fields=["needs", "updated_at"])
    act.record(PipelineNeedsSet(pipeline.id, pipeline.name, old, new), about=[("pipeline", pipeline.id)])


@inverse_of(PipelineNeedsSet)
def take_back_needs(fact: PipelineNeedsSet, act: Operation) -> None:
    pipeline = held(Pipeline.objects.get(workspace_id=act.workspace_id, id=fact.pipeline))
    if pipeline.needs != fact.new:
        raise Conflict(N_("“%(title)s” was changed since; this cannot be undone."), title=pipeline.name)
    _write(pipeline, fact.old, act)
