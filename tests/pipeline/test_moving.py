from __future__ import annotations

import pytest

from alur.events.models import Event
from alur.events.undoing import undo
from alur.kernel.refusal import Conflict, Refusal
from alur.pipeline.models import Criterion, Deal, DealSpell, Demand, Stage, Track
from alur.pipeline.operations import closing
from alur.pipeline.operations.moving import move
from alur.pipeline.operations.verifying import differences
from alur.pipeline.queries.gates import GateRefused
from tests.world import NOW, World, days_ago


def require(world: World, stage: Stage, field: str, demand: str = Demand.REQUIRED) -> Criterion:
    return Criterion.objects.create(workspace_id=world.workspace.id, stage_id=stage.id, field=field, demand=demand)


def tracks(deal: Deal) -> dict[int, str]:
    rows = Track.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id)
    return {track.stage_id: track.state for track in rows}


def test_a_moved_deal_stands_in_its_new_stage_with_that_stages_probability(world: World) -> None:
    deal = world.make_deal(at=days_ago(5))
    result = move(deal, to=world.stages[2], by=world.sari, at=NOW)
    deal = world.reload(deal)
    assert (deal.stage_id, deal.probability) == (world.stages[2].id, 40)
    assert deal.stage_entered_at == NOW
    assert result.operation_id is not None
    assert differences(world.workspace.id) == []


def test_a_move_ends_the_stage_it_leaves_and_skips_the_ones_it_passes(world: World) -> None:
    deal = world.make_deal(at=days_ago(5))
    move(deal, to=world.stages[2], by=world.sari, at=NOW)
    first, second, third = (stage.id for stage in world.stages[:3])
    assert tracks(deal) == {first: "done", second: "skipped", third: "active"}


def test_a_stage_with_a_required_step_open_goes_on_running_beside_the_next(world: World) -> None:
    deal = world.make_deal(at=days_ago(5), stage=3)
    Criterion.objects.filter(workspace_id=world.workspace.id, stage_id=world.stages[3].id).update(demand="required")
    with pytest.raises(GateRefused):
        move(deal, to=world.stages[4], by=world.budi, at=NOW)
    move(deal, to=world.stages[4], by=world.budi, at=NOW, override_reason="The owner agreed by phone")
    assert tracks(deal)[world.stages[3].id] == "active"
    assert tracks(deal)[world.stages[4].id] == "active"


def test_moving_to_the_same_stage_writes_nothing(world: World) -> None:
    deal = world.make_deal(at=days_ago(5))
    before = Event.objects.count()
    result = move(deal, to=world.stages[0], by=world.sari, at=NOW)
    assert result.operation_id is None
    assert Event.objects.count() == before


def test_a_required_field_stops_a_move_and_nothing_changes(world: World) -> None:
    deal = world.make_deal(at=days_ago(5))
    require(world, world.stages[1], "expected_close_on")
    before = Event.objects.count()
    with pytest.raises(GateRefused) as refusal:
        move(deal, to=world.stages[3], by=world.sari, at=NOW)
    assert [one.field for one in refusal.value.unmet if one.is_required] == ["expected_close_on"]
    assert world.reload(deal).stage_id == world.stages[0].id
    assert Event.objects.count() == before
    assert differences(world.workspace.id) == []


def test_a_criterion_of_a_stage_that_is_not_left_does_not_matter(world: World) -> None:
    deal = world.make_deal(at=days_ago(5))
    require(world, world.stages[3], "expected_close_on")
    move(deal, to=world.stages[3], by=world.sari, at=NOW)
    assert world.reload(deal).stage_id == world.stages[3].id


def test_moving_back_meets_no_gate(world: World) -> None:
    deal = world.make_deal(at=days_ago(5), stage=2)
    for stage in world.stages[:3]:
        require(world, stage, "expected_close_on")
    move(deal, to=world.stages[0], by=world.sari, at=NOW)
    assert world.reload(deal).stage_id == world.stages[0].id


def test_an_asked_criterion_lets_the_deal_pass_and_is_named(world: World) -> None:
    deal = world.make_deal(at=days_ago(5))
    require(world, world.stages[0], "expected_close_on", Demand.ASKED)
    result = move(deal, to=world.stages[1], by=world.sari, at=NOW)
    assert "expected_close_on" in [one.field for one in result.unmet]


def test_a_rep_cannot_override_a_gate_but_her_manager_can_with_a_reason(world: World) -> None:
    deal = world.make_deal(at=days_ago(5))
    require(world, world.stages[0], "expected_close_on")
    with pytest.raises(Refusal):
        move(deal, to=world.stages[1], by=world.sari, at=NOW, override_reason="I know them")
    assert world.reload(deal).stage_id == world.stages[0].id
    move(deal, to=world.stages[1], by=world.budi, at=NOW, override_reason="Known customer")
    moved = Event.objects.filter(name="deal.moved").order_by("-position").first()
    assert moved is not None
    assert moved.payload["override_reason"] == "Known customer"


def test_winning_meets_the_gates_of_all_stages(world: World) -> None:
    deal = world.make_deal(at=days_ago(5))
    require(world, world.stages[4], "expected_close_on")
    with pytest.raises(GateRefused):
        closing.close(deal, outcome="won", by=world.sari, at=NOW)
    closing.close(deal, outcome="lost", reason="Harga", by=world.sari, at=NOW)
    deal = world.reload(deal)
    assert deal.status == "lost"
    assert deal.reason is not None
    assert deal.reason.name_en == "Price"


def test_undoing_a_move_brings_back_stage_probability_and_tracks(world: World) -> None:
    deal = world.make_deal(at=days_ago(5))
    entered, before = deal.stage_entered_at, tracks(deal)
    result = move(deal, to=world.stages[3], by=world.sari, at=days_ago(1))
    assert result.operation_id
    undo(world.workspace.id, result.operation_id, by=world.sari, at=NOW)
    deal = world.reload(deal)
    assert (deal.stage_id, deal.probability, deal.stage_entered_at) == (world.stages[0].id, 10, entered)
    assert tracks(deal) == before
    assert differences(world.workspace.id) == []


def test_a_move_that_was_moved_on_from_is_not_undone(world: World) -> None:
    deal = world.make_deal(at=days_ago(5))
    first = move(deal, to=world.stages[1], by=world.sari, at=days_ago(2))
    move(deal, to=world.stages[2], by=world.sari, at=days_ago(1))
    assert first.operation_id
    with pytest.raises(Conflict):
        undo(world.workspace.id, first.operation_id, by=world.sari, at=NOW)
    assert world.reload(deal).stage_id == world.stages[2].id
    assert differences(world.workspace.id) == []


def test_an_undo_can_be_undone_but_not_twice(world: World) -> None:
    deal = world.make_deal(at=days_ago(5))
    result = move(deal, to=world.stages[2], by=world.sari, at=days_ago(2))
    assert result.operation_id
    undone = undo(world.workspace.id, result.operation_id, by=world.sari, at=days_ago(1))
    with pytest.raises(Conflict):
        undo(world.workspace.id, result.operation_id, by=world.sari, at=NOW)
    undo(world.workspace.id, undone.id, by=world.sari, at=NOW)
    assert world.reload(deal).stage_id == world.stages[2].id
    assert differences(world.workspace.id) == []


def test_a_deal_always_has_one_open_spell_without_gap_or_overlap(world: World) -> None:
    deal = world.make_deal(at=days_ago(9))
    for number, stage in enumerate((2, 1, 4, 0)):
        move(deal, to=world.stages[stage], by=world.sari, at=days_ago(8 - number))
    spells = list(DealSpell.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id).order_by("from_at"))
    assert [spell.until_at for spell in spells[:-1]] == [spell.from_at for spell in spells[1:]]
    assert spells[-1].until_at is None
