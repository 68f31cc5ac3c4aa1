"""Who the token speaks for."""

from __future__ import annotations

from django.http import HttpResponse
from typing_extensions import TypedDict

from alur.api.members import MemberOut, member_shown
from alur.api.shell.answering import IdOut, answer
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource

routes = Resource("me")


class WorkspaceOut(TypedDict):
    id: IdOut
    name: str
    currency: str
    language: str
    timezone: str


class MeOut(MemberOut):
    workspace: WorkspaceOut
    scopes: list[str]
    can_write: bool


@routes.get("/me", MeOut)
def me(request: ApiRequest) -> HttpResponse:
    workspace = request.workspace
    shown: MeOut = {
        **member_shown(request.member),
        "workspace": {
            "id": str(workspace.id),
            "name": workspace.name,
            "currency": workspace.currency,
            "language": workspace.language,
            "timezone": workspace.timezone,
        },
        "scopes": sorted(request.scopes),
        "can_write": "write" in request.scopes and request.member.can_change,
    }
    return answer(shown)
