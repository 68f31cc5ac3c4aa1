"""What a pipeline asks of a prospect, and what a deal answers."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpResponse
from pydantic import Field
from typing_extensions import TypedDict

from alur.api.shell.answering import IdOut, answer, writing
from alur.api.shell.finding import deal_of
from alur.api.shell.reading import Body, Id, PathId, Text
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.pipeline.models import Deal
from alur.pipeline.operations import qualifying
from alur.pipeline.queries.qualification import qualification_of

routes = Resource("deals")


class NamesOut(TypedDict):
    id: str
    en: str


class OptionOut(TypedDict):
    """`percent` is how well it fits."""

    value: str
    names: NamesOut
    percent: int


class QuestionAnswerOut(TypedDict):
    """A question and its answer: "yes" or "no", an option's value, a whole number as digits, words, or "" for none.
    `percent` is how well it fits, where it counts."""

    question: IdOut
    names: NamesOut
    kind: Literal["choice", "number", "yes_no", "text"]
    weight: int
    options: list[OptionOut]
    value: str
    percent: int | None


class QualificationOut(TypedDict):
    """`fit` is 0 to 100, the mean of what is answered by the weights; null before anything counts."""

    fit: int | None
    answered: int
    items: list[QuestionAnswerOut]
    next_cursor: str | None


class QuestionAnswerIn(Body):
    question: Id
    value: Annotated[Text, Field(max_length=500)] = ""


class QuestionAnswersIn(Body):
    """Questions that are not named keep their answers; "" takes one away."""

    answers: Annotated[list[QuestionAnswerIn], Field(max_length=50)]


@routes.get("/deals/{deal_id}/qualification", QualificationOut)
def show_qualification(request: ApiRequest, deal_id: PathId) -> HttpResponse:
    return _qualification(deal_of(request, deal_id))


@routes.put("/deals/{deal_id}/qualification", QualificationOut)
def answer_questions(request: ApiRequest, deal_id: PathId, wanted: QuestionAnswersIn) -> HttpResponse:
    with writing(request):
        deal = deal_of(request, deal_id, held=True)
        answers = {one.question: one.value for one in wanted.answers}
        qualifying.answer(deal, answers, language="en", by=request.member, at=request.now)
    return _qualification(deal_of(request, deal_id))


def _qualification(deal: Deal) -> HttpResponse:
    found = qualification_of(deal)
    items = [
        {
            "question": str(one.question.id),
            "names": {"id": one.question.name_id, "en": one.question.name_en},
            "kind": str(one.question.kind),
            "weight": one.question.weight,
            "options": [
                {"value": key, "names": {"id": first, "en": second}, "percent": percent}
                for key, first, second, percent in one.question.options
            ],
            "value": one.value,
            "percent": one.percent,
        }
        for one in found.asked
    ]
    shown = {"fit": found.fit, "answered": found.answered, "items": items, "next_cursor": None}
    return answer(shown)
