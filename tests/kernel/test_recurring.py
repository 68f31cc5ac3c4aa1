"""What repeats keeps its rhythm: on the clock of its zone, on its day, until it ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alur.kernel.recurring import MONTHLY, RULES, between, following, occurrence

JAKARTA = ZoneInfo("Asia/Jakarta")
BERLIN = ZoneInfo("Europe/Berlin")

begins = st.integers(0, 4 * 365 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=JAKARTA) + timedelta(minutes=minutes)
)
rules = st.sampled_from(RULES)
numbers = st.integers(0, 400)
gaps = st.timedeltas(timedelta(days=-900), timedelta(days=900))


def test_the_31st_is_the_last_day_of_a_shorter_month_and_the_31st_again_after_it() -> None:
    begin = datetime(2026, 1, 31, 9, tzinfo=JAKARTA)
    days = [occurrence(begin, MONTHLY, number).date().isoformat() for number in range(4)]
    assert days == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]


def test_it_stays_at_nine_when_the_clocks_change() -> None:
    begin = datetime(2026, 3, 23, 9, tzinfo=BERLIN)
    week_on = occurrence(begin, "weekly", 1)
    assert (week_on.hour, week_on.astimezone(UTC).hour) == (9, 7)
    assert begin.astimezone(UTC).hour == 8


@given(begins, rules, numbers, gaps)
def test_what_follows_is_the_first_that_is_later_and_further(
    begin: datetime, rule: str, number: int, gap: timedelta
) -> None:
    after = begin + gap
    found = following(begin, rule, number, after=after)
    assert found is not None
    step, moment = found
    assert step > number
    assert moment == occurrence(begin, rule, step) > after
    assert step == number + 1 or occurrence(begin, rule, step - 1) <= after


@given(begins, rules, numbers, gaps)
def test_it_never_goes_past_its_last_day(begin: datetime, rule: str, number: int, gap: timedelta) -> None:
    until = (begin + gap).date()
    found = following(begin, rule, number, after=begin, until=until)
    unlimited = following(begin, rule, number, after=begin)
    assert unlimited is not None
    assert found == (unlimited if unlimited[1].date() <= until else None)


@given(begins, rules, st.integers(0, 50), gaps, st.integers(0, 90))
def test_those_of_a_period_are_all_that_lie_in_it(
    begin: datetime, rule: str, number: int, gap: timedelta, days: int
) -> None:
    first = begin + gap
    last = first + timedelta(days=days)
    wanted = [occurrence(begin, rule, step) for step in range(number + 1, number + 1200)]
    assert between(begin, rule, number, first, last) == [one for one in wanted if first <= one < last]


@pytest.mark.parametrize("rule", RULES)
def test_a_series_that_has_ended_has_nothing_more(rule: str) -> None:
    begin = datetime(2026, 11, 23, 9, tzinfo=JAKARTA)
    assert following(begin, rule, 0, after=begin, until=date(2026, 11, 23)) is None
    assert between(begin, rule, 0, begin, begin + timedelta(days=60), until=date(2026, 11, 23)) == []
