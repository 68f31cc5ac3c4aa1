"""When something that repeats comes round. A series keeps its beginning, so that the 31st never wears down to the 28th.

Occurrences are numbered from 0, the beginning itself. All is reckoned on the clock of the beginning's zone.
"""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta

DAILY, WEEKLY, MONTHLY = RULES = ("daily", "weekly", "monthly")
_STEPS = {DAILY: timedelta(days=1), WEEKLY: timedelta(days=7)}


def occurrence(begin: datetime, rule: str, number: int) -> datetime:
    """Monthly, on the same day, or the last one of a shorter month."""
    if rule != MONTHLY:
        return begin + _STEPS[rule] * number
    months = begin.year * 12 + begin.month - 1 + number
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return begin.replace(year=year, month=month + 1, day=min(begin.day, last))


def following(
    begin: datetime, rule: str, number: int, *, after: datetime, until: date | None = None
) -> tuple[int, datetime] | None:
    """The first occurrence behind `number` that is later than `after`; None where the series has ended by then."""
    number = max(number + 1, _near(begin, rule, after))
    moment = occurrence(begin, rule, number)
    while moment <= after:
        number += 1
        moment = occurrence(begin, rule, number)
    return None if until is not None and moment.date() > until else (number, moment)


def between(
    begin: datetime, rule: str, number: int, first: datetime, last: datetime, *, until: date | None = None
) -> list[datetime]:
    """The occurrences behind `number` in the half-open interval [first, last)."""
    found: list[datetime] = []
    step = following(begin, rule, number, after=first - timedelta(microseconds=1), until=until)
    while step is not None and step[1] < last:
        found.append(step[1])
        step = following(begin, rule, step[0], after=step[1], until=until)
    return found


def _near(begin: datetime, rule: str, moment: datetime) -> int:
    """The number of an occurrence that is surely not later than the first one after `moment`."""
    if moment <= begin:
        return 0
    if rule == MONTHLY:
        local = moment.astimezone(begin.tzinfo)
        return max(0, (local.year - begin.year) * 12 + local.month - begin.month - 1)
    return max(0, (moment - begin) // _STEPS[rule] - 1)
