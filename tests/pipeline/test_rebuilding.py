"""A change that many deals follow goes in short pieces of one operation: with progress and a stop, undone as one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client

from alur.events.models import Event
from alur.events.undoing import undo
from alur.kernel.refusal import Conflict
from alur.pipeline.models import ChangeState, Deal, PipelineChange, Stage, Track
from alur.pipeline.operations import designing, rebuilding
from alur.pipeline.operations.designing import edit_pipeline
from alur.pipeline.operations.following import follow
from alur.pipeline.operations.moving import move
from alur.pipeline.operations.rebuilding import follow_changes, follow_piece, stop_change
from alur.pipeline.operations.tracking import start_track
from alur.pipeline.operations.verifying import differences
from alur.pipeline.queries.design import design_of
from alur.pipeline.queries.gates import stages_of
from tests.pipeline.designs import with_stage, without_stage
from tests.world import NOW, World, days_ago, sign_in

Standing = tuple[int, int, tuple[tuple[int, str], ...]]


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Three deals are many, and two go at a time."""
    monkeypatch.setattr(designing, "AT_ONCE", 3)
    monkeypatch.setattr(rebuilding, "PIECE", 2)
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def deals(world: World) -> list[Deal]:
    """Seven in the third stage, one with a probability of its own; one beside with a track there; one far ahead."""
    many = [world.make_deal(f"Mesin {number}", stage=2, amount=1_000_000, at=days_ago(5)) for number in range(6)]
    many.append(world.make_deal("Sendiri", stage=2, amount=1_000_000, probability=77, at=days_ago(5)))
    beside = world.make_deal("Jalur", stage=1, amount=1_000_000, at=days_ago(5))
    start_track(beside, world.stages[2], by=world.sari, at=days_ago(4))
    return [*many, beside, world.make_deal("Jauh", stage=4, amount=1_000_000, at=days_ago(5))]


def standings(world: World) -> dict[str, Standing]:
    tracks: dict[int, list[tuple[int, str]]] = {}
    for track in Track.objects.filter(workspace_id=world.workspace.id).order_by("stage_id"):
        tracks.setdefault(track.deal_id, []).append((track.stage_id, track.state))
    rows = Deal.objects.filter(workspace_id=world.workspace.id)
    return {one.title: (one.stage_id, one.probability, tuple(tracks[one.id])) for one in rows}


def remove_third(world: World) -> PipelineChange:
    edit_pipeline(world.pipeline, without_stage(world, 2, to=3), by=world.wati, at=NOW)
    return PipelineChange.objects.latest("created_at")


def run(change: PipelineChange) -> PipelineChange:
    while follow_changes():
        pass
    change.refresh_from_db()
    return change


def ids(world: World) -> list[int]:
    return [stage.id for stage in stages_of(world.workspace.id, world.pipeline.id)]


def test_many_deals_follow_in_pieces_and_the_stage_goes_last(world: World, deals: list[Deal]) -> None:
    change = remove_third(world)
    third = world.stages[2].id
    assert (change.state, third in ids(world)) == (ChangeState.RUNNING, True)
    assert world.reload(deals[0]).stage_id == third
    change = follow_piece(change)
    assert (change.moved, third in ids(world)) == (2, True)
    change = run(change)
    assert (change.state, change.moved, third in ids(world)) == (ChangeState.DONE, 8, False)
    assert change.total >= 6, "counted when the worker first came to it"
    assert Deal.objects.filter(workspace_id=world.workspace.id, stage_id=world.stages[3].id).count() == 7
    assert world.reload(deals[6]).probability == 77
    assert world.reload(deals[0]).probability == 60
    assert differences(world.workspace.id) == []
    events = Event.objects.filter(workspace_id=world.workspace.id, operation_id=change.operation_id)
    assert events.filter(name="deal.followed_pipeline").count() == 8
    assert set(events.values_list("actor_id", flat=True)) == {world.wati.id}


def test_in_pieces_or_at_once_the_end_is_the_same(
    world: World, deals: list[Deal], monkeypatch: pytest.MonkeyPatch
) -> None:
    design = with_stage(without_stage(world, 2, to=3), 1, probability=33)
    before = standings(world)
    edit_pipeline(world.pipeline, design, by=world.wati, at=NOW)
    change = run(PipelineChange.objects.latest("created_at"))
    in_pieces = standings(world)
    undo(world.workspace.id, change.operation_id, by=world.wati, at=NOW)
    run(change)
    assert standings(world) == before
    monkeypatch.setattr(designing, "AT_ONCE", 1_000)
    edit_pipeline(world.pipeline, design, by=world.wati, at=NOW + timedelta(hours=1))
    assert standings(world) == in_pieces
    assert differences(world.workspace.id) == []


def test_undo_takes_all_pieces_back_as_one_and_can_itself_be_undone(world: World, deals: list[Deal]) -> None:
    before = standings(world)
    change = run(remove_third(world))
    after = standings(world)
    moved_on = world.reload(deals[0])
    move(moved_on, to=world.stages[4], by=world.sari, at=NOW)
    act = undo(world.workspace.id, change.operation_id, by=world.wati, at=NOW)
    assert world.stages[2].id in ids(world)
    back = run(PipelineChange.objects.get(operation_id=act.id))
    assert back.state == ChangeState.DONE
    now = standings(world)
    assert now.pop(moved_on.title)[0] == world.stages[4].id
    assert now == {title: one for title, one in before.items() if title != moved_on.title}
    assert ids(world) == [stage.id for stage in world.stages]
    assert differences(world.workspace.id) == []
    with pytest.raises(Conflict):
        undo(world.workspace.id, change.operation_id, by=world.wati, at=NOW)
    again = undo(world.workspace.id, act.id, by=world.wati, at=NOW)
    run(PipelineChange.objects.get(operation_id=again.id))
    forth = standings(world)
    forth.pop(moved_on.title)
    assert forth == {title: one for title, one in after.items() if title != moved_on.title}
    assert differences(world.workspace.id) == []


def test_a_stop_leaves_a_pipeline_that_works_and_undo_takes_back_what_moved(world: World, deals: list[Deal]) -> None:
    before = standings(world)
    change = follow_piece(remove_third(world))
    stop_change(change)
    change = run(change)
    assert (change.state, change.moved) == (ChangeState.STOPPED, 2)
    assert world.stages[2].id in ids(world)
    assert Deal.objects.filter(workspace_id=world.workspace.id, stage_id=world.stages[3].id).count() == 2
    assert differences(world.workspace.id) == []
    move(world.reload(deals[5]), to=world.stages[4], by=world.sari, at=NOW)
    undo(world.workspace.id, change.operation_id, by=world.wati, at=NOW)
    run(change)
    now = standings(world)
    assert {title for title in before if before[title] != now[title]} == {deals[5].title}


def test_who_is_put_into_the_doomed_stage_meanwhile_is_taken_along(world: World, deals: list[Deal]) -> None:
    change = remove_third(world)
    while change.phase == rebuilding.FORWARD and change.cursor < deals[7].id:
        change = follow_piece(change)
    move(world.reload(deals[0]), to=world.stages[2], by=world.sari, at=NOW)
    change = run(change)
    assert change.state == ChangeState.DONE
    assert world.reload(deals[0]).stage_id == world.stages[3].id
    assert differences(world.workspace.id) == []


def test_another_change_waits_until_the_deals_are_through(world: World, deals: list[Deal]) -> None:
    change = remove_third(world)
    with pytest.raises(Conflict, match="still follow"):
        edit_pipeline(world.pipeline, replace(design_of(world.pipeline), name="Lain"), by=world.wati, at=NOW)
    with pytest.raises(Conflict, match="still follow"):
        undo(world.workspace.id, change.operation_id, by=world.wati, at=NOW)
    run(change)
    edit_pipeline(world.pipeline, replace(design_of(world.pipeline), name="Lain"), by=world.wati, at=NOW)


def test_what_a_crash_interrupts_goes_on_with_the_next_deal(
    world: World, deals: list[Deal], monkeypatch: pytest.MonkeyPatch
) -> None:
    change = follow_piece(remove_third(world))

    def break_down(*args: Any) -> None:
        follow(*args)
        raise OperationalError("the power is gone")

    monkeypatch.setattr(rebuilding, "follow", break_down)
    with pytest.raises(OperationalError):
        follow_changes()
    change.refresh_from_db()
    assert change.moved == 2
    monkeypatch.setattr(rebuilding, "follow", follow)
    assert run(change).moved == 8
    assert differences(world.workspace.id) == []


def test_a_probability_that_many_take_over_reaches_them_and_comes_back(world: World, deals: list[Deal]) -> None:
    edit_pipeline(world.pipeline, with_stage(design_of(world.pipeline), 2, probability=50), by=world.wati, at=NOW)
    change = PipelineChange.objects.latest("created_at")
    assert Stage.objects.get(workspace_id=world.workspace.id, id=world.stages[2].id).probability == 50
    run(change)
    assert sorted(world.reload(deal).probability for deal in deals[:7]) == [50] * 6 + [77]
    late = world.make_deal("Baru", stage=2, at=NOW + timedelta(seconds=5))
    act = undo(world.workspace.id, change.operation_id, by=world.wati, at=NOW + timedelta(minutes=1))
    run(PipelineChange.objects.get(operation_id=act.id))
    assert sorted(world.reload(deal).probability for deal in deals[:7]) == [40] * 6 + [77]
    assert world.reload(late).probability == 40
    assert differences(world.workspace.id) == []


def test_the_page_shows_how_far_it_is_stops_it_and_offers_the_undo(
    client: Client, world: World, deals: list[Deal]
) -> None:
    change = remove_third(world)
    rebuilding._count(change)
    change = follow_piece(change)
    sign_in(client, world.wati)
    place = f"/settings/pipelines/{world.pipeline.id}/"
    assert "2 dari 8 deal" in client.get(place).text
    assert "2 dari 8 deal" in client.get(f"{place}change/").text
    assert client.post(f"{place}change/").status_code == 302
    run(change)
    assert client.get(f"{place}change/").headers["HX-Redirect"] == place
    html = client.get(place).text
    assert "Dihentikan di tengah jalan" in html
    assert f"/operations/{change.operation_id}/undo/" in html
    sign_in(client, world.sari)
    assert client.post(f"{place}change/").status_code == 404
