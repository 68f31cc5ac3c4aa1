"""Designs that differ from the default pipeline's in one place."""

from __future__ import annotations

from dataclasses import replace

from alur.events.models import Event
from alur.pipeline.models import StageKind
from alur.pipeline.queries.design import CriterionDesign, PipelineDesign, StageDesign, StepDesign, design_of
from tests.world import World

SALES = PipelineDesign(
    name="  Servis   mesin ",
    hue=3,
    stages=(
        StageDesign(StageKind.PROSPECTING, "Panggilan", "Call", 20, 7),
        StageDesign(
            StageKind.CLOSING,
            "Tutup",
            probability=90,
            criteria=(
                CriterionDesign(field="value", demand="required"),
                CriterionDesign(step=StepDesign("Tanda tangan", "Signature", "activity", "visit")),
            ),
        ),
    ),
)


def with_stage(design: PipelineDesign, place: int, **values: object) -> PipelineDesign:
    """The design with one of its stages changed."""
    stages = list(design.stages)
    stages[place] = replace(stages[place], **values)  # type: ignore[arg-type]
    return replace(design, stages=tuple(stages))


def without_stage(world: World, place: int, *, to: int | None = None) -> PipelineDesign:
    design = design_of(world.pipeline)
    moves = {} if to is None else {world.stages[place].id: world.stages[to].id}
    return replace(design, stages=tuple(one for i, one in enumerate(design.stages) if i != place), moves=moves)


def last_operation(world: World) -> int:
    found = Event.objects.filter(workspace_id=world.workspace.id).order_by("-position").first()
    assert found is not None
    return found.operation_id
