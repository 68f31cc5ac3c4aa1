"""Which objections were heard on a deal, and what was answered."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from pydantic import StringConstraints
from typing_extensions import TypedDict

from alur.api.shell.answering import IdOut, InstantOut, answer, ident, instant, nothing, writing
from alur.api.shell.finding import deal_of, one_of
from alur.api.shell.reading import Body, Line, PathId
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.conversations.models import ObjectionHeard
from alur.conversations.operations.objecting import add_answer, add_objection, note_objection, remove_note
from alur.conversations.queries.objections import heard_on
from alur.pipeline.models import Deal

routes = Resource("deals")


class ObjectionOut(TypedDict):
    """`answer` is what was said to it, or null."""

    id: IdOut
    objection: str
    answer: str | None
    heard_at: InstantOut
    member: IdOut | None


class ObjectionList(TypedDict):
    items: list[ObjectionOut]
    next_cursor: str | None


class ObjectionIn(Body):
    """In words: what the team's list does not have yet joins it, and so does a new answer."""

    objection: Annotated[Line, StringConstraints(max_length=160, pattern=r"\S")]
    answer: Annotated[Line, StringConstraints(max_length=500)] | None = None


@routes.get("/deals/{deal_id}/objections", ObjectionList)
def list_objections(request: ApiRequest, deal_id: PathId) -> HttpResponse:
    return _answer(deal_of(request, deal_id))


@routes.post("/deals/{deal_id}/objections", ObjectionList)
def hear_objection(request: ApiRequest, deal_id: PathId, new: ObjectionIn) -> HttpResponse:
    with writing(request):
        deal = deal_of(request, deal_id)
        kept = add_objection(request.workspace.id, new.objection, by=request.member, at=request.now)
        words = (new.answer or "").strip()
        said = add_answer(kept, words, by=request.member, at=request.now) if words else None
        note_objection(deal, kept, answer=said, by=request.member, at=request.now)
    return _answer(deal, status=201)


@routes.delete("/deals/{deal_id}/objections/{heard_id}")
def remove_objection(request: ApiRequest, deal_id: PathId, heard_id: PathId) -> HttpResponse:
    with writing(request):
        deal = deal_of(request, deal_id)
        rows = ObjectionHeard.objects.filter(
            workspace_id=request.workspace.id, deal_id=deal.id, deleted_at__isnull=True
        )
        remove_note(one_of(rows, heard_id), by=request.member, at=request.now)
    return nothing()


def _answer(deal: Deal, *, status: int = 200) -> HttpResponse:
    items: list[ObjectionOut] = [
        {
            "id": str(one.id),
            "objection": one.objection.title,
            "answer": one.answer.text if one.answer else None,
            "heard_at": instant(one.heard_at),
            "member": ident(one.member_id),
        }
        for one in heard_on(deal)
    ]
    return answer({"items": items, "next_cursor": None}, status=status)
