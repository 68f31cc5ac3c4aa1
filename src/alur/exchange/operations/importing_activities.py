"""Rows of a calendar that become activities of whoever brings them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from alur.conversations.models import Activity, ActivityKind
from alur.conversations.operations.planning import NewActivity, add, delete, edit
from alur.events.recording import Operation, attempt
from alur.exchange.mapping import FileMapping
from alur.exchange.models import ImportedRecord
from alur.exchange.operations.matching import Known
from alur.exchange.operations.rhythms import begins_at, rhythm_of
from alur.exchange.operations.rows import CREATED, SKIPPED, UPDATED, Judged, Unready, Written, header_of
from alur.exchange.reading import read_rows
from alur.exchange.remembering import Remembered
from alur.kernel import recurring
from alur.kernel.refusal import N_, Refusal
from alur.people.models import ContactKind, ContactPoint, Person

LONGEST_MINUTES = 24 * 60
KEPT = ("kind", "title", "body", "is_timed", "minutes")
SERIES = ("recurrence", "repeats_until", "series_from")


class ActivityPlanner(Unready):
    """What is past is written down as done, what is to come is planned. Known by its number, it is not made again;
    called off, it is deleted while it is still planned."""

    def __init__(self, mapping: FileMapping, known: Known, duplicates: str) -> None:
        self.mapping, self.known, self.duplicates = mapping, known, duplicates
        self.persons: dict[str, Person] = {}
        self.there: dict[str, Activity] = {}
        self.seen = Remembered()

    def prepare(self, batch: Sequence[Mapping[str, Any]]) -> None:
        ws = self.known.workspace.id
        points = ContactPoint.objects.filter(
            workspace_id=ws, kind=ContactKind.EMAIL, person_id__isnull=False,
            value__in={one for row in batch for one in _addresses(row)},
        ).order_by("-person_id").values_list("value", "person_id")  # fmt: skip
        found = list(points)
        persons = {one.id: one for one in Person.objects.filter(workspace_id=ws, id__in={one for _, one in found})}
        self.persons = {value: persons[person_id] for value, person_id in found if person_id in persons}
        self.there = self._there([row["external_id"] for row in batch if "external_id" in row])

    def judge(self, number: int, values: Mapping[str, Any]) -> Judged:
        outside = values.get("external_id", "")
        there = self.there.get(outside)
        if "called_off" in values:
            is_known = there is not None and there.is_planned
            return Judged(number, UPDATED if is_known else SKIPPED, {"number": outside}, there.id if there else None)
        new = self._new(values)
        if there is not None:
            changes = _changes(there, new)
            is_same = not changes or not there.is_planned or new.done_at  # One that is done is history.
            return Judged(number, SKIPPED if is_same else UPDATED, {"changes": changes, "number": outside}, there.id)
        if outside and self.seen.setdefault(outside, number) != number:
            return Judged(number, SKIPPED, {})
        return Judged(number, CREATED, {"new": new, "number": outside})

    def write(self, batch: Sequence[Judged], act: Operation) -> Written:
        written, known = Written([], [], []), self.known
        for one in batch:
            if one.action == SKIPPED:
                continue
            try:
                with attempt():
                    if one.action == CREATED:
                        row = add(known.workspace.id, one.values["new"], by=known.by, at=known.at)
                        written.made.append(("activity", row.id, row.version))
                        written.keys[row.id] = one.values["number"]
                    else:
                        there = self.there[one.values["number"]]
                        if "changes" in one.values:
                            edit(there, one.values["changes"], by=known.by, at=known.at)
                        else:
                            delete(there, by=known.by, at=known.at)
                        written.changed.append(("activity", there.id, 0))
            except Refusal as refusal:
                written.refused.append((one, refusal))
        return written

    def _there(self, numbers: list[str]) -> dict[str, Activity]:
        """What this member's earlier imports made of these events, as far as it is there still."""
        ws = self.known.workspace.id
        rows = ImportedRecord.objects.filter(workspace_id=ws, kind="activity", key__in=set(numbers) - {""})
        keys = dict(rows.order_by("id").values_list("record_id", "key"))
        own = Activity.objects.filter(
            workspace_id=ws, id__in=keys, owner_id=self.known.by.id if self.known.by else None, deleted_at__isnull=True
        )
        return {keys[one.id]: one for one in own}

    def _new(self, values: Mapping[str, Any]) -> NewActivity:
        zone, at = self.known.workspace.zone, self.known.at
        try:
            begin, is_timed = begins_at(values.get("starts", ""), zone)
        except Refusal as refusal:
            raise Refusal(refusal.message, field=header_of(self.mapping, "starts")) from None
        addresses = _addresses(values)
        person = next((self.persons[one] for one in addresses if one in self.persons), None)
        if person is None:
            raise Refusal(
                N_("None of its guests is a person who is known here by e-mail."),
                field=header_of(self.mapping, "email"),
            )
        others = [one for one in addresses if self.persons.get(one) is not person]
        minutes = values.get("minutes", "")
        length = int(minutes) if minutes.isdecimal() and 0 < int(minutes) <= LONGEST_MINUTES else None
        typed = values.get("recurrence", "")
        rhythm = rhythm_of(typed, begin) if typed else None
        body = [values.get("note", ""), ", ".join(others), f"↻ {typed}" if typed and rhythm is None else ""]
        kind = values.get("activity_kind", "")
        ends_at = begin + timedelta(minutes=length or 0) if is_timed else begin + timedelta(days=1)
        number, due = 0, begin
        if rhythm is not None and begin <= at:
            following = recurring.following(begin, rhythm.rule, 0, after=at, until=rhythm.until)
            number, due = following or (0, begin)
        is_past = due == begin and ends_at <= at
        return NewActivity(
            kind=kind if kind in ActivityKind.values else ActivityKind.MEETING,
            title=" ".join(values.get("title", "").split())[:200],
            body="\n".join(filter(None, body)).strip(),
            person=person,
            organization=person.organization,
            owner=self.known.by,
            due_at=due,
            is_timed=is_timed,
            minutes=length,
            recurrence=rhythm.rule if rhythm and not is_past else "",
            repeats_until=rhythm.until if rhythm and not is_past else None,
            series_from=begin if rhythm and not is_past else None,
            series_number=number,
            done_at=ends_at if is_past else None,
        )


def _changes(there: Activity, new: NewActivity) -> dict[str, Any]:
    """What the calendar says otherwise.

    A series has gone on from where it began, as long as it still begins there; one that was made to repeat here alone
    goes on repeating.
    """
    names = (*KEPT, *SERIES) if new.recurrence else KEPT
    changed = [name for name in names if getattr(new, name) != getattr(there, name)]
    is_begun_anew = any(name in SERIES for name in changed) if new.recurrence else not there.recurrence
    if is_begun_anew and new.due_at != there.due_at:
        changed += ["due_at", "series_number"]
    return {name: getattr(new, name) for name in changed}


def called_off(path: Path, mapping: FileMapping) -> int:
    """How many events of the file were called off."""
    column = mapping.column("called_off")
    return sum(1 for _number, cells in read_rows(path) if column.cell(cells)) if column else 0


def unheld(path: Path, mapping: FileMapping, zone: ZoneInfo) -> int:
    """How many events of the file repeat in a way that an activity cannot hold."""
    starts, repeats = mapping.column("starts"), mapping.column("recurrence")
    if starts is None or repeats is None:
        return 0
    rows = ((starts.cell(cells), repeats.cell(cells)) for _number, cells in read_rows(path))
    return sum(1 for start, typed in rows if typed and not _holds(start, typed, zone))


def _holds(start: str, typed: str, zone: ZoneInfo) -> bool:
    try:
        begin: datetime = begins_at(start, zone)[0]
    except Refusal:
        return True  # it stays out for another reason
    return rhythm_of(typed, begin) is not None


def _addresses(values: Mapping[str, Any]) -> list[str]:
    return _parted(str(values.get("email", "")).lower().split(","))


def _parted(texts: Iterable[str]) -> list[str]:
    return [text.strip() for text in texts if text.strip()]
