"""What a pipeline asks of a prospect: questions added, changed, put in order, put away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from alur.events.changing import Keeping
from alur.events.recording import operation
from alur.kernel.ids import new_id
from alur.kernel.refusal import N_, Refusal
from alur.pipeline import design_facts as facts
from alur.pipeline.access import can_edit_pipelines
from alur.pipeline.models import Pipeline, Question, QuestionKind
from alur.pipeline.queries.qualification import BEST, questions_of
from alur.tenancy.models import Member

HEAVIEST = 10
MOST_OPTIONS = 12
MOST_QUESTIONS = 20

keeping = Keeping(
    "question",
    Question,
    made=facts.QuestionAdded,
    edited=facts.QuestionEdited,
    deleted=facts.QuestionArchived,
    restored=facts.QuestionRestored,
)


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to choose; `percent` is how well it fits. Options that stay keep their `key`."""

    name_id: str
    name_en: str
    percent: int
    key: str = ""


@dataclass(frozen=True, slots=True)
class QuestionDesign:
    name_id: str
    name_en: str = ""
    kind: str = QuestionKind.YES_NO
    weight: int = 1
    options: Sequence[Option] = ()
    low: int = 0
    high: int = BEST


USUAL = (
    QuestionDesign("Seberapa jelas kebutuhannya?", "How clear is the need?", QuestionKind.CHOICE, 3, (
        Option("Jelas dan mendesak", "Clear and pressing", 100), Option("Jelas", "Clear", 70),
        Option("Masih samar", "Still vague", 30), Option("Tidak butuh", "None", 0),
    )),
    QuestionDesign("Anggarannya ada?", "Is there a budget?", QuestionKind.YES_NO, 2),
    QuestionDesign("Pengambil keputusan sudah dikenal?", "Is the decision maker known?", QuestionKind.YES_NO, 2),
    QuestionDesign("Kapan dibutuhkan?", "When is it needed?", QuestionKind.CHOICE, 2, (
        Option("Dalam 3 bulan", "Within 3 months", 100), Option("Tahun ini", "This year", 60),
        Option("Belum tahu", "Not known yet", 20),
    )),
    QuestionDesign("Potensi setahun (Rp)", "Potential a year (Rp)", QuestionKind.NUMBER, 1, (), 0, 500_000_000),
)  # fmt: skip
"""Needs, budget, authority, timing, potential: what a new pipeline asks."""


def add_question(pipeline: Pipeline, design: QuestionDesign, *, by: Member | None, at: datetime) -> Question:
    """Ask one more thing, at the end."""
    _allow(by)
    columns = _checked(design)
    with operation(pipeline.workspace_id, by=by, at=at) as act:
        there = questions_of(pipeline.workspace_id, pipeline.id)
        if len(there) >= MOST_QUESTIONS:
            raise Refusal(N_("Twenty questions are enough: put one away first."))
        row = Question(
            workspace_id=pipeline.workspace_id,
            id=new_id(),
            pipeline_id=pipeline.id,
            position=max((one.position for one in there), default=-1) + 1,
            **columns,
        )
        keeping.make(row, act, about=[("pipeline", pipeline.id)])
    return row


def edit_question(question: Question, design: QuestionDesign, *, by: Member | None, at: datetime) -> None:
    """Ask it in other words, or weigh it otherwise. Its kind stays while deals have answered it."""
    _allow(by)
    columns = _checked(design)
    with operation(question.workspace_id, by=by, at=at) as act:
        if columns["kind"] != question.kind and question.answers.filter(workspace_id=question.workspace_id).exists():
            raise Refusal(N_("Deals have answered it in this form. Add another question instead."), field="kind")
        keeping.edit(question, columns, act, about=[("pipeline", question.pipeline_id)])


def archive_question(question: Question, *, by: Member | None, at: datetime) -> None:
    """Ask it no longer. The answers are kept, and come back with it."""
    _allow(by)
    with operation(question.workspace_id, by=by, at=at) as act:
        if question.deleted_at is None:
            keeping.delete(question, act)


def move_question(question: Question, *, by_places: int, by: Member | None, at: datetime) -> None:
    """Up or down among the others: -1 is one place up."""
    _allow(by)
    with operation(question.workspace_id, by=by, at=at) as act:
        rows = questions_of(question.workspace_id, question.pipeline_id)
        place = next((number for number, one in enumerate(rows) if one.id == question.id), 0)
        rows.insert(max(0, min(len(rows), place + by_places)), rows.pop(place))
        for number, one in enumerate(rows):
            keeping.edit(one, {"position": number}, act)


def add_usual_questions(pipeline: Pipeline, *, by: Member | None, at: datetime) -> None:
    """The five usual ones, for a pipeline that asks nothing."""
    with operation(pipeline.workspace_id, by=by, at=at):
        for design in USUAL:
            add_question(pipeline, design, by=by, at=at)


def ask_the_usual(workspace_id: int, pipeline_id: int) -> None:
    """What a new pipeline asks; part of its making, and not told by itself."""
    Question.objects.bulk_create(
        Question(workspace_id=workspace_id, pipeline_id=pipeline_id, position=place, **_checked(design))
        for place, design in enumerate(USUAL)
    )


def _checked(design: QuestionDesign) -> dict[str, object]:
    first, second = " ".join(design.name_id.split())[:120], " ".join(design.name_en.split())[:120]
    if not (first or second):
        raise Refusal(N_("Type the question."), field="name_id")
    if design.kind not in QuestionKind.values:
        raise Refusal(N_("Choose how it is answered."), field="kind")
    if not 0 <= design.weight <= HEAVIEST:
        raise Refusal(N_("The weight is a whole number from 0 to 10."), field="weight")
    options = [_option(one, number) for number, one in enumerate(design.options)]
    if design.kind == QuestionKind.CHOICE and not 2 <= len(options) <= MOST_OPTIONS:
        raise Refusal(N_("Give two to twelve answers to choose from, one on each line."), field="options")
    return {
        **{name: value for name, value in asdict(design).items() if name in ("kind", "weight", "low", "high")},
        "name_id": first or second,
        "name_en": second or first,
        "options": options if design.kind == QuestionKind.CHOICE else [],
    }


def _option(option: Option, number: int) -> list[object]:
    first, second = option.name_id.strip()[:80], option.name_en.strip()[:80]
    if not (first or second):
        raise Refusal(N_("Each answer needs a name."), field="options")
    if not 0 <= option.percent <= BEST:
        raise Refusal(N_("How well an answer fits is a number from 0 to 100."), field="options")
    return [option.key or f"{number}-{new_id()}", first or second, second or first, option.percent]


def _allow(by: Member | None) -> None:
    if by is not None and not can_edit_pipelines(by):
        raise Refusal(N_("Only owners and supervisors change pipelines."))
