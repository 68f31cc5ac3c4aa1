"""Periods of days that follow each other without a gap."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alur.kernel.periods import Period, last_days, month_of, months_after, quarter_of, week_of, year_of
from tests.world import JAKARTA

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1))


@given(DAYS)
def test_each_day_is_in_its_period_and_the_next_period_begins_where_it_ends(day: date) -> None:
    for period_of in (week_of, month_of, quarter_of, year_of):
        period = period_of(day)
        assert period.starts_on <= day < period.ends_on
        assert period_of(period.ends_on).starts_on == period.ends_on
        assert period_of(period.last_on) == period


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (quarter_of(date(2026, 11, 23)), date(2026, 10, 1), date(2026, 12, 31)),
        (month_of(date(2026, 2, 3)), date(2026, 2, 1), date(2026, 2, 28)),
        (week_of(date(2026, 11, 23)), date(2026, 11, 23), date(2026, 11, 29)),
        (last_days(date(2026, 11, 23), 30), date(2026, 10, 25), date(2026, 11, 23)),
    ],
)
def test_a_period_is_what_people_mean_by_it(period: Period, first: date, last: date) -> None:
    assert (period.starts_on, period.last_on) == (first, last)


def test_the_period_before_is_as_long() -> None:
    assert last_days(date(2026, 11, 23), 30).before() == Period(date(2026, 9, 25), date(2026, 10, 25))


def test_months_are_counted_over_the_turn_of_the_year() -> None:
    assert months_after(date(2026, 11, 1), 3) == date(2027, 2, 1)
    assert months_after(date(2026, 1, 1), -1) == date(2025, 12, 1)


def test_a_period_ends_with_the_last_instant_of_the_day_where_the_workspace_is() -> None:
    start, end = month_of(date(2026, 11, 1)).instants(JAKARTA)
    assert start.isoformat() == "2026-10-31T17:00:00+00:00"
    assert end - start == timedelta(days=30)
