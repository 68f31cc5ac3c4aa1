"""How well a prospect fits: what its pipeline asks, what the deal answers, and a score that adds up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alur.pipeline.models import Answer, Deal, Question, QuestionKind
from alur.tenancy.prepared import Prepared, Slot

YES, NO = "yes", "no"
BEST = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its answer, "" for none; `percent` is how well it fits, None where it does not count."""

    question: Question
    value: str
    percent: int | None

    def words_in(self, language: str) -> str:
        """The answer as a person reads it; an option is named."""
        if self.question.kind == QuestionKind.CHOICE:
            named = {option[0]: option[1 if language.startswith("id") else 2] for option in self.question.options}
            return str(named.get(self.value, self.value))
        return self.value


@dataclass(frozen=True, slots=True)
class Qualification:
    """`fit` is 0 to 100: the mean of what was answered by the weights of the questions; None before any counts."""

    asked: list[Asked]
    fit: int | None

    @property
    def answered(self) -> int:
        return sum(1 for one in self.asked if one.value)


def qualification_of(deal: Deal) -> Qualification:
    """The questions of the deal's pipeline in order, with its answers."""
    return qualify(questions_of(deal.workspace_id, deal.pipeline_id), answers_of(deal))


def qualify(questions: Sequence[Question], answers: Mapping[int, str]) -> Qualification:
    """What is not answered counts neither for nor against."""
    asked = [
        Asked(question, answers.get(question.id, ""), percent_of(question, answers.get(question.id, "")))
        for question in questions
    ]
    counted = [(one.question.weight, one.percent) for one in asked if one.percent is not None]
    weight = sum(weight for weight, _ in counted)
    gained = sum(weight * percent for weight, percent in counted)
    return Qualification(asked, (2 * gained + weight) // (2 * weight) if weight else None)


def percent_of(question: Question, value: str) -> int | None:
    """How well an answer fits, 0 to 100; None for words, for what weighs nothing, and for no answer."""
    if not value or not question.weight:
        return None
    if question.kind == QuestionKind.YES_NO:
        return BEST if value == YES else 0
    if question.kind == QuestionKind.CHOICE:
        return next((int(option[3]) for option in question.options if option[0] == value), None)
    if question.kind == QuestionKind.NUMBER:
        return _between(int(value), question.low, question.high)
    return None


def _between(number: int, low: int, high: int) -> int:
    if low == high:
        return BEST if number >= high else 0
    share = (number - low) * BEST // (high - low)
    return max(0, min(BEST, share))


def questions_of(workspace_id: int, pipeline_id: int) -> list[Question]:
    """What a pipeline asks, in order."""
    return _QUESTIONS(workspace_id=workspace_id, pipeline_id=pipeline_id)


_QUESTIONS = Prepared(
    lambda: Question.objects.filter(
        workspace_id=Slot("workspace_id"), pipeline_id=Slot("pipeline_id"), deleted_at__isnull=True
    ).order_by("position", "id")
)


def answers_of(deal: Deal) -> dict[int, str]:
    """Question to answer."""
    return dict(_ANSWERS(workspace_id=deal.workspace_id, deal_id=deal.id))


_ANSWERS = Prepared(
    lambda: Answer.objects.filter(workspace_id=Slot("workspace_id"), deal_id=Slot("deal_id")).values_list(
        "question_id", "value"
    )
)
