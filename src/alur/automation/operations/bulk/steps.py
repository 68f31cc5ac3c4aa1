"""The same step planned for many: on deals, with companies, with persons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alur.automation.operations.bulk.others import JudgedRecord
from alur.conversations.models import ActivityKind
from alur.conversations.operations.planning_many import plan_many, plan_with_many
from alur.conversations.queries.reaching import barred_people
from alur.events.recording import Operation
from alur.kernel.refusal import N_, Refusal
from alur.people.models import Organization, Person
from alur.pipeline.models import Deal
from alur.pipeline.operations.many.judging import Judged
from alur.tenancy.models import Member


@dataclass(frozen=True, slots=True)
class Step:
    kind: str
    title: str
    due_at: datetime
    is_timed: bool

    def words(self) -> dict[str, Any]:
        return {"kind": self.kind, "title": self.title, "due_at": self.due_at, "is_timed": self.is_timed}


@dataclass(frozen=True, slots=True)
class PlanOnDeals:
    step: Step

    def judge(self, rows: Sequence[Deal], *, at: datetime) -> list[Judged]:
        fault = Refusal(N_("This deal is closed: a step on it leads nowhere."))
        return [Judged(deal, told={"step": True}) if deal.is_open else Judged(deal, refusal=fault) for deal in rows]

    def write(self, judged: Sequence[Judged], *, act: Operation) -> None:
        plan_many([one.deal for one in judged if one.is_changed], **self.step.words(), act=act)


@dataclass(frozen=True, slots=True)
class PlanWith:
    """With companies, or with persons: not with whom is not to be contacted. A task is one's own, and may be."""

    step: Step

    def judge(self, rows: Sequence[Organization] | Sequence[Person], *, at: datetime) -> list[JudgedRecord]:
        fault = Refusal(N_("They are not to be contacted: only a task can be planned."))
        barred = _barred(rows) if self.step.kind != ActivityKind.TASK else set()
        return [
            JudgedRecord(row, is_changed=row.id not in barred, refusal=fault if row.id in barred else None)
            for row in rows
        ]

    def write(self, judged: Sequence[JudgedRecord], *, act: Operation) -> None:
        plan_with_many([one.record for one in judged if one.is_changed], **self.step.words(), act=act)


def _barred(rows: Sequence[Organization] | Sequence[Person]) -> set[int]:
    persons = [one for one in rows if isinstance(one, Person)]
    if persons:
        return set(barred_people(persons[0].workspace_id, [one.id for one in persons]))
    return {one.id for one in rows if not one.may_be_contacted}


def on_deals(plain: Mapping[str, Any], by: Member) -> PlanOnDeals:
    return PlanOnDeals(_step(plain))


def with_each(plain: Mapping[str, Any], by: Member) -> PlanWith:
    return PlanWith(_step(plain))


def _step(plain: Mapping[str, Any]) -> Step:
    kind = str(plain.get("kind", ""))
    if kind not in ActivityKind.values or kind == ActivityKind.NOTE:
        raise Refusal(N_("Choose what kind of activity this is."), field="kind")
    try:
        due_at = datetime.fromisoformat(str(plain.get("due_at", "")))
    except ValueError:
        raise Refusal(N_("Choose a day."), field="due_on") from None
    if due_at.tzinfo is None:
        raise Refusal(N_("Choose a day."), field="due_on")
    title = " ".join(str(plain.get("title", "")).split())[:200]
    return Step(kind, title, due_at, is_timed=plain.get("is_timed") is not False)
