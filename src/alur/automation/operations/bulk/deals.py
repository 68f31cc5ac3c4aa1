"""What can be done to many deals, each through the set-based verbs of `pipeline`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from alur.automation.operations.bulk.wanting import is_own, own_wanted
from alur.campaigns.models import Source
from alur.events.recording import Operation
from alur.fields.models import RecordKind
from alur.kernel.ids import id_from
from alur.kernel.refusal import N_, Refusal
from alur.pipeline.models import Deal, Stage, Temperature
from alur.pipeline.operations.closing import check_closure
from alur.pipeline.operations.deleting import delete_several
from alur.pipeline.operations.many.closing import judge_closures, write_closures
from alur.pipeline.operations.many.editing import judge_edits, judge_tags, write_edits, write_tags_of_many
from alur.pipeline.operations.many.judging import Judged
from alur.pipeline.operations.many.moving import judge_moves, write_moves
from alur.tenancy.models import Member

FIELDS = ("temperature", "probability", "expected_close_on", "source")


@dataclass(frozen=True, slots=True)
class Move:
    to: Stage

    def judge(self, rows: Sequence[Deal], *, at: datetime) -> list[Judged]:
        return judge_moves(rows, self.to, at=at)

    def write(self, judged: Sequence[Judged], *, act: Operation) -> None:
        write_moves(judged, self.to, act=act)

    def crossing(self, judged: Sequence[Any]) -> int:
        """How many of those that change come into another pipeline."""
        return sum(1 for one in judged if one.is_changed and one.deal.pipeline_id != self.to.pipeline_id)


@dataclass(frozen=True, slots=True)
class Edit:
    changes: dict[str, Any]

    def judge(self, rows: Sequence[Deal], *, at: datetime) -> list[Judged]:
        return judge_edits(rows, self.changes)

    def write(self, judged: Sequence[Judged], *, act: Operation) -> None:
        write_edits(judged, act=act)


@dataclass(frozen=True, slots=True)
class TagChange:
    add: list[str] = field(default_factory=list)
    remove: list[str] = field(default_factory=list)

    def judge(self, rows: Sequence[Deal], *, at: datetime) -> list[Judged]:
        return judge_tags(rows, add=self.add, remove=self.remove)

    def write(self, judged: Sequence[Judged], *, act: Operation) -> None:
        write_tags_of_many(judged, add=self.add, remove=self.remove, act=act)


@dataclass(frozen=True, slots=True)
class Close:
    workspace_id: int
    outcome: str
    reason: str = ""
    until: date | None = None
    never_again: bool = False

    def judge(self, rows: Sequence[Deal], *, at: datetime) -> list[Judged]:
        how: dict[str, Any] = {
            "outcome": self.outcome,
            "reason": self.reason,
            "until": self.until,
            "never_again": self.never_again,
            "at": at,
        }
        check_closure(self.workspace_id, **how)
        return judge_closures(rows, **how)

    def write(self, judged: Sequence[Judged], *, act: Operation) -> None:
        write_closures(judged, act=act)


@dataclass(frozen=True, slots=True)
class Delete:
    def judge(self, rows: Sequence[Deal], *, at: datetime) -> list[Judged]:
        return [Judged(deal, told={"gone": True}) for deal in rows]

    def write(self, judged: Sequence[Judged], *, act: Operation) -> None:
        delete_several([one.deal for one in judged if one.is_changed], by=act.by, at=act.at)


def move(plain: Mapping[str, Any], by: Member) -> Move:
    stages = Stage.objects.filter(
        workspace_id=by.workspace_id, deleted_at__isnull=True, pipeline__deleted_at__isnull=True
    )
    to = stages.filter(id=id_from(plain.get("stage", ""))).first()
    if to is None:
        raise Refusal(N_("Choose a stage."), field="stage")
    return Move(to)


def change_field(plain: Mapping[str, Any], by: Member) -> Edit:
    """One of FIELDS, or one of the workspace's own."""
    name, value = str(plain.get("field", "")), plain.get("value")
    if is_own(name):
        return Edit({"custom": {name: own_wanted(RecordKind.DEAL, by.workspace_id, name, value)}})
    if name not in FIELDS:
        raise Refusal(N_("Choose a field."), field="field")
    if name == "expected_close_on":
        return Edit({name: _day(value, "value")})
    if name == "temperature" and value in Temperature.values:
        return Edit({name: value})
    if name == "probability" and isinstance(value, int) and 0 <= value <= 100:
        return Edit({name: value})
    if name == "source":
        sources = Source.objects.filter(workspace_id=by.workspace_id, deleted_at__isnull=True)
        if value is None or sources.filter(id=id_from(value)).exists():
            return Edit({"source_id": id_from(value) if value is not None else None})
    raise Refusal(N_("Choose or type a value."), field="value")


def close(plain: Mapping[str, Any], by: Member) -> Close:
    until, never_again = _day(plain.get("until"), "until"), plain.get("never_again") is True
    return Close(by.workspace_id, str(plain.get("outcome", "")), str(plain.get("reason") or ""), until, never_again)


def _day(value: Any, name: str) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        raise Refusal(N_("Choose a day."), field=name) from None
