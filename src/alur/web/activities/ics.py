"""Activities as calendar programs read them (RFC 5545), in the words of whom they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from alur.conversations.models import ActivityKind
from alur.conversations.models.activity import NO_REMINDER
from alur.conversations.queries.calendar import Entry, Told
from alur.web.activities.kinds import kind_names
from alur.web.shell.formats import Formats

PRODUCT = "-//Alur//Alur//EN"
REFRESH = timedelta(minutes=30)
OUTSIDE = (ActivityKind.MEETING, ActivityKind.VISIT)
"""What one goes to: a call has no place."""
NOTHING = Told("", "")


def calendar_of(
    entries: Iterable[Entry], f: Formats, *, name: str, base: str, told: Mapping[int, Told], shows_names: bool = True
) -> bytes:
    """A calendar with these entries, and the note and place of each that has them in `told`, by its id.

    `base` is the address of this Alur, for links and ids that are its own.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    kinds = kind_names()
    for entry in entries:
        calendar.add_component(_event(entry, f, kinds, base, told.get(entry.item.id, NOTHING), shows_names))
    return bytes(calendar.to_ical())


def _event(entry: Entry, f: Formats, kinds: dict[str, str], base: str, told: Told, shows_names: bool) -> Event:
    item, event = entry.item, Event()
    host = base.split("//", 1)[-1].split("/", 1)[0]
    number = f"{item.id}-{entry.begins_at:%Y%m%dT%H%M}" if entry.is_ahead else str(item.id)
    event.add("uid", f"{number}@{host}")
    event.add("dtstamp", item.updated_at.astimezone(UTC))
    event.add("last-modified", item.updated_at.astimezone(UTC))
    if item.is_timed:
        event.add("dtstart", entry.begins_at.astimezone(UTC))
        event.add("dtend", entry.ends_at.astimezone(UTC))
    else:
        day = entry.begins_at.astimezone(f.zone).date()
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
    event.add("summary", _summary(entry, kinds, shows_names))
    event.add("status", "CONFIRMED")
    event.add("url", f"{base}/deals/{item.deal_id}/" if item.deal_id else f"{base}/activities/{item.id}/")
    if shows_names:
        _details(event, entry, told, f)
    if item.remind_minutes is not None and item.remind_minutes != NO_REMINDER and item.done_at is None:
        event.add_component(_alarm(item.remind_minutes, event["summary"]))
    return event


def _summary(entry: Entry, kinds: dict[str, str], shows_names: bool) -> str:
    item = entry.item
    text = kinds[item.kind]
    if shows_names:
        text = f"{text}: {item.name}" + (f", {item.title}" if item.title else "")
    return _("Done: %(what)s") % {"what": text} if item.done_at else text


def _details(event: Event, entry: Entry, told: Told, f: Formats) -> None:
    item = entry.item
    lines = [item.deal_title, item.person, f.phone(item.phone) if item.phone else "", told.note, item.outcome]
    if told.place and item.kind in OUTSIDE:
        event.add("location", told.place)
    text = "\n".join(line for line in lines if line)
    if text:
        event.add("description", text)


def _alarm(minutes: int, text: Any) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", timedelta(minutes=-minutes))
    return alarm


def entry_of(item: Any, at: datetime) -> Entry:
    """One activity as an entry."""
    return Entry(item, item.due_at or item.done_at or at)
