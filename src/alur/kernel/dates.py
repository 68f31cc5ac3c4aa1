"""Days and times as people write and read them. Instants are aware UTC; a day belongs to a zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from alur.kernel.refusal import N_, Refusal

MONTHS = {
    "id": ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
           "November", "Desember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip
SHORT_MONTHS = {
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
WEEKDAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
NEAR = {"id": {-1: "Kemarin", 0: "Hari ini", 1: "Besok"}, "en": {-1: "Yesterday", 0: "Today", 1: "Tomorrow"}}
ORDERS = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2)}
YEARS = range(1900, 3000)
"""Of days that people mean: a browser's date field sends the year 20 to who stops typing there."""
COMING_DAYS = 6
A_HOUR = 60

_NUMERIC = re.compile(r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})$")
_NAMED = re.compile(r"(\d{1,2})\s+([A-Za-z]{3,})\.?\s+(\d{4})$")
_TIME = re.compile(r"(\d{1,2})[.:](\d{2})$")
_MONTH_NUMBERS = {
    **{name.casefold(): i for names in MONTHS.values() for i, name in enumerate(names, 1)},
    **{name.casefold(): i for names in SHORT_MONTHS.values() for i, name in enumerate(names, 1)},
    "agt": 8, "ags": 8, "peb": 2, "nop": 11, "sept": 9,
}  # fmt: skip


@cache
def known_zones() -> frozenset[str]:
    """Names of all time zones. Python looks through the disk for them each time: 9 ms."""
    return frozenset(available_timezones())


def parse_day(text: str, *, field: str | None = None) -> date:
    """`25/12/2026`, `25-12-2026`, `2026-12-25`, `25 Desember 2026`, `25 Dec 2026`. The American order is refused."""
    cleaned = text.strip()
    named = _NAMED.match(cleaned)
    if named and named[2].casefold() in _MONTH_NUMBERS:
        return _day(int(named[3]), _MONTH_NUMBERS[named[2].casefold()], int(named[1]), text, field)
    numeric = _NUMERIC.match(cleaned)
    if numeric and len(numeric[1]) == 4:
        return _day(int(numeric[1]), int(numeric[2]), int(numeric[3]), text, field)
    if numeric and len(numeric[3]) == 4:
        return _day(int(numeric[3]), int(numeric[2]), int(numeric[1]), text, field)
    raise _no_day(text, field)


def parse_day_with_order(text: str, order: str, *, field: str | None = None) -> date:
    """A day of an imported column, whose one order was chosen: `dmy`, `mdy` or `ymd`."""
    cleaned = text.strip().split("T")[0].split(" ")[0] if _NUMERIC.match(text.strip()[:10]) else text.strip()
    numeric = _NUMERIC.match(cleaned)
    if numeric is None:
        return parse_day(text, field=field)
    parts = [int(numeric[1]), int(numeric[2]), int(numeric[3])]
    year, month, day = (parts[place] for place in ORDERS[order])
    return _day(year + 2000 if year < 100 else year, month, day, text, field)


def _day(year: int, month: int, day: int, text: str, field: str | None) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise _no_day(text, field) from None
    if year not in YEARS:
        raise _no_day(text, field)
    return found


def _no_day(text: str, field: str | None) -> Refusal:
    return Refusal(N_("“%(text)s” is not a date. Type day, month, year, like 25/12/2026."), field=field, text=text)


def parse_time(text: str, *, field: str | None = None) -> time:
    """`15.00` or `15:00`."""
    match = _TIME.match(text.strip())
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise Refusal(N_("“%(text)s” is not a time. Type it like 15.00."), field=field, text=text)
    return time(int(match[1]), int(match[2]))


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()


def day_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The half-open interval of instants that a day is in a zone."""
    begin = datetime.combine(day, time.min, tzinfo=zone)
    end = datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)
    return begin.astimezone(UTC), end.astimezone(UTC)


def at_local(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def iso(value: date | datetime) -> str:
    """A day or an instant as facts carry it: one instant has one writing, in UTC."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value.isoformat()


def format_day(day: date, language: str, *, this_year: int | None = None) -> str:
    """`23 Nov 2026`; without the year where it is `this_year`."""
    text = f"{day.day} {SHORT_MONTHS[_known(language)][day.month - 1]}"
    return text if day.year == this_year else f"{text} {day.year}"


def format_day_near(day: date, language: str, today: date) -> str:
    """Today, tomorrow, the coming six days by name, else the date."""
    language = _known(language)
    away = (day - today).days
    if away in NEAR[language]:
        return NEAR[language][away]
    if 1 < away <= COMING_DAYS:
        return WEEKDAYS[language][day.weekday()]
    return format_day(day, language, this_year=today.year)


def format_month(day: date, language: str, *, this_year: int) -> str:
    """`Nov`, and with its year where that is another: `Jan 2027`."""
    text = SHORT_MONTHS[_known(language)][day.month - 1]
    return text if day.year == this_year else f"{text} {day.year}"


def weekday(day: date, language: str) -> str:
    return WEEKDAYS[_known(language)][day.weekday()]


def month_name(day: date, language: str, *, is_short: bool = False) -> str:
    return (SHORT_MONTHS if is_short else MONTHS)[_known(language)][day.month - 1]


def format_span(minutes: int, language: str) -> str:
    """`45 mnt`, and from an hour on to the half hour: `1,5 jam`, `3 jam`; in English `45 min`, `1.5 h`."""
    is_indonesian = _known(language) == "id"
    if minutes < A_HOUR:
        return f"{minutes} {'mnt' if is_indonesian else 'min'}"
    halves = (minutes + A_HOUR // 4) // (A_HOUR // 2)
    hours = str(halves // 2) + (("," if is_indonesian else ".") + "5" if halves % 2 else "")
    return f"{hours} {'jam' if is_indonesian else 'h'}"


def format_time(clock: time, language: str) -> str:
    return f"{clock:%H.%M}" if _known(language) == "id" else f"{clock:%H:%M}"


def format_days(count: int, language: str, *, is_short: bool = False) -> str:
    """`21 hari` (`21 hr` on a card); in English `21 days` (`21 d`)."""
    number = f"{count:,}"
    if _known(language) == "id":
        return f"{number.replace(',', '.')} {'hr' if is_short else 'hari'}"
    if is_short:
        return f"{number} d"
    return f"{number} day" if count == 1 else f"{number} days"


def _known(language: str) -> str:
    return "id" if language.startswith("id") else "en"
