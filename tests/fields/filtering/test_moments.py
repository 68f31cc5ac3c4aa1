from __future__ import annotations

from datetime import date

import pytest

from alur.fields.filtering.moments import day_before, read_day, read_period
from alur.kernel.refusal import Refusal

Ymd = tuple[int, int, int]
MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-31", date(2026, 12, 31)),
        ("today", MONDAY),
        ("yesterday", date(2026, 11, 22)),
        ("tomorrow", date(2026, 11, 24)),
        ("14d_ago", date(2026, 11, 9)),
        ("in_2w", date(2026, 12, 7)),
        ("in_3m", date(2027, 2, 23)),
        ("1y_ago", date(2025, 11, 23)),
    ],
)
def test_a_day_may_be_said_from_today(text: str, day: date) -> None:
    assert read_day(text, MONDAY) == day


def test_a_month_from_a_long_month_ends_in_a_short_one() -> None:
    assert read_day("in_1m", date(2027, 1, 31)) == date(2027, 2, 28)
    assert read_day("1y_ago", date(2028, 2, 29)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("text", "first", "end"),
    [
        ("today", (2026, 11, 23), (2026, 11, 24)),
        ("this_week", (2026, 11, 23), (2026, 11, 30)),
        ("last_week", (2026, 11, 16), (2026, 11, 23)),
        ("this_month", (2026, 11, 1), (2026, 12, 1)),
        ("next_month", (2026, 12, 1), (2027, 1, 1)),
        ("this_quarter", (2026, 10, 1), (2027, 1, 1)),
        ("next_quarter", (2027, 1, 1), (2027, 4, 1)),
        ("last_year", (2025, 1, 1), (2026, 1, 1)),
        ("next_7_days", (2026, 11, 23), (2026, 11, 30)),
        ("last_7_days", (2026, 11, 17), (2026, 11, 24)),
    ],
)
def test_a_period_is_a_half_open_stretch_of_days(
    text: str, first: tuple[int, int, int], end: tuple[int, int, int]
) -> None:
    assert read_period(text, MONDAY) == (date(*first), date(*end))


def test_a_length_of_time_is_counted_back_from_today() -> None:
    assert day_before("14d", MONDAY) == date(2026, 11, 9)
    assert day_before("3m", MONDAY) == date(2026, 8, 23)


@pytest.mark.parametrize(
    "text", ["besok", "2026-13-01", "14d", "in_x", "in_99999d", "200y_ago", "25/12/2026", "²d_ago"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        read_day(text, MONDAY)


@pytest.mark.parametrize("text", ["this_decade", "next_0_days", "this", "_", "last_99999_days"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        read_period(text, MONDAY)
