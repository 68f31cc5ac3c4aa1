"""Events and tasks of a calendar file (.ics) as rows of text, one at a time, however long the file is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Component

EVENT_HEADERS = ("Judul", "Jenis", "Mulai", "Menit", "Ulang", "Email", "Catatan", "ID")
LONGEST, LONGEST_NOTE = 2_000, 8_000
"""Lines of one event that are looked at, and letters of a note that are kept."""
_KINDS = (
    ("call", re.compile(r"\b(telepon|telpon|telp|call|phone)\b", re.IGNORECASE)),
    ("whatsapp", re.compile(r"\b(wa|whatsapp)\b", re.IGNORECASE)),
    ("visit", re.compile(r"\b(kunjungan|kunjungi|visit)\b", re.IGNORECASE)),
)


def read_events(lines: Iterable[str]) -> Iterator[list[str]]:
    """A row under EVENT_HEADERS for each; cancelled ones are left out, one that cannot be read has no start."""
    found: list[str] = []
    name = ""
    for line in lines:
        mark = line.strip().upper()
        if not name and mark in ("BEGIN:VEVENT", "BEGIN:VTODO"):
            name, found = mark[6:], []
        if name and len(found) < LONGEST:
            found.append(line.rstrip("\r\n"))
        if name and mark == f"END:{name}":
            found[-1] = mark
            row = _row("\r\n".join(found) + "\r\n")
            if row is not None:
                yield row
            name = ""


def _row(text: str) -> list[str] | None:
    try:
        event = Component.from_ical(text)
        if str(event.get("status", "")).upper() == "CANCELLED":
            return None
        return _cells(event)
    except (ValueError, KeyError, AttributeError, TypeError, OverflowError):
        title = re.search(r"^SUMMARY[^:]*:(.*)$", text, re.MULTILINE | re.IGNORECASE)
        return [title[1].strip() if title else "?", "", "", "", "", "", "", ""]


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
