"""The days of the Indonesian calendar on which nobody is called."""

from __future__ import annotations

from datetime import date

from alur.kernel.free_days import holiday_on, is_working_day, working_day_from


def test_holidays_are_named_in_both_languages() -> None:
    assert holiday_on(date(2026, 8, 17)) == "Hari Kemerdekaan Republik Indonesia"
    assert holiday_on(date(2026, 8, 17), "en") == "Independence Day"
    assert holiday_on(date(2026, 8, 18)) == ""


def test_joint_leave_is_free_only_where_it_counts() -> None:
    assert holiday_on(date(2026, 12, 24), with_joint_leave=False) == ""
    assert holiday_on(date(2026, 12, 24)).startswith("Cuti Bersama")
    assert is_working_day(date(2026, 12, 24), with_joint_leave=False)
    assert not is_working_day(date(2026, 12, 24))


def test_isra_mikraj_falls_twice_in_2027() -> None:
    assert "Mikraj" in holiday_on(date(2027, 1, 5))
    assert "Mikraj" in holiday_on(date(2027, 12, 26))


def test_after_the_days_of_idul_fitri_and_its_leave_comes_the_next_wednesday() -> None:
    assert working_day_from(date(2026, 3, 18)) == date(2026, 3, 25)
