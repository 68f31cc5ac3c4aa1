"""Days and times as people in Indonesia type and read them, and the same in English."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alur.kernel.dates import (
    MONTHS,
    SHORT_MONTHS,
    at_local,
    day_bounds,
    format_day,
    format_day_near,
    format_days,
    format_time,
    iso,
    local_day,
    parse_day,
    parse_day_with_order,
    parse_time,
)
from alur.kernel.refusal import Refusal
from tests.kernel.reading import read_or_told

CHRISTMAS = date(2026, 12, 25)
DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31))
ZONES = st.sampled_from([ZoneInfo(f"Asia/{city}") for city in ("Jakarta", "Makassar", "Jayapura")])


@pytest.mark.parametrize(
    "typed",
    [
        "25/12/2026",
        "25-12-2026",
        "25.12.2026",
        "2026-12-25",
        "25 Desember 2026",
        "25 desember 2026",
        "25 Des 2026",
        "25 Des. 2026",
        "25 December 2026",
        "25 Dec 2026",
        " 25/12/2026 ",
    ],
)
def test_one_day_is_typed_in_many_ways(typed: str) -> None:
    assert parse_day(typed) == CHRISTMAS


def test_day_comes_before_month() -> None:
    assert parse_day("03/11/2026") == date(2026, 11, 3)


@pytest.mark.parametrize(
    "typed",
    [
        "12/25/2026",
        "12-25-2026",
        "31/02/2026",
        "29/02/2027",
        "25 Natal 2026",
        "Desember 25, 2026",
        "25/12/26",
        "0/1/2026",
        "1/1/0000",
        "0020-12-25",
        "31/12/9999",
        "besok",
        "",
        "25/12",
    ],
)
def test_what_is_no_day_or_american_is_refused_at_its_field(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_day(typed, field="due_on")
    assert refused.value.field == "due_on"


@pytest.mark.parametrize(
    ("word", "month"), [("Mei", 5), ("Agt", 8), ("Agu", 8), ("Agustus", 8), ("Okt", 10), ("Nop", 11), ("Peb", 2)]
)
def test_months_are_known_by_the_names_people_use(word: str, month: int) -> None:
    assert parse_day(f"7 {word} 2026") == date(2026, month, 7)


def test_an_import_fixes_one_order_per_column() -> None:
    assert parse_day_with_order("12/25/2026", "mdy") == CHRISTMAS
    assert parse_day_with_order("25/12/2026", "dmy") == CHRISTMAS
    assert parse_day_with_order("2026-12-25", "ymd") == CHRISTMAS
    assert parse_day_with_order("03/11/2026", "mdy") == date(2026, 3, 11)
    assert parse_day_with_order("03/11/2026", "dmy") == date(2026, 11, 3)
    assert parse_day_with_order("2026-12-25T10:00:00", "ymd") == CHRISTMAS
    for text, order in (("12/25/2026", "dmy"), ("25/12/2026", "mdy"), ("2026-12-25", "dmy")):
        with pytest.raises(Refusal):
            parse_day_with_order(text, order)


@pytest.mark.parametrize(
    ("typed", "clock"), [("15.00", time(15)), ("15:00", time(15)), ("9.05", time(9, 5)), ("00:00", time(0))]
)
def test_times_are_typed_with_a_point_or_a_colon(typed: str, clock: time) -> None:
    assert parse_time(typed) == clock


@pytest.mark.parametrize("typed", ["24.00", "12.60", "3 sore", "15", ""])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(Refusal):
        parse_time(typed, field="due_time")


def test_days_are_shown_as_people_say_them() -> None:
    assert format_day(CHRISTMAS, "id") == "25 Des 2026"
    assert format_day(CHRISTMAS, "en") == "25 Dec 2026"
    assert format_day(CHRISTMAS, "id", this_year=2026) == "25 Des"
    assert format_day(CHRISTMAS, "id", this_year=2027) == "25 Des 2026"


def test_near_days_have_names() -> None:
    monday = date(2026, 11, 23)
    shown = [format_day_near(monday + timedelta(days=away), "id", monday) for away in (-1, 0, 1, 2, 6, 7)]
    assert shown == ["Kemarin", "Hari ini", "Besok", "Rabu", "Minggu", "30 Nov"]
    shown = [format_day_near(monday + timedelta(days=away), "en", monday) for away in (-1, 0, 1, 2, 6, 7)]
    assert shown == ["Yesterday", "Today", "Tomorrow", "Wednesday", "Sunday", "30 Nov"]


def test_times_and_counts_of_days_follow_the_language() -> None:
    assert (format_time(time(15), "id"), format_time(time(15), "en")) == ("15.00", "15:00")
    assert [format_days(21, "id"), format_days(21, "id", is_short=True)] == ["21 hari", "21 hr"]
    assert [format_days(1, "en"), format_days(21, "en"), format_days(21, "en", is_short=True)] == [
        "1 day",
        "21 days",
        "21 d",
    ]


def test_the_same_instant_is_another_day_in_jayapura() -> None:
    instant = datetime(2026, 12, 24, 16, 30, tzinfo=UTC)
    days = [local_day(instant, ZoneInfo(f"Asia/{city}")) for city in ("Jakarta", "Makassar", "Jayapura")]
    assert days == [date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 25)]


def test_an_instant_is_written_in_utc() -> None:
    assert iso(datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Jakarta"))) == "2026-11-23T02:00:00+00:00"
    assert iso(CHRISTMAS) == "2026-12-25"


@given(DAYS, st.sampled_from(["id", "en"]))
def test_a_day_shown_can_be_typed_again(day: date, language: str) -> None:
    assert parse_day(format_day(day, language)) == day
    assert parse_day(day.isoformat()) == day
    assert parse_day(f"{day:%d/%m/%Y}") == day
    for names in (MONTHS, SHORT_MONTHS):
        assert parse_day(f"{day.day} {names[language][day.month - 1]} {day.year}") == day


@given(DAYS, st.sampled_from([("dmy", "%d/%m/%Y"), ("mdy", "%m/%d/%Y"), ("ymd", "%Y-%m-%d")]))
def test_a_column_of_one_order_is_read_as_it_was_written(day: date, order: tuple[str, str]) -> None:
    assert parse_day_with_order(f"{day:{order[1]}}", order[0]) == day


@given(st.times(), st.sampled_from(["id", "en"]))
def test_a_time_shown_can_be_typed_again(clock: time, language: str) -> None:
    assert parse_time(format_time(clock, language)) == clock.replace(second=0, microsecond=0)


@given(DAYS, ZONES, st.times())
def test_every_moment_of_a_day_lies_within_its_bounds(day: date, zone: ZoneInfo, clock: time) -> None:
    begin, end = day_bounds(day, zone)
    moment = at_local(day, clock.replace(fold=0), zone)
    assert begin <= moment < end
    assert local_day(moment, zone) == day
    assert day_bounds(day + timedelta(days=1), zone)[0] == end


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_a_refusal(typed: str) -> None:
    for read in (parse_day, parse_time, lambda text: parse_day_with_order(text, "dmy")):
        assert read_or_told(lambda read=read: read(typed)) != ""  # type: ignore[misc]
