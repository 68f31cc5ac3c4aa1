"""The flow through the stages: it agrees with the events, with the board of both days, and with itself."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from statistics import median_low

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alur.campaigns.models import Source
from alur.kernel.periods import month_of
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.moving import move
from alur.pipeline.operations.tracking import start_track
from alur.pipeline.queries.board_filter import BoardFilter
from alur.pipeline.queries.totals import stage_totals
from alur.reporting.queries.asking import Asked, asked_about
from alur.reporting.queries.funnel import StageFlow, funnel
from alur.reporting.queries.funnel_by import funnel_by
from alur.reporting.queries.losses import losses
from alur.reporting.queries.rates import Rate, days_of
from tests.reporting.histories import DAYS, FEW, HISTORY, live_through, make_company, put_back
from tests.reporting.told_by_events import told_by_events
from tests.world import NOW, World, days_ago, make_organization

TODAY = NOW.date()
DAY = st.integers(0, DAYS).map(lambda days: TODAY - timedelta(days=days))
Acts = list[tuple[str, int, int, int]]


@FEW
@given(history=HISTORY, days=st.tuples(DAY, DAY))
@pytest.mark.django_db
def test_the_funnel_says_what_the_events_say_and_joins_the_boards_of_both_days(
    world: World, history: Acts, days: tuple[date, date]
) -> None:
    since, until = sorted(days)
    with put_back():
        company = make_company(world)
        live_through(company, history)
        asked = Asked(since, until, world.pipeline.id)
        found = funnel(world.wati, asked, today=TODAY)
        told = told_by_events(world, [stage.id for stage in world.stages], since, until)
        for stage in found.stages:
            assert _counts(stage.entered) == +told.entered[stage.stage_id]
            assert _counts(stage.left) == +told.left[stage.stage_id]
            assert stage.start.count + stage.came.count - stage.went.count == stage.end.count
        ending = found.ending
        assert +Counter(won=ending.won.count, lost=ending.lost.count, not_a_fit=ending.not_a_fit.count) == +told.ended
        for day, side in ((since, "start"), (until, "end")):
            board = stage_totals(world.wati, world.pipeline.id, as_of=day)
            here = {one.stage_id: getattr(one, side) for one in found.stages}
            assert {key: (one.count, one.amount) for key, one in here.items() if one.count} == {
                key: (one.count, one.amount) for key, one in board.items()
            }


def _counts(by: object) -> Counter[str]:
    return +Counter({way: value.count for way, value in dict(by).items()})  # type: ignore[call-overload]


@FEW
@given(history=HISTORY, days=st.tuples(DAY, DAY))
@pytest.mark.django_db
def test_kept_and_live_funnels_are_one_and_their_parts_make_the_whole(
    world: World, history: Acts, days: tuple[date, date]
) -> None:
    since, until = sorted(days)
    with put_back():
        company = make_company(world)
        live_through(company, history)
        for member in (world.wati, world.sari):
            asked = Asked(since, until, world.pipeline.id)
            kept = funnel(member, asked, today=TODAY)
            assert kept == funnel(member, Asked(since, until, world.pipeline.id, BoardFilter(text="deal")), today=TODAY)
            for grouping in ("source", "province"):
                for part in funnel_by(member, asked, grouping, today=TODAY):  # all of them have none
                    assert (part.id, part.came, part.ending, part.cycle) == (0, kept.came, kept.ending, kept.cycle)
            live = Asked(since, until, world.pipeline.id, BoardFilter(text="deal"))
            assert losses(member, asked, today=TODAY) == losses(member, live, today=TODAY)
            rows = funnel_by(member, asked, "owner", today=TODAY)
            assert sum(row.ending.won.count for row in rows) == kept.ending.won.count


def test_a_stage_tells_how_long_its_deals_stood_and_how_many_went_on(world: World) -> None:
    stood = [3, 4, 9, 20, 30]
    for number, days in enumerate(stood):
        deal = world.make_deal(f"Mesin {number}", at=days_ago(40), amount=1_000)
        if days < 20:
            move(deal, to=world.stages[1], by=world.wati, at=days_ago(40 - days))
        else:
            close(deal, outcome="lost", reason="Harga", by=world.wati, at=days_ago(40 - days))
    stage = _first(world)
    assert (stage.days.median, stage.days.p90) == (9, 30)
    assert (stage.rate.count, stage.rate.of) == (3, 5)
    assert (stage.came.count, stage.gone.amount) == (5, 2_000)


def test_work_that_began_early_counts_from_there_not_from_the_move(world: World) -> None:
    deal = world.make_deal(at=days_ago(40))
    start_track(deal, world.stages[2], by=world.sari, at=days_ago(30))
    move(deal, to=world.stages[2], by=world.sari, at=days_ago(20))
    move(deal, to=world.stages[3], by=world.sari, at=days_ago(10))
    found = funnel(world.sari, Asked(days_ago(60).date(), TODAY, world.pipeline.id), today=TODAY)
    assert [stage.days.median for stage in found.stages] == [20, None, 20, None, None]
    hidden = funnel(world.tono, Asked(days_ago(60).date(), TODAY, world.pipeline.id), today=TODAY)
    assert [stage.days.median for stage in hidden.stages] == [None] * 5


def _first(world: World) -> StageFlow:
    return funnel(world.wati, Asked(days_ago(60).date(), TODAY, world.pipeline.id), today=TODAY).stages[0]


def test_a_funnel_of_a_past_month_ends_with_it(world: World) -> None:
    deal = world.make_deal(at=days_ago(40), amount=5)
    move(deal, to=world.stages[1], by=world.wati, at=days_ago(1))
    october = asked_about(month_of(days_ago(40).date()), world.pipeline.id, BoardFilter())
    first, second = funnel(world.wati, october, today=TODAY).stages[:2]
    assert (first.came.count, first.end.count, second.came.count) == (1, 1, 0)


def test_winning_takes_as_long_as_from_the_first_day_and_gives_the_velocity(world: World) -> None:
    for number, days in enumerate((10, 20, 20)):
        deal = world.make_deal(f"Menang {number}", at=days_ago(25), amount=600)
        close(deal, outcome="won", by=world.wati, at=days_ago(25 - days))
    for number in range(3):
        deal = world.make_deal(f"Kalah {number}", at=days_ago(25))
        close(deal, outcome="lost", reason="Harga", by=world.wati, at=days_ago(4))
    world.make_deal("Masih", at=days_ago(25))
    world.make_deal("Juga", at=days_ago(25))
    found = funnel(world.wati, asked_about(month_of(TODAY), world.pipeline.id, BoardFilter()), today=TODAY)
    assert (found.cycle.count, found.cycle.median, found.cycle.p90) == (3, 20, 20)
    assert found.ending.rate.percent == 50
    assert found.velocity == 2 * 600 // (2 * 20)


def test_a_deal_won_while_it_waited_counts_as_won(world: World) -> None:
    deal = world.make_deal(at=days_ago(9), amount=700)
    close(deal, outcome="postponed", until=TODAY + timedelta(days=3), by=world.wati, at=days_ago(5))
    close(world.reload(deal), outcome="won", by=world.wati, at=days_ago(2))
    found = funnel(world.wati, asked_about(month_of(TODAY), world.pipeline.id, BoardFilter()), today=TODAY)
    assert (found.ending.won.count, found.ending.won.amount, found.cycle.median) == (1, 700, 7)


def test_each_source_and_region_has_its_own_row(world: World) -> None:
    source = Source.objects.filter(workspace_id=world.workspace.id)[0]
    bandung = make_organization(world.workspace, "Kafe Braga", province_code="32")
    world.make_deal("Dari pameran", source=source, organization=bandung, at=days_ago(5))
    world.make_deal("Entah", at=days_ago(5))
    asked = asked_about(month_of(TODAY), world.pipeline.id, BoardFilter())
    for grouping, named in (("source", source.id), ("province", 32)):
        rows = {row.id: row.came.count for row in funnel_by(world.wati, asked, grouping, today=TODAY)}
        assert rows == {named: 1, 0: 1}


def test_losses_are_told_by_reason_and_stage_for_those_who_may_see_them(world: World) -> None:
    for number, (reason, owner) in enumerate((("Harga", world.sari), ("Price", world.tono), ("Lain", world.sari))):
        deal = world.make_deal(f"Kalah {number}", stage=number, owner=owner, amount=100, at=days_ago(9))
        close(deal, outcome="lost", reason=reason, by=world.wati, at=days_ago(2))
    asked = asked_about(month_of(TODAY), world.pipeline.id, BoardFilter())
    price, other = losses(world.wati, asked, today=TODAY)
    assert (price.names, price.count, price.amount) == (("Harga", "Price"), 2, 200)
    assert price.stages == {world.stages[0].id: 1, world.stages[1].id: 1}
    assert (other.names, other.count) == (None, 1)
    assert [loss.count for loss in losses(world.sari, asked, today=TODAY)] == [1, 1]


@given(st.lists(st.integers(0, 400), min_size=1))
def test_days_are_the_middle_and_the_ninth_of_ten(days: list[int]) -> None:
    found = days_of(Counter(days))
    ordered = sorted(days)
    assert found.median == median_low(days)
    assert found.p90 == ordered[-(-len(days) * 9 // 10) - 1]


def test_a_share_of_none_is_not_known() -> None:
    assert (Rate(0, 0).percent, Rate(0, 0).range) == (None, None)


@given(st.integers(0, 60), st.integers(1, 60))
def test_a_share_lies_in_its_range_and_more_deals_narrow_it(count: int, more: int) -> None:
    of = count + more
    low, high = Rate(count, of).range or (0, 0)
    assert 0 <= low <= (Rate(count, of).percent or 0) <= high <= 100
    tenfold = Rate(10 * count, 10 * of).range or (0, 0)
    assert tenfold[1] - tenfold[0] < high - low
