"""Events and tasks of a calendar file (.ics) as rows of text, one at a time, however long the file is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from icalendar import Component
from icalendar.timezone import tzp

EVENT_HEADERS = ("Judul", "Jenis", "Mulai", "Menit", "Ulang", "Email", "Catatan", "ID", "Status")
CANCELLED = "cancelled"
LONGEST, LONGEST_NOTE = 2_000, 8_000
"""Lines of one event that are looked at, and letters of a note that are kept."""
MOST_ZONES = 20
_BLOCKS = {f"BEGIN:{name}": name for name in ("VEVENT", "VTODO", "VTIMEZONE")}
_ZONE_NAME = re.compile(r"^TZID[^:\r\n]*:(.+?)\s*$", re.MULTILINE | re.IGNORECASE)
_IN_ZONE = re.compile(r';TZID=("?)([^":;\r\n]+)\1', re.IGNORECASE)
# Summer times begin on a day of the year; to work out a rule by the second would never end.
_ODD_RULE = re.compile(
    r"^RRULE(?!:(?:(?:FREQ=YEARLY|(?:BYMONTH|BYDAY|BYMONTHDAY|UNTIL|WKST)=[^;\s]+);?)+\s*$)",
    re.MULTILINE | re.IGNORECASE,
)
_KINDS = (
    ("call", re.compile(r"\b(telepon|telpon|telp|call|phone)\b", re.IGNORECASE)),
    ("whatsapp", re.compile(r"\b(wa|whatsapp)\b", re.IGNORECASE)),
    ("visit", re.compile(r"\b(kunjungan|kunjungi|visit)\b", re.IGNORECASE)),
)


def read_events(lines: Iterable[str]) -> Iterator[list[str]]:
    """A row under EVENT_HEADERS for each; one that cannot be read has no start, one that was called off says so."""
    found: list[str] = []
    name, is_called_off = "", False
    zones: dict[str, str] = {}
    for line in lines:
        mark = line.strip().upper()
        is_called_off = is_called_off or (not name and mark == "METHOD:CANCEL")
        if not name and mark in _BLOCKS:
            name, found = _BLOCKS[mark], []
        if name and len(found) < LONGEST:
            found.append(line.rstrip("\r\n"))
        if name and mark == f"END:{name}":
            found[-1] = mark
            text = "\r\n".join(found) + "\r\n"
            if name == "VTIMEZONE":
                _learn(text, zones)
            else:
                yield _row(_in_known_zones(text, zones), is_called_off)
            name = ""


def _learn(text: str, zones: dict[str, str]) -> None:
    """A zone of the file's own making (Outlook: "Customized Time Zone"), under a name that only its content has.

    The reader of calendars keeps zones by name for as long as it runs, and another file means another by that name.
    """
    given = _ZONE_NAME.search(text)
    if given is None or len(zones) == MOST_ZONES or _ODD_RULE.search(text) or tzp.timezone(given[1]) is not None:
        return
    name = f"own-{sha256(text.encode()).hexdigest()[:16]}"
    try:
        Component.from_ical(text[: given.start(1)] + name + text[given.end(1) :])
    except (ValueError, KeyError, AttributeError, TypeError, OverflowError):
        return
    zones[given[1]] = name


def _in_known_zones(text: str, zones: dict[str, str]) -> str:
    return _IN_ZONE.sub(lambda one: f";TZID={zones[one[2]]}" if one[2] in zones else one[0], text) if zones else text


def _row(text: str, is_called_off: bool) -> list[str]:
    try:
        event = Component.from_ical(text)
        is_called_off = is_called_off or str(event.get("status", "")).upper() == "CANCELLED"
        return [*_cells(event), CANCELLED if is_called_off else ""]
    except (ValueError, KeyError, AttributeError, TypeError, OverflowError):
        title = re.search(r"^SUMMARY[^:]*:(.*)$", text, re.MULTILINE | re.IGNORECASE)
        return [title[1].strip() if title else "?", *[""] * (len(EVENT_HEADERS) - 1)]


def _cells(event: Any) -> list[str]:
    title = str(event.get("summary", "")).strip()
    start = event.get("dtstart") or event.get("due")
    note = [str(event.get(name, "")).strip() for name in ("location", "description")]
    number = str(event.get("uid", "")).strip()
    if number and "recurrence-id" in event:
        number += f" {event['recurrence-id'].to_ical().decode()}"
    return [
        title,
        _kind(event.name, title),
        start.dt.isoformat() if start is not None else "",
        _minutes(event),
        _rhythm(event),
        ", ".join(dict.fromkeys(_addresses(event))),
        "\n".join(filter(None, note))[:LONGEST_NOTE],
        number[:255],
    ]


def _kind(name: str, title: str) -> str:
    """A task is a task; an event is what its title calls it, or else a meeting."""
    if name == "VTODO":
        return "task"
    return next((kind for kind, words in _KINDS if words.search(title)), "meeting")


def _minutes(event: Any) -> str:
    begin, end, lasts = event.get("dtstart"), event.get("dtend"), event.get("duration")
    if begin is None or not isinstance(begin.dt, datetime):
        return ""
    length = lasts.dt if lasts is not None else _between(begin.dt, end.dt) if end is not None else None
    return str(int(length.total_seconds() // 60)) if isinstance(length, timedelta) and length > timedelta(0) else ""


def _between(begin: datetime, end: date) -> timedelta | None:
    return end - begin if isinstance(end, datetime) and (end.tzinfo is None) == (begin.tzinfo is None) else None


def _rhythm(event: Any) -> str:
    rule = event.get("rrule")
    if rule is None:
        return "RDATE" if "rdate" in event else ""
    several = isinstance(rule, list)
    text = (rule[0] if several else rule).to_ical().decode()
    return ";".join([text, *(name.upper() for name in ("exdate", "rdate") if name in event), *(["+"] * several)])


def _addresses(event: Any) -> Iterator[str]:
    for name in ("attendee", "organizer"):
        given = event.get(name, [])
        for one in given if isinstance(given, list) else [given]:
            address = str(one)
            if address.lower().startswith("mailto:"):
                yield address[7:].strip().lower()
