"""When people of the sample company are at work: no nights, no Sundays, no holidays, Saturdays until one."""

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
    minutes = 15 * chance.randrange(QUARTERS.get(day.weekday(), ON_A_DAY))
    return datetime.combine(day, time(OPENS + minutes // 60, minutes % 60), tzinfo=zone)
