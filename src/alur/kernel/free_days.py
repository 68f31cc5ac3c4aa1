"""Days on which one does not work in Indonesia: weekends, public holidays, and joint leave (cuti bersama)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

SATURDAY = 5
_LANGUAGES = {"id": "id", "en": "en_US"}


def holiday_on(day: date, language: str = "id", *, with_joint_leave: bool = True) -> str:
    """What the holiday is called, or empty. Moon holidays of years to come are estimates until they are decreed."""
    known = "id" if language.startswith("id") else "en"
    name = _holidays(day.year, known, False).get(day, "")
    return name or (_holidays(day.year, known, True).get(day, "") if with_joint_leave else "")


def is_working_day(day: date, *, with_joint_leave: bool = True) -> bool:
    return day.weekday() < SATURDAY and not holiday_on(day, with_joint_leave=with_joint_leave)


def working_day_from(day: date) -> date:
    """That day, or the first working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=64)
def _holidays(year: int, language: str, is_joint_leave: bool) -> dict[date, str]:
    import holidays  # half a second to load: only where days are asked for

    category = "government" if is_joint_leave else "public"
    return dict(
        holidays.country_holidays("ID", years=year, language=_LANGUAGES[language], categories=(category,)).items()
    )
