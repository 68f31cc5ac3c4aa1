"""The dots of a board's cards: which of the stages that run have a step whose day is over, now and on days before."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alur.pipeline.models import Deal, Stage, Step
from alur.pipeline.operations.designing import edit_pipeline
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.moving import move
from alur.pipeline.operations.parts import add_evidence, remove_evidence, set_people
from alur.pipeline.operations.tracking import start_track
from alur.pipeline.queries.board_filter import BoardFilter
from alur.pipeline.queries.cards import column_cards, dress, past_cards
from alur.pipeline.queries.deal_page import deal_page
from alur.pipeline.queries.design import CriterionDesign, StepDesign, StepPlan, design_of
from alur.pipeline.queries.tracks_of import tracks_of
from tests.pipeline.designs import with_stage
from tests.world import NOW, World, days_ago, sign_in

TODAY = NOW.date()
FIELDS = ("value", "people", "lines", "source", "expected_close_on", "next_step", "organization")


def _step(name: str, evidence: str = "note", detail: str = "", **plan: object) -> CriterionDesign:
    return CriterionDesign(step=StepDesign(name, name, evidence, detail, StepPlan(**plan)))  # type: ignore[arg-type]


def _with_steps(world: World, stage: int, *steps: CriterionDesign) -> None:
    edit_pipeline(world.pipeline, with_stage(design_of(world.pipeline), stage, criteria=steps), by=world.wati, at=NOW)


def _row(world: World, name: str) -> Step:
    found: Step = Step.objects.select_related("stage").get(
        workspace_id=world.workspace.id, name_en=name, deleted_at__isnull=True
    )
    return found


def _late(world: World, stage: Stage, as_of: date | None = None) -> dict[str, list[int]]:
    """By title of the cards in a stage, the places of the stages that their dots call late."""
    own = {"wanted": BoardFilter(), "limit": 50}
    cards = (
        past_cards(world.wati, world.pipeline.id, stage.id, as_of=as_of, **own).cards  # type: ignore[arg-type]
        if as_of
        else column_cards(world.wati, world.pipeline.id, stage.id, **own).cards  # type: ignore[arg-type]
    )
    dress(world.workspace.id, cards, pipeline_id=world.pipeline.id, today=TODAY, as_of=as_of)
    order = [one.id for one in world.stages]
    return {card.title: sorted(order.index(one) for one in card.late) for card in cards}


def test_a_step_past_its_day_shows_at_its_own_stage_and_no_longer_once_it_is_done(world: World) -> None:
    """Relasi runs beside Kontak, where the deal stands; the step of Relasi is late."""
    _with_steps(world, 2, _step("Telepon", due_days=40))
    _with_steps(world, 3, _step("Kunjungi", due_days=3))
    deal = world.make_deal("Puri", stage=2, at=days_ago(9))
    start_track(deal, world.stages[3], by=world.sari, at=days_ago(4))
    assert _late(world, world.stages[2]) == {"Puri": [3]}
    assert "langkah terlambat: Relasi" in sign_in(Client(), world.sari).get("/deals/").content.decode()
    add_evidence(deal, _row(world, "Kunjungi"), label="Sudah", by=world.sari, at=NOW)
    assert _late(world, world.stages[2]) == {"Puri": []}


def test_a_day_of_the_past_shows_what_was_late_then(world: World) -> None:
    """Late from the 4th day, shown on the 6th day, taken back on the 8th."""
    _with_steps(world, 2, _step("Kunjungi", due_days=3))
    deal = world.make_deal("Puri", stage=2, at=days_ago(9))
    given_at = add_evidence(deal, _row(world, "Kunjungi"), label="Sudah", by=world.sari, at=days_ago(3))
    remove_evidence(given_at, by=world.sari, at=days_ago(1))
    seen = {days: _late(world, world.stages[2], TODAY - timedelta(days=days))["Puri"] for days in (8, 6, 5, 4, 3, 2, 1)}
    assert seen == {8: [], 6: [], 5: [2], 4: [2], 3: [], 2: [], 1: [2]}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    plans=st.lists(
        st.tuples(
            st.sampled_from(["note", *FIELDS]),
            st.none() | st.integers(0, 12),
            st.sampled_from(["stage", "deal", "step", "close"]),
            st.booleans(),
        ),
        min_size=1,
        max_size=4,
    ),
    shown=st.sets(st.integers(0, 3)),
    filled=st.sets(st.sampled_from(FIELDS)),
    runs_beside=st.booleans(),
)
def test_the_dots_say_of_each_card_what_the_lanes_say_of_its_deal(
    world: World, plans: list[tuple[str, int | None, str, bool]], shown: set[int], filled: set[str], runs_beside: bool
) -> None:
    for stage in (1, 2):
        steps = [
            _step(
                f"{place} of {stage}",
                "note" if kind == "note" else "field",
                "" if kind == "note" else kind,
                due_days=days,
                due_from=since,
                may_start_early=early,
            )
            for place, (kind, days, since, early) in enumerate(plans)
        ]
        _with_steps(world, stage, *steps)
    deal = world.make_deal(f"Deal {Deal.objects.count()}", stage=0, at=days_ago(12))
    move(deal, to=world.stages[1], by=world.sari, at=days_ago(6))
    if runs_beside:
        start_track(deal, world.stages[2], by=world.sari, at=days_ago(3))
    _fill(world, deal, filled)
    for place, (kind, *_rest) in enumerate(plans):
        if kind == "note" and place in shown:
            add_evidence(deal, _row(world, f"{place} of 1"), label="Ada", by=world.sari, at=days_ago(5))
    found = Deal.objects.select_related("stage", "owner").get(workspace_id=deal.workspace_id, id=deal.id)
    lanes = deal_page(found, today=TODAY).lanes
    late = [place for place, lane in enumerate(lanes) if lane.late]
    assert _late(world, world.stages[1])[deal.title] == late
    listed = tracks_of(world.workspace.id, [deal.id], today=TODAY)[deal.id]
    assert listed.late == {world.stages[place].id for place in late}


def _fill(world: World, deal: Deal, filled: Collection[str]) -> None:
    if "value" in filled:
        edit(deal, {"value": (5_000_000, "IDR")}, by=world.sari, at=days_ago(5))
    if "expected_close_on" in filled:
        edit(deal, {"expected_close_on": TODAY + timedelta(days=4)}, by=world.sari, at=days_ago(5))
    if "people" in filled:
        set_people(deal, [(world.make_person().id, "")], by=world.sari, at=days_ago(5))
