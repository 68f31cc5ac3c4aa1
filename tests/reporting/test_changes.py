"""What changed between two days adds up, exactly, to what stood then and stands now, for everyone who looks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alur.kernel.periods import month_of
from alur.pipeline.models import Pipeline
from alur.pipeline.operations.verifying import differences
from alur.pipeline.queries.board_filter import BoardFilter
from alur.pipeline.queries.totals import stage_totals
from alur.reporting.queries.asking import Asked
from alur.reporting.queries.changed_deals import changed_deals
from alur.reporting.queries.changes import MEASURES, Changes, changes
from alur.reporting.queries.changes_by import by_owner, by_team
from alur.reporting.queries.flows import kept_flows
from alur.reporting.queries.stock import Value, open_on
from alur.reporting.queries.turns import Window, live_flows
from alur.tenancy.models import Member
from tests.reporting.histories import DAYS, FEW, HISTORY, live_through, make_company, put_back
from tests.world import NOW, World

TODAY = NOW.date()
DAY = st.integers(0, DAYS).map(lambda days: TODAY - timedelta(days=days))
Acts = list[tuple[str, int, int, int]]


@FEW
@given(history=HISTORY, days=st.tuples(DAY, DAY))
@pytest.mark.django_db
def test_start_and_steps_give_the_end_whatever_happened(world: World, history: Acts, days: tuple[date, date]) -> None:
    since, until = sorted(days)
    due = month_of(TODAY)
    with put_back():
        company = make_company(world)
        live_through(company, history)
        assert differences(world.workspace.id) == []
        narrowings = (
            BoardFilter(),
            BoardFilter(owners=frozenset({world.sari.id, world.tono.id})),
            BoardFilter(close_from=due.starts_on, close_until=due.ends_on),
            BoardFilter(text="deal"),
            BoardFilter(product_id=company.products[0].id),
        )
        for member in (world.wati, world.sari):
            for pipeline_id in (None, world.pipeline.id, company.service.id):
                for wanted in narrowings:
                    _adds_up(member, Asked(since, until, pipeline_id, wanted))


def _adds_up(member: Member, asked: Asked) -> None:
    found = changes(member, asked, today=TODAY)
    assert found.start == open_on(member, asked, asked.since)
    assert found.end == open_on(member, asked, asked.until)
    for measure in MEASURES:
        start, end = getattr(found.start, measure), getattr(found.end, measure)
        assert start + sum(step.change for step in found.steps[measure]) == end
        _deals_tell_the_steps(member, asked, measure, found)
    for parts in (by_owner(member, asked, today=TODAY), by_team(member, asked, today=TODAY)):
        assert sum((part.changes.start for part in parts), Value()) == found.start
        assert sum((part.changes.end for part in parts), Value()) == found.end


def _deals_tell_the_steps(member: Member, asked: Asked, measure: str, found: Changes) -> None:
    told: dict[str, list[int]] = {}
    for deal in changed_deals(member, asked, measure, size=500).deals:
        step = told.setdefault(deal.cause, [0, 0])
        step[0] += 1
        step[1] += deal.change
    assert told == {step.cause: [step.count, step.change] for step in found.steps[measure]}


@FEW
@given(history=HISTORY, days=st.tuples(DAY, DAY))
@pytest.mark.django_db
def test_kept_totals_say_the_same_as_the_spells(world: World, history: Acts, days: tuple[date, date]) -> None:
    since, until = sorted(days)
    asked = Asked(since, until)
    with put_back():
        live_through(make_company(world), history)
        for owners in (None, frozenset({world.sari.id, 0}), frozenset({world.tono.id})):
            kept = kept_flows(world.workspace.id, asked.period, owners, today=TODAY)
            live = live_flows(Window(world.workspace.id, asked.period, BoardFilter(), owners))
            assert sorted(map(repr, kept)) == sorted(map(repr, live))
        for pipeline in Pipeline.objects.filter(workspace_id=world.workspace.id):
            stages = stage_totals(world.wati, pipeline.id, as_of=until).values()
            amounts = [(one.count, one.amount, one.weighted) for one in stages]
            found = open_on(world.wati, Asked(since, until, pipeline.id), until)
            summed = [sum(one[place] for one in amounts) for place in range(3)]
            assert [found.count, found.amount, found.weighted] == summed
