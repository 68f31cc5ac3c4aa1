from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from alur.catalogue.operations.products import create_family
from alur.events.undoing import undo
from alur.kernel.refusal import Conflict, Refusals
from alur.pipeline.models import Pipeline
from alur.pipeline.operations import closing
from alur.pipeline.operations.designing import (
    create_pipeline,
    delete_pipeline,
    edit_pipeline,
    order_pipelines,
)
from alur.pipeline.queries.design import StepDesign, StepPlan, design_of
from alur.pipeline.queries.gates import stages_of
from tests.pipeline.designs import SALES, last_operation
from tests.world import NOW, World

LATER = NOW + timedelta(hours=2)


def test_an_owner_makes_a_pipeline_with_its_stages_and_criteria_in_one_act(world: World) -> None:
    family = create_family(world.workspace.id, "Servis", by=world.wati, at=NOW)
    made = create_pipeline(world.workspace.id, replace(SALES, family_ids=(family.id,)), by=world.wati, at=NOW)
    design = design_of(made)
    assert (design.name, design.hue, design.family_ids) == ("Servis mesin", 3, (family.id,))
    assert [(one.name_id, one.name_en, one.probability, one.rot_days) for one in design.stages] == [
        ("Panggilan", "Call", 20, 7),
        ("Tutup", "Tutup", 90, None),
    ]
    value, signature = design.stages[1].criteria
    assert (value.field, value.demand) == ("value", "required")
    assert signature.step == StepDesign("Tanda tangan", "Signature", "activity", "visit", StepPlan(), ())
    assert made.position == 1


def test_a_made_pipeline_can_be_undone_while_nothing_stands_in_it(world: World) -> None:
    made = create_pipeline(world.workspace.id, SALES, by=world.wati, at=NOW)
    undo(world.workspace.id, last_operation(world), by=world.wati, at=LATER)
    assert world.reload(made).deleted_at == LATER
    undo(world.workspace.id, last_operation(world), by=world.wati, at=LATER)
    assert len(stages_of(world.workspace.id, made.id)) == 2


def test_a_name_is_used_by_one_pipeline_only(world: World) -> None:
    made = create_pipeline(world.workspace.id, SALES, by=world.wati, at=NOW)
    with pytest.raises(Refusals) as refused:
        edit_pipeline(made, replace(design_of(made), name="Penjualan"), by=world.wati, at=NOW)
    assert refused.value.field == "name"


def test_a_pipeline_with_open_deals_is_not_deleted_nor_is_the_last(world: World) -> None:
    with pytest.raises(Conflict):
        delete_pipeline(world.pipeline, by=world.wati, at=NOW)
    made = create_pipeline(world.workspace.id, SALES, by=world.wati, at=NOW)
    deal = world.make_deal(stage=stages_of(world.workspace.id, made.id)[0])
    with pytest.raises(Conflict):
        delete_pipeline(made, by=world.wati, at=NOW)
    assert world.reload(made).deleted_at is None
    closing.close(deal, outcome="lost", reason="Harga", by=world.sari, at=NOW)
    delete_pipeline(made, by=world.wati, at=LATER)
    assert world.reload(made).deleted_at == LATER
    with pytest.raises(Conflict):
        closing.reopen(world.reload(deal), by=world.sari, at=LATER)
    undo(world.workspace.id, last_operation(world), by=world.wati, at=LATER)
    closing.reopen(world.reload(deal), by=world.sari, at=LATER)
    assert world.reload(deal).is_open


def test_pipelines_are_put_in_order_and_back(world: World) -> None:
    made = create_pipeline(world.workspace.id, SALES, by=world.wati, at=NOW)
    order_pipelines(world.workspace.id, [made.id], by=world.wati, at=NOW)
    rows = Pipeline.objects.filter(workspace_id=world.workspace.id).order_by("position")
    assert [row.name for row in rows] == ["Servis mesin", "Penjualan"]
    undo(world.workspace.id, last_operation(world), by=world.wati, at=LATER)
    assert [row.name for row in rows.all()] == ["Penjualan", "Servis mesin"]
