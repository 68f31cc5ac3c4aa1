"""The kept totals are their sums, now and on any past day, whatever is done in whatever order."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alur.events.models import Event
from alur.events.undoing import NothingToUndo, undo
from alur.kernel.dates import day_bounds
from alur.kernel.money import weighted
from alur.kernel.refusal import Refusal
from alur.pipeline.models import Deal, DealSpell, StageTotal
from alur.pipeline.operations import closing, deleting, editing, moving
from alur.pipeline.operations.verifying import differences, repair
from alur.pipeline.queries.board_filter import BoardFilter
from alur.pipeline.queries.totals import Totals, stage_totals
from tests.world import JAKARTA, NOW, World, days_ago

KINDS = ("move", "value", "owner", "close", "wait", "twice", "reopen", "delete", "restore", "undo")
ACTS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 3), st.integers(0, 4)),
    min_size=1,
    max_size=14,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(acts=ACTS)
@pytest.mark.django_db
def test_totals_stay_equal_to_their_sums(world: World, acts: list[tuple[str, int, int]]) -> None:
    deals = [world.make_deal(f"Deal {n}", at=days_ago(40), amount=1_000_001 * n) for n in range(4)]
    for number, (act, which, how) in enumerate(acts):
        try:
            _do(world, act, deals[which], how, days_ago(39) + timedelta(hours=19 * number))
        except (Refusal, NothingToUndo, Deal.DoesNotExist):
            pass
        assert differences(world.workspace.id) == []
    for day in range(0, 40, 5):
        as_of = days_ago(day).date()
        assert stage_totals(world.wati, world.pipeline.id, as_of=as_of) == _summed(world, as_of)


def _do(world: World, act: str, deal: Deal, how: int, at: object) -> None:
    moment: dict[str, object] = {"by": world.wati, "at": at}
    if act == "move":
        moving.move(deal, to=world.stages[how], **moment)  # type: ignore[arg-type]
    elif act == "value":
        editing.edit(deal, {"value": (how * 777_777, "IDR")}, **moment)  # type: ignore[arg-type]
    elif act == "owner":
        owner = [world.sari, world.dewi, world.tono, None, world.budi][how]
        editing.edit(deal, {"owner_id": owner.id if owner else None}, **moment)  # type: ignore[arg-type]
    elif act == "close":
        closing.close(deal, outcome=["won", "lost", "not_a_fit", "lost", "won"][how], reason="Harga", **moment)  # type: ignore[arg-type]
    elif act == "wait":
        closing.close(deal, outcome="postponed", until=NOW.date() + timedelta(days=30), **moment)  # type: ignore[arg-type]
    elif act == "twice":
        moving.move(deal, to=world.stages[how], **moment)  # type: ignore[arg-type]
        editing.edit(deal, {"value": (how * 555_555, "IDR")}, **moment)  # type: ignore[arg-type]
    elif act == "reopen":
        closing.reopen(deal, **moment)  # type: ignore[arg-type]
    elif act == "delete":
        deleting.delete(deal, **moment)  # type: ignore[arg-type]
    elif act == "restore":
        deleting.restore(deal, **moment)  # type: ignore[arg-type]
    else:
        last = Event.objects.filter(workspace_id=world.workspace.id).order_by("-position")[how]
        undo(world.workspace.id, last.operation_id, **moment)  # type: ignore[arg-type]


def _summed(world: World, as_of: object) -> dict[int, Totals]:
    until = day_bounds(as_of, JAKARTA)[1]  # type: ignore[arg-type]
    sums: dict[int, Totals] = defaultdict(Totals)
    for spell in DealSpell.objects.filter(workspace_id=world.workspace.id, deal__deleted_at__isnull=True):
        if spell.status == "open" and spell.from_at < until and (spell.until_at is None or spell.until_at >= until):
            sums[spell.stage_id] += Totals(1, spell.amount, weighted(spell.amount, spell.probability))
    return dict(sums)


def test_totals_cover_exactly_what_the_viewer_may_see(world: World) -> None:
    for owner, amount in ((world.sari, 100), (world.dewi, 1_000), (world.tono, 10_000), (None, 100_000)):
        world.make_deal(owner=owner, amount=amount)
    stage, pipeline = world.stages[0].id, world.pipeline.id

    def seen(member: object) -> int:
        return stage_totals(member, pipeline)[stage].amount  # type: ignore[arg-type]

    assert seen(world.sari) == 100_100
    assert seen(world.budi) == 101_100
    assert seen(world.wati) == seen(world.vina) == 111_100
    assert stage_totals(world.sari, pipeline, wanted=BoardFilter(owners=frozenset({world.tono.id}))) == {}
    assert stage_totals(world.citra, pipeline) == {}


def test_a_rep_sees_the_teams_deals_once_the_workspace_shares_them(world: World) -> None:
    world.make_deal(owner=world.dewi, amount=1_000)
    assert stage_totals(world.sari, world.pipeline.id) == {}
    world.workspace.shares_deals_in_team = True
    world.workspace.save()
    world.sari.__dict__.pop("_owners_seen")
    assert stage_totals(world.sari, world.pipeline.id)[world.stages[0].id].count == 1


def test_filters_that_no_counter_answers_give_the_same_sums(world: World) -> None:
    for number in range(6):
        world.make_deal(f"Mesin {number}", amount=number * 333_333, at=days_ago(20))
    kept = stage_totals(world.wati, world.pipeline.id)
    assert stage_totals(world.wati, world.pipeline.id, wanted=BoardFilter(text="mesin")) == kept
    past = stage_totals(world.wati, world.pipeline.id, as_of=days_ago(10).date())
    assert (
        stage_totals(world.wati, world.pipeline.id, as_of=days_ago(10).date(), wanted=BoardFilter(text="mes")) == past
    )


def test_what_differs_is_found_and_repaired(world: World) -> None:
    world.make_deal(amount=500)
    StageTotal.objects.filter(workspace_id=world.workspace.id).update(count=7)
    assert [one.table for one in differences(world.workspace.id)] == ["stage"]
    repair(world.workspace.id)
    assert differences(world.workspace.id) == []


def test_the_past_forgets_what_was_deleted(world: World) -> None:
    deal = world.make_deal(amount=500, at=days_ago(30))
    day = days_ago(10).date()
    assert stage_totals(world.wati, world.pipeline.id, as_of=day)[world.stages[0].id].amount == 500
    deleting.delete(deal, by=world.wati, at=NOW)
    assert stage_totals(world.wati, world.pipeline.id, as_of=day) == {}
