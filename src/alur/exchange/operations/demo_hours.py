"""When people of the sample company are at work: no nights, no noons, no Sundays, no holidays, Saturdays until one."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from alur.kernel.free_days import holiday_on

SATURDAY, SUNDAY = 5, 6
OPENS = 8
QUARTERS = {SATURDAY: 20}
"""Quarters of an hour from eight on; until half past four on the other days."""
ON_A_DAY = 35
NOON = frozenset(range(48, 52))
"""Quarters since midnight in which everyone eats."""


def quarters_of(day: date) -> list[int]:
    """When something may begin on a day of work: quarters of an hour since midnight."""
    return [one for one in range(4 * OPENS, 4 * OPENS + QUARTERS.get(day.weekday(), ON_A_DAY)) if one not in NOON]


def is_open_on(day: date) -> bool:
    return day.weekday() != SUNDAY and not holiday_on(day)


def past_hour(moment: datetime, zone: ZoneInfo, chance: random.Random, *, before: datetime) -> datetime:
    """Some time at work on that day or the last working day before it; earlier than `before`."""
    day = moment.astimezone(zone).date()
    while True:
        found = _hour(day, zone, chance)
        if is_open_on(day) and found < before:
            return found
        day -= timedelta(days=1)


def coming_hour(day: date, zone: ZoneInfo, chance: random.Random) -> datetime:
    """Some time at work on that day or the first working day after it."""
    while not is_open_on(day):
        day += timedelta(days=1)
    return _hour(day, zone, chance)


def _hour(day: date, zone: ZoneInfo, chance: random.Random) -> datetime:
    quarter = chance.choice(quarters_of(day))
    return datetime.combine(day, time(quarter // 4, quarter % 4 * 15), tzinfo=zone)
