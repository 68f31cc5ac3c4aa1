"""Taking back what was done."""

from __future__ import annotations

from django.http import HttpResponse
from typing_extensions import TypedDict

from alur.api.shell.answering import IdOut, answer
from alur.api.shell.problems import Missing
from alur.api.shell.reading import PathId
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.events.undoing import NothingToUndo, undo

routes = Resource("operations")


class UndoneOut(TypedDict):
    """The operation that took another back; it can be taken back itself."""

    operation: IdOut
    undoes: IdOut


@routes.post("/operations/{operation_id}/undo", UndoneOut, status=200)
def undo_operation(request: ApiRequest, operation_id: PathId) -> HttpResponse:
    try:
        act = undo(request.workspace.id, operation_id, by=request.member, at=request.now)
    except NothingToUndo:
        raise Missing from None
    request.operation_id = act.id
    return answer({"operation": str(act.id), "undoes": str(operation_id)})
