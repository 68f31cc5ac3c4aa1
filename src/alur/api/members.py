"""Who works here."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query
from typing_extensions import TypedDict

from alur.api.shell.answering import IdOut, InstantOut, answer, content_tag, ident, instant
from alur.api.shell.finding import one_of
from alur.api.shell.paging import listed, page
from alur.api.shell.reading import Filter, Ids, PathId
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.tenancy.models import Member

routes = Resource("members")

SORTS = {"name": "name", "created_at": "created_at"}


class MemberOut(TypedDict):
    """`team` is an id; a member who left is not active."""

    id: IdOut
    name: str
    email: str
    role: Literal["owner", "manager", "rep", "viewer"]
    team: IdOut | None
    is_active: bool
    created_at: InstantOut


class MemberList(TypedDict):
    items: list[MemberOut]
    next_cursor: str | None


class MemberFilter(Filter):
    role: Literal["owner", "manager", "rep", "viewer"] | None = None
    team: Ids | None = None
    is_active: bool | None = None
    sort: Annotated[str, listed(SORTS)] = "name"


COLUMNS = ("id", "name", "email", "role", "team_id", "is_active", "created_at")


def member_shown(member: Member) -> MemberOut:
    return _shown(tuple(getattr(member, column) for column in COLUMNS))


def _shown(row: tuple[Any, ...]) -> MemberOut:
    member_id, name, email, role, team_id, is_active, created_at = row[: len(COLUMNS)]
    return {
        "id": str(member_id),
        "name": name,
        "email": email,
        "role": role,
        "team": ident(team_id),
        "is_active": is_active,
        "created_at": instant(created_at),
    }


@routes.get("/members", MemberList)
def list_members(request: ApiRequest, wanted: Query[MemberFilter]) -> HttpResponse:
    rows = Member.objects.filter(workspace_id=request.workspace.id)
    if wanted.role is not None:
        rows = rows.filter(role=wanted.role)
    if wanted.team is not None:
        rows = rows.filter(team_id__in=wanted.team)
    if wanted.is_active is not None:
        rows = rows.filter(is_active=wanted.is_active)
    found, following = page(rows, COLUMNS, wanted, SORTS, wanted.sort)
    return answer({"items": [_shown(row) for row in found], "next_cursor": following})


@routes.get("/members/{member_id}", MemberOut, etag=True)
def show_member(request: ApiRequest, member_id: PathId) -> HttpResponse:
    shown = member_shown(one_of(Member.objects.filter(workspace_id=request.workspace.id), member_id))
    return answer(shown, etag=content_tag(shown))
