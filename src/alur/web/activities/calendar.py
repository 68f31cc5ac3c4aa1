"""The calendar: a day, a week or a month of one's own and of colleagues whose deals one sees."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alur.conversations.queries.calendar import MOST, Entry, busy_instants, counts_by_owner, entries
from alur.conversations.queries.day import unplanned_of
from alur.conversations.queries.reaching import numbers_of
from alur.kernel.dates import day_bounds, parse_day
from alur.kernel.free_days import holiday_on
from alur.kernel.ids import id_from
from alur.kernel.refusal import Refusal
from alur.pipeline.queries.owners import owners_to_look_at
from alur.tenancy.models import Member
from alur.web.activities.blocks import Column, column_of
from alur.web.activities.kinds import GLYPHS, kind_names
from alur.web.activities.lines import whatsapp_of, with_numbers
from alur.web.shell.answers import page
from alur.web.shell.formats import Formats
from alur.web.shell.requests import MemberRequest, member_required

VIEWS = ("day", "week", "month")
MOST_LINES = 3
MOST_KINDS = 3
SATURDAY = 5


@dataclass(frozen=True)
class Asked:
    """What the address asks for. `first` to `last` are the days shown, the last one not among them."""

    view: str
    on: date
    first: date
    last: date
    who: frozenset[int]
    kind: str

    def query(self, **changes: str) -> str:
        """The address with some of it changed; every member of `who` again."""
        own: dict[str, Any] = {"view": self.view, "on": self.on.isoformat(), "kind": self.kind, **changes}
        pairs = [(name, value) for name, value in own.items() if value]
        return "?" + urlencode([*pairs, *(("who", one) for one in sorted(self.who))])

    def to(self, day: date, view: str = "") -> str:
        return self.query(on=day.isoformat(), view=view or self.view)

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=count) for count in range((self.last - self.first).days)]

    def step(self, by: int) -> str:
        """The stretch before (-1) or after (1)."""
        if self.view != "month":
            return self.to(self.on + by * (self.last - self.first))
        middle = self.on.replace(day=15) + timedelta(days=30 * by)
        return self.to(middle.replace(day=1))


@dataclass
class Cell:
    """A day with what stands on it, as a month and the phone's strip show it."""

    day: date
    entries: list[Entry] = field(default_factory=list)
    holiday: str = ""

    @property
    def is_off(self) -> bool:
        return self.day.weekday() >= SATURDAY or bool(self.holiday)

    @property
    def minutes(self) -> int:
        return sum(entry.minutes for entry in self.entries if not entry.is_ahead and entry.item.is_timed)


@require_safe
@member_required
def calendar(request: MemberRequest) -> HttpResponse:
    members = sorted(owners_to_look_at(request.member), key=lambda one: one.id != request.member.id)
    asked = _asked(request, members)
    f = request.f
    begin, _end = day_bounds(asked.first, f.zone)
    end, _past = day_bounds(asked.last, f.zone)
    everything = entries(request.member, asked.who, begin, end, zone=f.zone)
    shown = [entry for entry in everything if not asked.kind or entry.item.kind == asked.kind]
    cells = _cells(asked, shown, f)
    context = {
        "asked": asked,
        "cells": cells,
        "columns": [] if asked.view == "month" else _columns(request, cells, asked),
        "members": members,
        "names": {one.id: one.name for one in members},
        "counts": counts_by_owner(request.member, [one.id for one in members], begin, end),
        "kinds_shown": _kinds(everything, asked.kind),
        "total": sum(1 for entry in shown if not entry.is_ahead),
        "late": sum(1 for entry in shown if _is_missed(entry, f)),
        "side": _side(request, asked) if asked.view != "month" else {},
        "chosen": with_numbers(request, [entry.item for entry in cells[asked.on].entries if not entry.is_ahead]),
        "kinds": kind_names(),
        "glyphs": GLYPHS,
        "can_edit": request.member.can_change,
        "whatsapp": whatsapp_of,
        "is_missed": lambda entry: _is_missed(entry, f),
        "most_lines": MOST_LINES,
        "is_cut": sum(1 for entry in everything if not entry.is_ahead) >= MOST,
        "here": request.get_full_path(),
    }
    return page(request, "activities/calendar.html", context)


def _asked(request: MemberRequest, members: list[Member]) -> Asked:
    """What means nothing is as if it were not asked."""
    get = request.GET
    try:
        on = parse_day(get["on"]) if get.get("on") else request.f.today
    except Refusal:
        on = request.f.today
    view = get.get("view", "week") if get.get("view") in VIEWS else "week"
    first, last = on, on + timedelta(days=1)
    if view == "week":
        first = on - timedelta(days=on.weekday())
        last = first + timedelta(days=7)
    elif view == "month":
        begin = on.replace(day=1)
        first = begin - timedelta(days=begin.weekday())
        after = (begin + timedelta(days=31)).replace(day=1)
        last = after + timedelta(days=-after.weekday() % 7)
    seen = {one.id for one in members}
    who = frozenset(filter(seen.__contains__, map(id_from, get.getlist("who")))) or frozenset({request.member.id})
    kind = get.get("kind", "") if get.get("kind") in GLYPHS else ""
    return Asked(view, on, first, last, who, kind)


def _cells(asked: Asked, shown: list[Entry], f: Formats) -> dict[date, Cell]:
    cells = {day: Cell(day, holiday=holiday_on(day, f.language)) for day in asked.days}
    for entry in shown:
        cells[entry.begins_at.astimezone(f.zone).date()].entries.append(entry)
    for cell in cells.values():
        cell.entries.sort(key=lambda entry: entry.item.is_timed)
    return cells


def _columns(request: MemberRequest, cells: dict[date, Cell], asked: Asked) -> list[Column]:
    f = request.f
    timed = [
        (entry.begins_at.astimezone(f.zone), entry.ends_at.astimezone(f.zone))
        for cell in cells.values()
        for entry in cell.entries
        if entry.item.is_timed
    ]
    first, last = _hours(timed)
    return [column_of(cell.day, cell.entries, f, request.member.id, first, last) for cell in cells.values()]


def _hours(spans: list[tuple[datetime, datetime]]) -> tuple[int, int]:
    """The hours shown: the usual ones of a working day, and further where something lies outside."""
    first = min([7, *(begin.hour for begin, _ in spans)])
    last = max([18, *(24 if end.date() > begin.date() else end.hour + 1 for begin, end in spans)])
    return first, min(24, last)


def _kinds(found: list[Entry], chosen: str) -> dict[str, int]:
    """The kinds there are most of, and the chosen one, with how many."""
    counted = Counter(entry.item.kind for entry in found if not entry.is_ahead)
    most = dict(counted.most_common(MOST_KINDS))
    return {**most, **({chosen: counted[chosen]} if chosen else {})}


def _is_missed(entry: Entry, f: Formats) -> bool:
    """Its time is past, and nobody wrote what came of it."""
    item = entry.item
    return item.done_at is None and not entry.is_ahead and f.is_past(entry.begins_at, is_timed=item.is_timed)


def _side(request: MemberRequest, asked: Asked) -> dict[str, Any]:
    """What stands beside a week: the month, and deals that nothing is planned for."""
    f = request.f
    begin = asked.on.replace(day=1)
    first = begin - timedelta(days=begin.weekday())
    days = [first + timedelta(days=count) for count in range(42)]
    since, until = day_bounds(days[0], f.zone)[0], day_bounds(days[-1], f.zone)[1]
    busy: dict[date, int] = defaultdict(int)
    for moment in busy_instants(request.member, request.member.id, since, until):
        busy[moment.astimezone(f.zone).date()] += 1
    unplanned = unplanned_of(request.member, request.member.id)
    return {
        "days": days,
        "busy": busy,
        "unplanned": unplanned,
        "before": (begin - timedelta(days=1)).replace(day=1),
        "after": (begin + timedelta(days=31)).replace(day=1),
        "numbers": numbers_of(request.workspace.id, [line.about for line in unplanned.lines]),
        "title": _("Without a next step"),
    }
