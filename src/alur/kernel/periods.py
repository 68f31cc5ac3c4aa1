"""Periods of days, half-open: from a day on, until before another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from alur.kernel.dates import day_bounds


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `starts_on` until before `ends_on`."""

    starts_on: date
    ends_on: date

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days

    @property
    def last_on(self) -> date:
        """Its last day, for people, who say "until" and mean to include it."""
        return self.ends_on - timedelta(days=1)

    def instants(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The instants at which it begins and is over, in a zone."""
        return day_bounds(self.starts_on, zone)[0], day_bounds(self.ends_on, zone)[0]

    def before(self) -> Period:
        """As many days right before it."""
        return Period(self.starts_on - (self.ends_on - self.starts_on), self.starts_on)


def week_of(day: date) -> Period:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=7))


def month_of(day: date) -> Period:
    first = day.replace(day=1)
    return Period(first, months_after(first, 1))


def quarter_of(day: date) -> Period:
    first = date(day.year, day.month - (day.month - 1) % 3, 1)
    return Period(first, months_after(first, 3))


def year_of(day: date) -> Period:
    return Period(date(day.year, 1, 1), date(day.year + 1, 1, 1))


def last_days(day: date, count: int) -> Period:
    """So many days up to and with a day."""
    return Period(day - timedelta(days=count - 1), day + timedelta(days=1))


def months_after(first: date, count: int) -> date:
    """The first of the month so many months on."""
    month = first.month - 1 + count
    return date(first.year + month // 12, month % 12 + 1, 1)
