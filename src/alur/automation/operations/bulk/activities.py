"""What can be done to many activities: the verbs of `conversations`, one by one. What is done stays as it was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from alur.automation.operations.bulk.others import Delete, JudgedRecord, edit_each
from alur.conversations.models import Activity
from alur.conversations.operations import planning
from alur.events.recording import Operation
from alur.kernel.dates import at_local
from alur.kernel.refusal import N_, Refusal
from alur.pipeline.operations.totalling import zone_of
from alur.tenancy.models import Member

FARTHEST = 366
LONGEST_OUTCOME = 2000


@dataclass(frozen=True, slots=True)
class Give:
    owner_id: int | None

    def judge(self, rows: Sequence[Activity], *, at: datetime) -> list[JudgedRecord]:
        changes = {"owner_id": self.owner_id}
        return [_planned(row) or JudgedRecord(row, row.owner_id != self.owner_id, changes) for row in rows]

    def write(self, judged: Sequence[JudgedRecord], *, act: Operation) -> None:
        edit_each(judged, planning.edit, act)


@dataclass(frozen=True, slots=True)
class Move:
    """By so many days, or to a day; each keeps its hour."""

    days: int = 0
    on: date | None = None

    def judge(self, rows: Sequence[Activity], *, at: datetime) -> list[JudgedRecord]:
        return [_planned(row) or self._moved(row) for row in rows]

    def write(self, judged: Sequence[JudgedRecord], *, act: Operation) -> None:
        edit_each(judged, planning.edit, act)

    def _moved(self, row: Activity) -> JudgedRecord:
        assert row.due_at is not None
        zone = zone_of(row.workspace_id)
        due = row.due_at.astimezone(zone)
        moved = at_local(self.on or due.date() + timedelta(days=self.days), due.time(), zone)
        return JudgedRecord(row, moved != row.due_at, {"due_at": moved})


@dataclass(frozen=True, slots=True)
class Finish:
    outcome: str

    def judge(self, rows: Sequence[Activity], *, at: datetime) -> list[JudgedRecord]:
        return [_planned(row) or JudgedRecord(row, is_changed=True) for row in rows]

    def write(self, judged: Sequence[JudgedRecord], *, act: Operation) -> None:
        for one in judged:
            if one.is_changed:
                planning.finish(one.record, outcome=self.outcome, by=act.by, at=act.at)


def remove(plain: Mapping[str, Any], by: Member) -> Delete:
    return Delete(planning.delete)


def move(plain: Mapping[str, Any], by: Member) -> Move:
    days, on = plain.get("days"), plain.get("on")
    if on:
        try:
            return Move(on=date.fromisoformat(str(on)))
        except ValueError:
            raise Refusal(N_("Choose a day."), field="on") from None
    if not isinstance(days, int) or isinstance(days, bool) or not days:
        raise Refusal(N_("Type by how many days, or choose a day."), field="days")
    if abs(days) > FARTHEST:
        raise Refusal(N_("Move them by a year at most."), field="days")
    return Move(days)


def finish(plain: Mapping[str, Any], by: Member) -> Finish:
    return Finish(str(plain.get("outcome") or "").strip()[:LONGEST_OUTCOME])


def _planned(row: Activity) -> JudgedRecord | None:
    """The verdict on one that is done; None for one that is still to be done."""
    if row.is_planned:
        return None
    return JudgedRecord(row, is_changed=False, refusal=Refusal(N_("This is done already.")))
