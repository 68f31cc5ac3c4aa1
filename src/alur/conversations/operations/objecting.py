"""Objections: a list that the team keeps with its answers, and which was heard on a deal."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from alur.conversations import facts
from alur.conversations.models import Objection, ObjectionAnswer, ObjectionHeard
from alur.events.changing import Keeping
from alur.events.recording import operation
from alur.kernel.ids import new_id
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.pipeline.models import Deal
from alur.tenancy.models import Member

_OBJECTIONS = Keeping(
    "objection", Objection,
    made=facts.ObjectionAdded, edited=facts.ObjectionEdited, deleted=facts.ObjectionArchived,
    restored=facts.ObjectionRestored,
)  # fmt: skip
_ANSWERS = Keeping(
    "objection_answer", ObjectionAnswer,
    made=facts.AnswerAdded, edited=facts.AnswerEdited, deleted=facts.AnswerArchived, restored=facts.AnswerRestored,
)  # fmt: skip
_HEARD = Keeping(
    "objection_heard", ObjectionHeard,
    made=facts.ObjectionNoted, edited=facts.ObjectionNoteEdited, deleted=facts.ObjectionNoteRemoved,
    restored=facts.ObjectionNoteRestored,
)  # fmt: skip


def add_objection(workspace_id: int, title: str, *, by: Member | None, at: datetime) -> Objection:
    """The objection of that title: the one there is, one that was put away, or a new one."""
    title = _line(title, 160, N_("Type the objection as customers say it."), "objection")
    with operation(workspace_id, by=by, at=at) as act:
        same = Objection.objects.filter(workspace_id=workspace_id, title__iexact=title).order_by("deleted_at")
        found = next((one for one in same if one.deleted_at is None), None) or same.first()
        if found is None:
            found = Objection(workspace_id=workspace_id, id=new_id(), title=title)
            _OBJECTIONS.make(found, act)
        elif found.deleted_at is not None:
            _OBJECTIONS.restore(found, act)
    return found


def rename_objection(row: Objection, title: str, *, by: Member | None, at: datetime) -> None:
    title = _line(title, 160, N_("Type the objection as customers say it."), "objection")
    with operation(row.workspace_id, by=by, at=at) as act:
        others = Objection.objects.filter(workspace_id=row.workspace_id, title__iexact=title, deleted_at__isnull=True)
        if others.exclude(workspace_id=row.workspace_id, id=row.id).exists():
            raise Conflict(N_("There is an objection “%(title)s” already."), field="objection", title=title)
        _OBJECTIONS.edit(row, {"title": title}, act)


def add_answer(objection: Objection, text: str, *, by: Member | None, at: datetime) -> ObjectionAnswer:
    """The answer of those words: the one there is, or a new one."""
    text = _line(text, 500, N_("Type what one may answer."), "answer")
    with operation(objection.workspace_id, by=by, at=at) as act:
        same = answers_of(objection).filter(text__iexact=text).first()
        if same is not None:
            return same
        made = ObjectionAnswer(workspace_id=objection.workspace_id, id=new_id(), objection_id=objection.id, text=text)
        _ANSWERS.make(made, act, about=[("objection", objection.id)])
    return made


def reword_answer(row: ObjectionAnswer, text: str, *, by: Member | None, at: datetime) -> None:
    text = _line(text, 500, N_("Type what one may answer."), "answer")
    with operation(row.workspace_id, by=by, at=at) as act:
        _ANSWERS.edit(row, {"text": text}, act, about=[("objection", row.objection_id)])


def archive(row: Objection | ObjectionAnswer, *, by: Member | None, at: datetime) -> None:
    """Offer it no longer. Deals on which it was heard keep it."""
    with operation(row.workspace_id, by=by, at=at) as act:
        if row.deleted_at is None:
            (_OBJECTIONS if isinstance(row, Objection) else _ANSWERS).delete(row, act)


def note_objection(
    deal: Deal, objection: Objection, *, answer: ObjectionAnswer | None, by: Member | None, at: datetime
) -> ObjectionHeard:
    """Write down that it was heard on a deal, and what was answered. Refusal for an answer to another objection."""
    if answer is not None and answer.objection_id != objection.id:
        raise Refusal(N_("This answer belongs to another objection."), field="answer")
    with operation(deal.workspace_id, by=by, at=at) as act:
        row = ObjectionHeard(
            workspace_id=deal.workspace_id,
            id=new_id(),
            deal_id=deal.id,
            objection=objection,
            answer_id=answer.id if answer else None,
            heard_at=at,
            member_id=by.id if by else None,
        )
        _HEARD.make(row, act, about=[("deal", deal.id)])
    return row


def remove_note(row: ObjectionHeard, *, by: Member | None, at: datetime) -> None:
    with operation(row.workspace_id, by=by, at=at) as act:
        if row.deleted_at is not None:
            raise Conflict(N_("This was removed meanwhile."))
        _HEARD.delete(row, act)


def answers_of(objection: Objection) -> QuerySet[ObjectionAnswer]:
    rows = ObjectionAnswer.objects.filter(workspace_id=objection.workspace_id, objection_id=objection.id)
    return rows.filter(deleted_at__isnull=True)


def _line(text: str, most: int, sentence: str, field: str) -> str:
    text = " ".join(text.split())[:most]
    if not text:
        raise Refusal(sentence, field=field)
    return text
