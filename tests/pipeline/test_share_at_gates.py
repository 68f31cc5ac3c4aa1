"""A stage can demand so much of the data that it needs: the same at every gate, with the same words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from alur.events.models import Event
from alur.events.undoing import undo
from alur.kernel.refusal import Refusals
from alur.pipeline.models import Deal, Demand
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.creating import NewDeal, create
from alur.pipeline.operations.designing import edit_pipeline
from alur.pipeline.operations.many.moving import judge_moves
from alur.pipeline.operations.moving import move
from alur.pipeline.operations.needing import set_needs
from alur.pipeline.queries.design import CriterionDesign, StepDesign, design_of
from alur.pipeline.queries.design_effect import effect_of
from alur.pipeline.queries.gates import GateRefused, stages_to_leave, unmet_criteria
from alur.pipeline.queries.needs import Need
from tests.pipeline.designs import with_stage
from tests.world import NOW, World, sign_in

HALF = CriterionDesign(field="completeness", demand="required", at_least=50)
SAID = (
    "Data minimal 50% lengkap (kurang: perkiraan tutup, sumber)",
    "Data at least 50% complete (missing: expected close, source)",
)


def ask(world: World, *criteria: CriterionDesign, stage: int = 0) -> None:
    edit_pipeline(
        world.pipeline, with_stage(design_of(world.pipeline), stage, criteria=criteria), by=world.wati, at=NOW
    )
    world.pipeline.refresh_from_db()


@pytest.fixture
def half(world: World) -> World:
    """To leave the first stage half of value 1, expected close 3, source 2 must be there."""
    set_needs(
        world.pipeline,
        [Need("value", 1), Need("expected_close_on", 3), Need("source", 2)],
        by=world.wati,
        at=NOW,
    )
    ask(world, HALF)
    return world


def refused(caught: Any) -> tuple[int, tuple[str, str], tuple[str, ...]]:
    (one,) = (one for one in caught.value.unmet if one.is_required)
    return one.percent, one.names, one.lacks


def test_a_move_a_win_and_a_beginning_further_on_all_meet_it_and_name_what_is_missing(half: World) -> None:
    deal = half.make_deal(amount=1_000_000)
    found = 16, SAID, ("expected_close_on", "source")
    with pytest.raises(GateRefused) as caught:
        move(deal, to=half.stages[2], by=half.sari, at=NOW)
    assert refused(caught) == found
    with pytest.raises(GateRefused) as caught:
        close(deal, outcome="won", by=half.sari, at=NOW)
    assert refused(caught) == found
    with pytest.raises(GateRefused) as caught:
        create(half.workspace, NewDeal("Grinder", stage=half.stages[1], currency_amount=1), by=half.sari, at=NOW)
    assert refused(caught) == found
    (judged,) = judge_moves([half.reload(deal)], half.stages[1], at=NOW)
    assert isinstance(judged.refusal, GateRefused)
    assert judged.refusal.unmet[0].names == SAID
    assert half.reload(deal).stage_id == half.stages[0].id
    day = NOW.date() + timedelta(days=9)
    made = create(half.workspace, NewDeal("Mesin", stage=half.stages[1], expected_close_on=day), by=half.sari, at=NOW)
    assert made.unmet == []


def test_one_that_is_only_asked_lets_the_deal_go_on_and_says_what_is_missing(half: World) -> None:
    ask(half, replace(HALF, demand=Demand.ASKED))
    moved = move(half.make_deal(amount=1), to=half.stages[1], by=half.sari, at=NOW)
    assert [one.names for one in moved.unmet] == [SAID]


def test_the_gate_takes_what_is_missing_in_place_and_the_deal_goes_on(client: Client, half: World) -> None:
    deal = half.make_deal(amount=1_000_000)
    sari = sign_in(client, half.sari)
    to = str(half.stages[1].id)
    html = sari.post(f"/deals/{deal.id}/stage/", {"stage": to}).text
    assert 'name="expected_close_on"' in html
    assert 'name="source"' in html
    answer = sari.post(f"/deals/{deal.id}/gate/", {"stage": to})
    assert answer.status_code == 409
    assert 'id="err-completeness"' in answer.text
    assert sari.post(f"/deals/{deal.id}/gate/", {"stage": to, "expected_close_on": "2026-12-18"}).status_code == 302
    assert half.reload(deal).stage_id == half.stages[1].id
    undo(half.workspace.id, Event.objects.latest("position").operation_id, by=half.sari, at=NOW)
    assert (half.reload(deal).stage_id, half.reload(deal).expected_close_on) == (half.stages[0].id, None)


def test_a_share_counts_what_the_stage_it_stands_in_needs(half: World) -> None:
    """Two gates on the way, each by its own stage's needs."""
    set_needs(half.pipeline, [Need("value", 1), Need("source", 9 // 3, half.stages[1].id)], by=half.wati, at=NOW)
    ask(half, HALF, stage=1)
    deal: Deal = half.make_deal(amount=1)
    (one,) = unmet_criteria(deal, stages_to_leave(deal, half.stages[2]))
    assert (one.stage_id, one.percent, one.lacks) == (half.stages[1].id, 25, ("source",))


def test_its_percentage_is_from_1_to_100_and_belongs_to_it_alone(world: World) -> None:
    for wrong in (
        replace(HALF, at_least=None),
        replace(HALF, at_least=101),
        CriterionDesign(field="value", at_least=50),
        CriterionDesign(step=StepDesign("Isi data", evidence="field", detail="completeness")),
    ):
        with pytest.raises(Refusals):
            ask(world, wrong)


def test_saving_says_whom_a_stricter_share_would_hold_back(half: World) -> None:
    half.make_deal(amount=1)
    half.make_deal(amount=1, expected_close_on=NOW.date())
    design = design_of(half.pipeline)
    all_of_it = with_stage(design, 0, criteria=(replace(design.stages[0].criteria[0], at_least=100),))
    assert effect_of(half.pipeline, all_of_it, member=half.wati, now=NOW).missing.count == 2
    less = with_stage(design, 0, criteria=(replace(design.stages[0].criteria[0], at_least=10),))
    assert effect_of(half.pipeline, less, member=half.wati, now=NOW).missing.count == 0
    edit_pipeline(half.pipeline, less, by=half.wati, at=NOW)
    assert design_of(half.pipeline).stages[0].criteria[0].at_least == 10
    undo(half.workspace.id, Event.objects.latest("position").operation_id, by=half.wati, at=NOW)
    assert design_of(half.pipeline).stages[0].criteria[0].at_least == 50
