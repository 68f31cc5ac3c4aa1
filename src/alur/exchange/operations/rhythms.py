"""How an event of a calendar repeats, as far as an activity can: every day, week or month, from its beginning on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from alur.kernel import recurring
from alur.kernel.dates import at_local
from alur.kernel.refusal import N_, Refusal

NINE = time(9, 0)
MOST_TIMES = 10_000
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`until` is the last day on which it may fall."""

    rule: str
    until: date | None = None


def begins_at(text: str, zone: ZoneInfo) -> tuple[datetime, bool]:
    """When an event begins on the clock of `zone`, and whether it has an hour. Refusal for what is no time.

    A time that names no zone is one of `zone`.
    """
    try:
        if len(text) == len("2026-11-30"):
            return at_local(date.fromisoformat(text), NINE, zone), False
        found = datetime.fromisoformat(text)
        return (found.replace(tzinfo=zone) if found.tzinfo is None else found.astimezone(zone)), True
    except (ValueError, OverflowError):
        raise Refusal(N_("When this begins cannot be read.")) from None


def rhythm_of(text: str, begin: datetime) -> Rhythm | None:
    """What an RRULE says of an event that begins then; None where an activity cannot hold it, or it does not repeat."""
    parts = dict(one.partition("=")[::2] for one in text.upper().split(";") if one)
    rule = parts.pop("FREQ", "").lower()
    parts.pop("WKST", None)
    own = {"weekly": ("BYDAY", _WEEKDAYS[begin.weekday()]), "monthly": ("BYMONTHDAY", str(begin.day))}.get(rule)
    if own and parts.get(own[0]) == own[1]:
        del parts[own[0]]
    if parts.pop("INTERVAL", "1") != "1" or rule not in recurring.RULES or set(parts) - {"UNTIL", "COUNT"}:
        return None
    if rule == recurring.MONTHLY and begin.day > 28:  # a calendar leaves the short months out, an activity does not
        return None
    try:
        return Rhythm(rule, _until(parts, rule, begin))
    except (ValueError, OverflowError):
        return None


def _until(parts: dict[str, str], rule: str, begin: datetime) -> date | None:
    if "COUNT" in parts:
        times = int(parts["COUNT"])
        if not 0 < times <= MOST_TIMES:
            raise ValueError
        return recurring.occurrence(begin, rule, times - 1).date()
    if "UNTIL" not in parts:
        return None
    found = datetime.fromisoformat(parts["UNTIL"])
    return found.astimezone(begin.tzinfo).date() if found.tzinfo is not None else found.date()
