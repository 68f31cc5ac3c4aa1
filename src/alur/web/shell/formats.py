"""How figures are written for one reader: language, currency, zone and the moment of the request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from alur.kernel import dates, money, names, quantity
from alur.kernel.phones import format_phone

FEW_DAYS = 6
MINUS = "\u2212"


@dataclass(frozen=True)
class Formats:
    """What templates know as `f`. Money is minor units of `currency`, the workspace's."""

    language: str
    currency: str
    zone: ZoneInfo
    now: datetime

    @cached_property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def money(self, amount: int, currency: str = "") -> str:
        return money.format_money(amount, currency or self.currency, self.language)

    def compact(self, amount: int, currency: str = "") -> str:
        return money.format_compact(amount, currency or self.currency, self.language)

    def signed(self, amount: int) -> str:
        """A change: compact, with its sign and without the symbol."""
        text = self.compact(abs(amount)).split(money.NBSP, 1)[1]
        return f"{'+' if amount > 0 else MINUS if amount < 0 else ''}{text}"

    def signed_quantity(self, thousandths: int) -> str:
        return f"{'+' if thousandths > 0 else MINUS if thousandths < 0 else ''}{self.quantity(abs(thousandths))}"

    def plain_money(self, amount: int | None, currency: str = "") -> str:
        """As a field holds it: grouped, without the symbol."""
        if amount is None:
            return ""
        return money.format_money(amount, currency or self.currency, self.language).split(money.NBSP, 1)[1]

    def quantity(self, thousandths: int) -> str:
        return quantity.format_quantity(thousandths, self.language)

    def discount(self, basis_points: int) -> str:
        return quantity.format_discount(basis_points, self.language)

    def number(self, value: int) -> str:
        return f"{value:,}".replace(",", money.signs_of(self.language)[1])

    def size(self, count: int) -> str:
        """Bytes as people say them: `4,1 GB`, `820 kB`."""
        return quantity.format_size(count, self.language)

    def day(self, day: date | datetime | None) -> str:
        if day is None:
            return ""
        return dates.format_day(self._day(day), self.language)

    def short_day(self, day: date | datetime) -> str:
        return dates.format_day(self._day(day), self.language, this_year=self.today.year)

    def long_day(self, day: date | datetime) -> str:
        """`Senin, 23 Nov 2026`."""
        return f"{dates.weekday(self._day(day), self.language)}, {self.day(day)}"

    def month(self, day: date) -> str:
        return dates.format_month(day, self.language, this_year=self.today.year)

    def weekday(self, day: date | datetime) -> str:
        return dates.weekday(self._day(day), self.language)

    def month_year(self, day: date) -> str:
        """`November 2026`."""
        return f"{dates.month_name(day, self.language)} {day.year}"

    def month_short(self, day: date) -> str:
        return dates.month_name(day, self.language, is_short=True)

    def days_between(self, first: date, last: date) -> str:
        """`23-29 November 2026`, both of them among it."""
        if first == last:
            return self.day(first)
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}-{last.day} {self.month_year(last)}"
        return f"{self.short_day(first)} - {self.day(last)}"

    def span(self, minutes: int) -> str:
        """`3 jam`, `1,5 jam`, `45 mnt`: how long something takes, to the half hour."""
        return dates.format_span(minutes, self.language)

    def near(self, day: date | datetime) -> str:
        return dates.format_day_near(self._day(day), self.language, self.today)

    def within(self, day: date | datetime) -> str:
        """As near(), inside a sentence."""
        text = self.near(day)
        return text[0].lower() + text[1:] if abs(self.days_until(day)) <= 1 else text

    def time(self, instant: datetime) -> str:
        return dates.format_time(instant.astimezone(self.zone).time(), self.language)

    def moment(self, instant: datetime) -> str:
        return f"{self.near(instant)} {self.time(instant)}"

    def moment_within(self, instant: datetime) -> str:
        """As moment(), inside a sentence."""
        return f"{self.within(instant)} {self.time(instant)}"

    def field_day(self, day: date | datetime | None) -> str:
        """As a date field takes it: ISO."""
        return self._day(day).isoformat() if day else ""

    def field_time(self, instant: datetime | None) -> str:
        return f"{instant.astimezone(self.zone):%H:%M}" if instant else ""

    def days(self, count: int, *, short: bool = False) -> str:
        return dates.format_days(count, self.language, is_short=short)

    def days_since(self, instant: datetime | None) -> int:
        return max(0, (self.today - self._day(instant)).days) if instant else 0

    def days_until(self, day: date | datetime) -> int:
        return (self._day(day) - self.today).days

    def is_past(self, instant: datetime, *, is_timed: bool = True) -> bool:
        return instant < self.now if is_timed else self._day(instant) < self.today

    def is_today(self, instant: datetime) -> bool:
        return self._day(instant) == self.today

    def phone(self, e164: str) -> str:
        return format_phone(e164)

    def initials(self, name: str) -> str:
        return names.initials(name)

    def hue(self, name: str) -> int:
        return names.hue_of(name)

    def _day(self, value: date | datetime) -> date:
        return value.astimezone(self.zone).date() if isinstance(value, datetime) else value
