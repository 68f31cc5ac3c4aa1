from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from alur.events.undoing import undo
from alur.pipeline.models import Criterion, Step
from alur.pipeline.operations.designing import (
    edit_pipeline,
    edit_stage,
)
from alur.pipeline.operations.moving import move
from alur.pipeline.queries.design import CriterionDesign, StepDesign, design_of
from alur.pipeline.queries.gates import GateRefused, stages_of
from tests.pipeline.designs import last_operation, with_stage
from tests.world import NOW, World, days_ago

LATER = NOW + timedelta(hours=2)


def test_stages_change_places_and_a_criterion_keeps_its_evidence(world: World) -> None:
    design = design_of(world.pipeline)
    step_id = Criterion.objects.filter(stage_id=world.stages[2].id).order_by("position")[0].step_id
    renamed = replace(
        design.stages[2].criteria[0], step=StepDesign("Sudah telepon", "Phoned", "activity"), demand="required"
    )
    swapped = (design.stages[0], replace(design.stages[2], criteria=(renamed,)), design.stages[1], *design.stages[3:])
    edit_pipeline(world.pipeline, replace(design, stages=swapped), by=world.wati, at=NOW)
    assert [one.name_en for one in stages_of(world.workspace.id, world.pipeline.id)][:3] == [
        "Prospecting",
        "Contacting",
        "Qualifying",
    ]
    criterion = Criterion.objects.select_related("step").get(stage_id=world.stages[2].id, deleted_at__isnull=True)
    assert criterion.step is not None
    assert (criterion.step_id, criterion.step.name_en, criterion.demand) == (step_id, "Phoned", "required")
    undo(world.workspace.id, last_operation(world), by=world.wati, at=LATER)
    assert design_of(world.pipeline) == design


def test_a_criterion_without_an_id_is_the_present_one_of_the_same_words(world: World) -> None:
    before = set(Step.objects.filter(deleted_at__isnull=True).values_list("id", flat=True))
    stage = design_of(world.pipeline).stages[2]
    plain = tuple(replace(one, id=None, demand="required") for one in stage.criteria)
    edit_stage(world.stages[2], replace(stage, id=None, criteria=plain), by=world.wati, at=NOW)
    assert set(Step.objects.filter(deleted_at__isnull=True).values_list("id", flat=True)) == before
    demands = Criterion.objects.filter(stage_id=world.stages[2].id).values_list("demand", flat=True)
    assert set(demands) == {"required"}


def test_a_new_required_criterion_holds_deals_back_and_a_removed_one_lets_them_go(world: World) -> None:
    deal = world.make_deal(stage=2, at=days_ago(5))
    design = design_of(world.pipeline)
    strict = with_stage(design, 2, criteria=(CriterionDesign(field="source", demand="required"),))
    edit_pipeline(world.pipeline, strict, by=world.wati, at=NOW)
    with pytest.raises(GateRefused):
        move(deal, to=world.stages[3], by=world.sari, at=LATER)
    edit_pipeline(world.pipeline, with_stage(design_of(world.pipeline), 2, criteria=()), by=world.wati, at=LATER)
    move(deal, to=world.stages[3], by=world.sari, at=LATER)
    assert world.reload(deal).stage_id == world.stages[3].id
