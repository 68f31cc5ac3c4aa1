"""When members are on leave: nothing new is given to them then."""

from __future__ import annotations

from django.http import HttpResponse
from typing_extensions import TypedDict

from alur.accounts.access import may_set_leave
from alur.accounts.operations.resting import add_leave, remove_leave
from alur.accounts.queries.leaves import leaves_of
from alur.api.shell.answering import DayOut, IdOut, answer, nothing, writing
from alur.api.shell.finding import one_of
from alur.api.shell.problems import Missing
from alur.api.shell.reading import Body, Day, PathId
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.kernel.dates import local_day
from alur.tenancy.models import Leave, Member

routes = Resource("members")


class LeaveOut(TypedDict):
    """`last_on` is the last day of it."""

    id: IdOut
    member: IdOut
    from_on: DayOut
    last_on: DayOut


class LeaveList(TypedDict):
    items: list[LeaveOut]
    next_cursor: str | None


class LeaveIn(Body):
    """One day where there is no `last_on`."""

    from_on: Day
    last_on: Day | None = None


@routes.get("/members/{member_id}/leaves", LeaveList)
def list_leaves(request: ApiRequest, member_id: PathId) -> HttpResponse:
    """Those that are not over yet, the next one first."""
    found = leaves_of(_member(request, member_id), today=local_day(request.now, request.workspace.zone))
    return answer({"items": [_shown(one) for one in found], "next_cursor": None})


@routes.post("/members/{member_id}/leaves", LeaveOut)
def take_leave(request: ApiRequest, member_id: PathId, new: LeaveIn) -> HttpResponse:
    """Set by themselves, by who leads them, and by owners."""
    with writing(request):
        member = _settable(request, member_id)
        last_on = new.last_on or new.from_on
        made = add_leave(member, from_on=new.from_on, last_on=last_on, by=request.member, at=request.now)
    return answer(_shown(made), status=201)


@routes.delete("/members/{member_id}/leaves/{leave_id}")
def delete_leave(request: ApiRequest, member_id: PathId, leave_id: PathId) -> HttpResponse:
    with writing(request):
        member = _settable(request, member_id)
        leaves = Leave.objects.filter(workspace_id=request.workspace.id, member_id=member.id)
        remove_leave(one_of(leaves, leave_id), by=request.member, at=request.now)
    return nothing()


def _member(request: ApiRequest, member_id: int) -> Member:
    return one_of(Member.objects.filter(workspace_id=request.workspace.id), member_id)


def _settable(request: ApiRequest, member_id: int) -> Member:
    member = _member(request, member_id)
    if not member.is_active or not may_set_leave(request.member, member):
        raise Missing
    return member


def _shown(leave: Leave) -> LeaveOut:
    return {
        "id": str(leave.id),
        "member": str(leave.member_id),
        "from_on": leave.from_on.isoformat(),
        "last_on": leave.last_on.isoformat(),
    }
