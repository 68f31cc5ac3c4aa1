"""Rows of a file as they will stand, before anything is saved."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from alur.conversations.models import ActivityKind, Recurrence
from alur.exchange.mapping import AMOUNTS, DAYS, FileMapping
from alur.exchange.operations.rhythms import begins_at, rhythm_of
from alur.exchange.operations.rows import Judged, values_of
from alur.exchange.reading import read_rows
from alur.kernel.quantity import format_discount, format_quantity
from alur.kernel.refusal import Refusal
from alur.people.models import Organization, Person
from alur.web.shell.requests import MemberRequest

PREVIEWED = 5
SHOWN_SAME = 8
SAME: dict[str, tuple[Any, str]] = {
    "organization": (Organization, "/organizations/"), "person": (Person, "/persons/")
}  # fmt: skip
LOOKED_AT = 2_000
"""So many rows are looked through for one of each kind: open, won, lost."""


class Taken:
    """The rows that are taken for records that are there: how many, and the first of them."""

    def __init__(self) -> None:
        self.count = 0
        self._first: list[Judged] = []

    def note(self, one: Judged) -> None:
        self.count += 1
        if len(self._first) < SHOWN_SAME:
            self._first.append(one)

    def shown(self, workspace_id: int, kind: str) -> list[dict[str, Any]]:
        """Row, name, the record's name and address, and why."""
        if kind not in SAME:
            return []
        model, place = SAME[kind]
        ids = [one.found for one in self._first if one.found is not None]
        names = dict(model.objects.filter(workspace_id=workspace_id, id__in=ids).values_list("id", "name"))
        return [
            {
                "number": one.number, "name": one.values["name"],
                "known": one.before[1]["name"] if one.before else names.get(one.found, ""),
                "row": one.before[0] if one.before else 0, "place": f"{place}{one.found}/", "reasons": one.reasons,
            }
            for one in self._first
        ]  # fmt: skip


def preview(request: MemberRequest, mapping: FileMapping, path: Path) -> list[tuple[int, list[str]]]:
    """Some rows as they will stand, days and amounts in the reader's own writing: of each kind one, then the first."""
    names = list(dict.fromkeys(one.to for one in mapping.columns))
    firsts: dict[int, dict[str, Any]] = {}
    kinds: dict[str, int] = {}
    chosen: dict[int, dict[str, Any]] = {}
    for number, cells in islice(read_rows(path), LOOKED_AT if "state" in names else 4 * PREVIEWED):
        try:
            values = values_of(mapping, cells, request.workspace.currency)
        except Refusal:
            continue
        if len(firsts) < PREVIEWED:
            firsts[number] = values
        if kinds.setdefault(values.get("state", ""), number) == number:
            chosen[number] = values
        if len(chosen) == PREVIEWED:
            break
    for number, values in firsts.items():
        if len(chosen) < PREVIEWED:
            chosen.setdefault(number, values)
    return [(number, [_cell(request, name, chosen[number]) for name in names]) for number in sorted(chosen)]


def _cell(request: MemberRequest, name: str, values: dict[str, Any]) -> str:
    if name == "recurrence" and values.get(name):
        return _repeats(request, values[name], values.get("starts", ""))
    return shown(request, name, values.get(name))


def shown(request: MemberRequest, name: str, value: Any) -> str:
    if value is None:
        return ""
    if name == "starts":
        return _begins(request, str(value))
    if name == "activity_kind":
        return str(dict(ActivityKind.choices).get(value, value))
    if name == "called_off":
        return _("yes")
    if name == "quantity":
        return format_quantity(value, request.f.language)
    if name == "discount":
        return format_discount(value, request.f.language)
    if name in DAYS:
        return request.f.day(value)
    return request.f.money(value) if name in AMOUNTS else str(value)


def _begins(request: MemberRequest, text: str) -> str:
    try:
        begin, is_timed = begins_at(text, request.workspace.zone)
    except Refusal:
        return text
    return request.f.moment(begin) if is_timed else request.f.day(begin)


def _repeats(request: MemberRequest, typed: str, start: str) -> str:
    try:
        rhythm = rhythm_of(typed, begins_at(start, request.workspace.zone)[0])
    except Refusal:
        return typed
    if rhythm is None:
        return _("once, see its note")
    label = str(dict(Recurrence.choices)[Recurrence(rhythm.rule)])
    return (
        _("%(often)s until %(day)s") % {"often": label, "day": request.f.day(rhythm.until)} if rhythm.until else label
    )
