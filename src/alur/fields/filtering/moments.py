"""Days and periods as filters say them, kept as words and worked out when the filter is asked: `today`, `14d_ago`,
`this_quarter`, `next_7_days`. Weeks begin on Monday."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from alur.kernel.periods import last_days, month_of, months_after, quarter_of, week_of, year_of
from alur.kernel.refusal import N_, Refusal

DayRange = tuple[date | None, date | None]
"""Half-open; None is open to that side."""

NEAR = {"today": 0, "yesterday": -1, "tomorrow": 1}
UNITS = ("week", "month", "quarter", "year")
PERIODS = (*NEAR, *(f"{which}_{unit}" for which in ("this", "last", "next") for unit in UNITS), "past", "future")
LONGEST = {"d": 36_500, "w": 5_200, "m": 1_200, "y": 100}
MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_AWAY = re.compile(r"(?:in_(\d{1,5})([dwmy])|(\d{1,5})([dwmy])_ago)")
_SPAN = re.compile(r"(\d{1,5})([dwmy])")
_DAYS = re.compile(r"(last|next)_(\d{1,5})_days")


def read_day(text: str, today: date) -> date:
    """`2026-12-31`, `today`, `14d_ago`, `in_2w`. Refusal for anything else."""
    if text in NEAR:
        return today + timedelta(days=NEAR[text])
    if away := _AWAY.fullmatch(text):
        sign, number, unit = (1, away[1], away[2]) if away[1] else (-1, away[3], away[4])
        return _shifted(today, sign * _count(number, unit), unit)
    if _ISO.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise Refusal(N_("“%(text)s” is not a day. Write 2026-12-31, today, 14d_ago or in_2w."), field="filter", text=text)


def day_before(text: str, today: date) -> date:
    """The day that lies a span (`14d`, `2w`, `3m`, `1y`) before today."""
    span = _SPAN.fullmatch(text)
    if span is None:
        raise Refusal(N_("“%(text)s” is not a length of time. Write 14d, 2w, 3m or 1y."), field="filter", text=text)
    return _shifted(today, -_count(span[1], span[2]), span[2])


def read_period(text: str, today: date) -> DayRange:
    """The days of a period; for instants `past` and `future` are up to and from now."""
    if text in NEAR:
        day = today + timedelta(days=NEAR[text])
        return day, day + timedelta(days=1)
    if text in ("past", "future"):
        return (None, today) if text == "past" else (today, None)
    if days := _DAYS.fullmatch(text):
        count = _count(days[2], "d")
        if count and days[1] == "next":
            return today, today + timedelta(days=count)
        if count:
            rolling = last_days(today, count)
            return rolling.starts_on, rolling.ends_on
    which, _, unit = text.partition("_")
    if text not in PERIODS:
        raise Refusal(
            N_("“%(text)s” is not a period. Write this_month, last_quarter or next_7_days."), field="filter", text=text
        )
    step = {"last": -1, "this": 0, "next": 1}[which]
    if unit == "week":
        found = week_of(today + timedelta(weeks=step))
    else:
        begun = {"month": month_of, "quarter": quarter_of, "year": year_of}[unit]
        found = begun(months_after(begun(today).starts_on, step * MONTHS_OF[unit]))
    return found.starts_on, found.ends_on


def _count(number: str, unit: str) -> int:
    if int(number) > LONGEST[unit]:
        raise Refusal(N_("A filter looks a hundred years ahead or back at most."), field="filter")
    return int(number)


def _shifted(day: date, count: int, unit: str) -> date:
    if unit in "dw":
        return day + timedelta(days=count * (7 if unit == "w" else 1))
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "y" else 1)
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
