"""What the sample's deals have answered, and what shows that their steps were done: of most that came further."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from alur.events.recording import Operation
from alur.exchange.operations.demo_data import EVIDENCE
from alur.kernel.ids import new_id
from alur.pipeline.facts import DealAnswered, EvidenceAdded
from alur.pipeline.models import (
    Answer,
    Deal,
    Evidence,
    EvidenceKind,
    Question,
    QuestionKind,
    Stage,
    StageKind,
    Status,
    Step,
)
from alur.pipeline.operations.bringing_in import DealHistory
from alur.tenancy.inserting import insert_rows

ANSWERING = 0.6
"""Of the deals that came beyond the first stage so many have answers; a step of a stage is shown as often."""
SOON = timedelta(minutes=10)
SHOWN_BY = (EvidenceKind.NOTE, EvidenceKind.ACTIVITY)
"""The other kinds rest on a file, or on a field that is filled."""


def qualify(
    deals: Sequence[Deal], histories: Sequence[DealHistory], chance: random.Random, act: Operation, *, at: datetime
) -> None:
    """Deals of one pipeline with their past. What fits answers well, what was not a fit answers badly."""
    if not deals:
        return
    questions = list(
        Question.objects.filter(
            workspace_id=act.workspace_id, pipeline_id=deals[0].pipeline_id, deleted_at__isnull=True
        ).order_by("position")
    )
    steps = _steps(act.workspace_id, deals[0].pipeline_id)
    rows: list[Answer] = []
    shown: list[Evidence] = []
    for deal, history in zip(deals, histories, strict=True):
        if len(history.path) < 2:
            continue
        if questions and chance.random() < ANSWERING:
            rows.extend(_answers(deal, history, questions, chance, act))
        for stage, entered_at in history.path:
            if stage.kind == StageKind.CLOSING and history.outcome != Status.WON:
                continue  # what closes a deal has not happened
            given_at = entered_at + SOON
            for step in steps.get(stage.id, ()):
                if given_at < at and chance.random() < ANSWERING:
                    shown.append(_evidence(deal, step, given_at, chance, act))
    insert_rows(rows)
    insert_rows(shown)


def _answers(
    deal: Deal, history: DealHistory, questions: Sequence[Question], chance: random.Random, act: Operation
) -> list[Answer]:
    answered_at = history.path[1][1] + SOON
    goodness = {Status.WON: 0.85, Status.NOT_A_FIT: 0.15, Status.LOST: 0.45}.get(Status(history.outcome), 0.6)
    rows = []
    for one in questions:
        value = _value(one, history, min(1.0, max(0.0, chance.gauss(goodness, 0.22))), chance)
        if value and chance.random() < 0.9:
            keys = {"workspace_id": act.workspace_id, "id": new_id(), "deal_id": deal.id, "question_id": one.id}
            rows.append(Answer(**keys, value=value, answered_at=answered_at))
    said = [[row.question_id, "", row.value] for row in rows]
    if said:
        act.record(DealAnswered(deal.id, said), about=[("deal", deal.id)], occurred_at=answered_at)
    return rows


def _value(question: Question, history: DealHistory, goodness: float, chance: random.Random) -> str:
    if question.kind == QuestionKind.YES_NO:
        return "yes" if goodness > 0.5 else "no"
    if question.kind == QuestionKind.CHOICE:
        key, *_rest = min(question.options, key=lambda option: abs(option[3] / 100 - goodness))
        return str(key)
    if question.kind == QuestionKind.NUMBER:
        return str(round(history.amount * chance.choice((1, 2, 3, 4)) * (0.5 + goodness), -6) or 1_000_000).split(".")[
            0
        ]
    return ""


def _evidence(deal: Deal, step: Step, at: datetime, chance: random.Random, act: Operation) -> Evidence:
    label = chance.choice(EVIDENCE[step.evidence])
    row = Evidence(
        workspace_id=act.workspace_id, id=new_id(), deal_id=deal.id, step_id=step.id, kind=step.evidence, label=label,
        by_id=deal.owner_id, given_at=at,
    )  # fmt: skip
    act.record(EvidenceAdded(deal.id, step.id, row.id, step.evidence, label), about=[("deal", deal.id)], occurred_at=at)
    return row


def _steps(workspace_id: int, pipeline_id: int) -> dict[int, list[Step]]:
    stages = Stage.objects.filter(workspace_id=workspace_id, pipeline_id=pipeline_id, deleted_at__isnull=True)
    found: dict[int, list[Step]] = defaultdict(list)
    rows = Step.objects.filter(workspace_id=workspace_id, stage_id__in=stages.values("id"), evidence__in=SHOWN_BY)
    for step in rows.order_by("position"):
        found[step.stage_id].append(step)
    return found
