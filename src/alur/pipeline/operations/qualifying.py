"""Qualifying: a deal answers what its pipeline asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from alur.events.recording import operation
from alur.kernel.ids import new_ids
from alur.kernel.money import parse_money
from alur.kernel.refusal import N_, Refusal
from alur.pipeline.facts import DealAnswered
from alur.pipeline.models import Answer, Deal, Question, QuestionKind
from alur.pipeline.operations.standing import locked, restand
from alur.pipeline.queries.qualification import NO, YES, answers_of, questions_of
from alur.tenancy.inserting import insert_rows
from alur.tenancy.models import Member

LONGEST = 500


def answer(deal: Deal, answers: Mapping[int, str], *, language: str, by: Member | None, at: datetime) -> None:
    """Write answers by question id; "" takes one away. Questions that are not named keep theirs. Numbers as people
    type them: `50 jt`.

    Raises Refusal with the field `q<id>` for a word where a number is asked, and for an option that is not there.
    """
    with operation(deal.workspace_id, by=by, at=at):
        deal = locked(deal)
        asked = {one.id: one for one in questions_of(deal.workspace_id, deal.pipeline_id)}
        if not answers.keys() <= asked.keys():
            raise Refusal(N_("A question here is asked no longer. Look at them again."))
        wanted = {question_id: _read(asked[question_id], text, language) for question_id, text in answers.items()}
        put_back(deal, wanted, by=by, at=at)


def put_back(deal: Deal, answers: Mapping[int, str], *, by: Member | None, at: datetime) -> None:
    """Write answers as they are kept. Nothing changed, no event."""
    with operation(deal.workspace_id, by=by, at=at) as act:
        old = answers_of(deal)
        changed = [(key, old.get(key, ""), new) for key, new in answers.items() if old.get(key, "") != new]
        if not changed:
            return
        ids = [question_id for question_id, _, _ in changed]
        Answer.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id, question_id__in=ids).delete()
        insert_rows(
            [
                Answer(
                    workspace_id=deal.workspace_id, id=row_id, deal_id=deal.id, question_id=question_id, value=new,
                    answered_at=at,
                )
                for row_id, (question_id, _, new) in zip(new_ids(len(changed)), changed, strict=True)
                if new
            ]
        )  # fmt: skip
        event_id = act.record(DealAnswered(deal.id, [list(one) for one in changed]), about=[("deal", deal.id)])
        restand(deal, {}, at=at, event_id=event_id, is_edit=False)


def _read(question: Question, text: str, language: str) -> str:
    text = " ".join(text.split())[:LONGEST]
    field = f"q{question.id}"
    if not text:
        return ""
    if question.kind == QuestionKind.YES_NO and text not in (YES, NO):
        raise Refusal(N_("Answer with yes or no."), field=field)
    if question.kind == QuestionKind.CHOICE and text not in {option[0] for option in question.options}:
        raise Refusal(N_("This answer is offered no longer. Choose another."), field=field)
    if question.kind == QuestionKind.NUMBER:
        return str(parse_money(text, "IDR", language, field=field))
    return text
