from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from alur.events.models import Event
from alur.events.undoing import NothingToUndo, undo
from alur.kernel.refusal import Conflict, Refusal, Refusals
from alur.pipeline.models import Deal, DealSpell, Stage, StageKind, Track, TrackSpell
from alur.pipeline.operations import closing, deleting
from alur.pipeline.operations.designing import (
    create_pipeline,
    edit_pipeline,
)
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.moving import move
from alur.pipeline.operations.tracking import start_track
from alur.pipeline.operations.verifying import differences
from alur.pipeline.queries.design import CriterionDesign, StageDesign, StepDesign, design_of
from alur.pipeline.queries.gates import stages_of
from alur.pipeline.queries.totals import stage_totals
from tests.pipeline.designs import SALES, last_operation, with_stage, without_stage
from tests.world import NOW, World, days_ago

LATER = NOW + timedelta(hours=2)


def probabilities(world: World) -> list[int]:
    return [stage.probability for stage in stages_of(world.workspace.id, world.pipeline.id)]


def tracks(deal: Deal) -> dict[int, str]:
    rows = Track.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id)
    open_spells = TrackSpell.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id, until_at__isnull=True)
    found = {track.stage_id: track.state for track in rows}
    assert {spell.stage_id: spell.state for spell in open_spells} == found
    return found


def test_a_rep_may_not_change_pipelines(world: World) -> None:
    before = Event.objects.count()
    with pytest.raises(Refusal):
        create_pipeline(world.workspace.id, SALES, by=world.sari, at=NOW)
    with pytest.raises(Refusal):
        edit_pipeline(world.pipeline, with_stage(design_of(world.pipeline), 0, probability=1), by=world.sari, at=NOW)
    assert Event.objects.count() == before
    assert probabilities(world) == [10, 25, 40, 60, 85]


def test_every_fault_of_a_design_is_named_at_its_place_and_nothing_changes(world: World) -> None:
    design = with_stage(design_of(world.pipeline), 1, probability=101, rot_days=0, name_id="", name_en=" ")
    design = with_stage(design, 2, criteria=(CriterionDesign(field="f99"), CriterionDesign(step=StepDesign(""))))
    before = Event.objects.count()
    with pytest.raises(Refusals) as refused:
        edit_pipeline(world.pipeline, replace(design, name=" "), by=world.wati, at=NOW)
    assert {item.field for item in refused.value.items} == {
        "name",
        "stages.1.name_id",
        "stages.1.probability",
        "stages.1.rot_days",
        "stages.2.criteria.0.field",
        "stages.2.criteria.1.name",
    }
    assert Event.objects.count() == before
    assert probabilities(world) == [10, 25, 40, 60, 85]


def test_saving_a_pipeline_as_it_is_writes_nothing(world: World) -> None:
    before = Event.objects.count()
    edit_pipeline(world.pipeline, design_of(world.pipeline), by=world.wati, at=NOW)
    assert Event.objects.count() == before


def test_deals_follow_a_new_probability_and_those_set_by_hand_stay(world: World) -> None:
    follower = world.make_deal(stage=3, amount=1_000_000, at=days_ago(5))
    own = world.make_deal("Grinder", stage=3, amount=2_000_000, at=days_ago(5))
    edit(own, {"probability": 75}, by=world.sari, at=days_ago(4))
    edit_pipeline(world.pipeline, with_stage(design_of(world.pipeline), 3, probability=50), by=world.wati, at=NOW)
    assert world.reload(follower).probability == 50
    assert world.reload(own).probability == 75
    totals = stage_totals(world.wati, world.pipeline.id)[world.stages[3].id]
    assert (totals.amount, totals.weighted) == (3_000_000, 500_000 + 1_500_000)
    past = stage_totals(world.wati, world.pipeline.id, as_of=days_ago(1).date())[world.stages[3].id]
    assert past.weighted == 600_000 + 1_500_000
    assert differences(world.workspace.id) == []
    spells = list(DealSpell.objects.filter(deal_id=follower.id).order_by("from_at"))
    assert [(spell.probability, spell.until_at) for spell in spells] == [(60, NOW), (50, None)]
    event = Event.objects.get(id=spells[1].event_id or 0)
    assert (event.name, event.payload["to_probability"]) == ("deal.followed_pipeline", 50)


def test_closed_deals_keep_the_probability_they_ended_with_and_postponed_ones_follow(world: World) -> None:
    lost = world.make_deal(stage=3, at=days_ago(5))
    closing.close(lost, outcome="lost", reason="Harga", by=world.sari, at=days_ago(4))
    waiting = world.make_deal(stage=3, at=days_ago(5))
    closing.close(waiting, outcome="postponed", until=NOW.date() + timedelta(days=9), by=world.sari, at=days_ago(4))
    edit_pipeline(world.pipeline, with_stage(design_of(world.pipeline), 3, probability=50), by=world.wati, at=NOW)
    assert world.reload(lost).probability == 60
    assert world.reload(waiting).probability == 50
    assert differences(world.workspace.id) == []


def test_undo_puts_probabilities_back_where_no_one_has_set_another(world: World) -> None:
    first = world.make_deal(stage=3, amount=1_000_000, at=days_ago(5))
    second = world.make_deal(stage=3, amount=1_000_000, at=days_ago(5))
    chance = world.make_deal(stage=3, amount=1_000_000, at=days_ago(5), probability=50)
    edit_pipeline(world.pipeline, with_stage(design_of(world.pipeline), 3, probability=50), by=world.wati, at=NOW)
    operation_id = last_operation(world)
    edit(second, {"probability": 70}, by=world.sari, at=NOW + timedelta(hours=1))
    newcomer = world.make_deal(stage=3, at=NOW + timedelta(hours=1))
    undo(world.workspace.id, operation_id, by=world.wati, at=LATER)
    assert probabilities(world) == [10, 25, 40, 60, 85]
    assert [world.reload(deal).probability for deal in (first, second, chance, newcomer)] == [60, 70, 50, 60]
    assert differences(world.workspace.id) == []


def test_a_manager_may_undo_their_change_though_it_touched_deals_they_do_not_see(world: World) -> None:
    hidden = world.make_deal(stage=3, owner=world.tono, at=days_ago(5))
    edit_pipeline(world.pipeline, with_stage(design_of(world.pipeline), 3, probability=50), by=world.budi, at=NOW)
    assert world.reload(hidden).probability == 50
    with pytest.raises(NothingToUndo):
        undo(world.workspace.id, last_operation(world), by=world.sari, at=LATER)
    assert world.reload(hidden).probability == 50
    undo(world.workspace.id, last_operation(world), by=world.budi, at=LATER)
    assert world.reload(hidden).probability == 60


def test_a_removed_stage_names_where_its_open_deals_go(world: World) -> None:
    deal = world.make_deal(stage=2, at=days_ago(5))
    with pytest.raises(Refusals) as refused:
        edit_pipeline(world.pipeline, without_stage(world, 2), by=world.wati, at=NOW)
    assert refused.value.field == f"moves.{world.stages[2].id}"
    assert world.reload(deal).stage_id == world.stages[2].id
    assert len(stages_of(world.workspace.id, world.pipeline.id)) == 5


def test_deals_of_a_removed_stage_move_with_spells_tracks_and_totals(world: World) -> None:
    follower = world.make_deal(stage=2, amount=1_000_000, at=days_ago(5))
    own = world.make_deal(stage=2, amount=1_000_000, at=days_ago(5), probability=77)
    beside = world.make_deal(stage=1, amount=1_000_000, at=days_ago(5))
    start_track(beside, world.stages[2], by=world.sari, at=days_ago(4))
    edit_pipeline(world.pipeline, without_stage(world, 2, to=3), by=world.wati, at=NOW)
    first, second, third, fourth = (stage.id for stage in world.stages[:4])
    moved = world.reload(follower)
    assert (moved.stage_id, moved.probability, moved.stage_entered_at) == (fourth, 60, NOW)
    assert world.reload(own).probability == 77
    assert tracks(follower) == {first: "skipped", second: "skipped", third: "done", fourth: "active"}
    assert tracks(beside) == {first: "skipped", second: "active", third: "done"}
    assert stage_totals(world.wati, world.pipeline.id)[fourth].count == 2
    past = stage_totals(world.wati, world.pipeline.id, as_of=days_ago(1).date())
    assert (past[third].count, past.get(fourth)) == (2, None)
    assert differences(world.workspace.id) == []


def test_undo_brings_a_removed_stage_back_with_its_deals_and_their_tracks(world: World) -> None:
    deal = world.make_deal(stage=2, amount=1_000_000, at=days_ago(5))
    moved_on = world.make_deal(stage=2, amount=1_000_000, at=days_ago(5))
    before = tracks(deal)
    edit_pipeline(world.pipeline, without_stage(world, 2, to=1), by=world.wati, at=NOW)
    operation_id = last_operation(world)
    move(moved_on, to=world.stages[4], by=world.sari, at=NOW + timedelta(hours=1))
    undo(world.workspace.id, operation_id, by=world.wati, at=LATER)
    restored = world.reload(deal)
    assert (restored.stage_id, restored.probability) == (world.stages[2].id, 40)
    assert restored.stage_entered_at == days_ago(5)
    assert tracks(deal) == before
    assert world.reload(moved_on).stage_id == world.stages[4].id
    assert [one.id for one in stages_of(world.workspace.id, world.pipeline.id)] == [one.id for one in world.stages]
    assert differences(world.workspace.id) == []
    undo(world.workspace.id, last_operation(world), by=world.wati, at=LATER + timedelta(hours=1))
    assert world.reload(deal).stage_id == world.stages[1].id
    assert differences(world.workspace.id) == []


def test_a_deal_from_the_trash_comes_back_into_a_stage_that_is_there(world: World) -> None:
    deal = world.make_deal(stage=2, amount=1_000_000, at=days_ago(5))
    deleting.delete(deal, by=world.sari, at=days_ago(4))
    edit_pipeline(world.pipeline, without_stage(world, 2), by=world.wati, at=NOW)
    deleting.restore(world.reload(deal), by=world.sari, at=LATER)
    assert world.reload(deal).stage_id == world.stages[1].id
    assert differences(world.workspace.id) == []


def test_a_closed_deal_keeps_its_removed_stage_and_reopens_in_the_one_before(world: World) -> None:
    deal = world.make_deal(stage=2, amount=1_000_000, at=days_ago(5))
    closing.close(deal, outcome="lost", reason="Harga", by=world.sari, at=days_ago(4))
    edit_pipeline(world.pipeline, without_stage(world, 2), by=world.wati, at=NOW)
    assert world.reload(deal).stage_id == world.stages[2].id
    closing.reopen(world.reload(deal), by=world.sari, at=LATER)
    assert world.reload(deal).stage_id == world.stages[1].id
    assert tracks(deal)[world.stages[1].id] == "active"
    assert differences(world.workspace.id) == []
    undo(world.workspace.id, last_operation(world), by=world.sari, at=LATER + timedelta(hours=1))
    closed = world.reload(deal)
    assert (closed.status, closed.stage_id) == ("lost", world.stages[2].id)
    assert differences(world.workspace.id) == []


def test_undo_is_refused_where_deals_stand_in_a_stage_it_would_remove(world: World) -> None:
    design = design_of(world.pipeline)
    added = StageDesign(StageKind.CLOSING, "Kontrak", "Contract", 95)
    edit_pipeline(world.pipeline, replace(design, stages=(*design.stages, added)), by=world.wati, at=NOW)
    operation_id = last_operation(world)
    contract = Stage.objects.get(workspace_id=world.workspace.id, name_en="Contract")
    deal = world.make_deal(stage=contract)
    with pytest.raises(Conflict):
        undo(world.workspace.id, operation_id, by=world.wati, at=LATER)
    assert world.reload(contract).deleted_at is None
    deleting.delete(deal, by=world.sari, at=LATER)
    move_out = world.reload(deal)
    assert move_out.deleted_at is not None


def test_undo_is_refused_where_the_pipeline_was_changed_since(world: World) -> None:
    edit_pipeline(world.pipeline, with_stage(design_of(world.pipeline), 3, probability=50), by=world.wati, at=NOW)
    operation_id = last_operation(world)
    edit_pipeline(world.pipeline, with_stage(design_of(world.pipeline), 3, probability=55), by=world.wati, at=NOW)
    with pytest.raises(Conflict):
        undo(world.workspace.id, operation_id, by=world.wati, at=LATER)
    assert probabilities(world)[3] == 55


def test_the_second_of_two_editors_is_told_and_overwrites_nothing(world: World) -> None:
    seen = world.pipeline.updated_at
    design = design_of(world.pipeline)
    edit_pipeline(world.pipeline, with_stage(design, 0, probability=12), by=world.budi, at=NOW, if_updated_at=seen)
    with pytest.raises(Conflict):
        edit_pipeline(world.pipeline, with_stage(design, 1, probability=30), by=world.wati, at=NOW, if_updated_at=seen)
    assert probabilities(world) == [12, 25, 40, 60, 85]


def test_many_deals_follow_in_a_fixed_number_of_statements_for_each_batch(
    world: World, django_assert_max_num_queries: Any
) -> None:
    deals = [world.make_deal(f"Deal {n}", stage=2, amount=1_000_000, at=days_ago(5)) for n in range(30)]
    design = without_stage(world, 2, to=3)
    with django_assert_max_num_queries(60):
        edit_pipeline(world.pipeline, design, by=world.wati, at=NOW)
    assert {world.reload(deal).stage_id for deal in deals} == {world.stages[3].id}
    assert differences(world.workspace.id) == []
