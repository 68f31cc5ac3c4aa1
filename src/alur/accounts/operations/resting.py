"""A member's leave: the days on which nothing new is given to them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from alur.accounts.access import may_set_leave
from alur.accounts.facts import LeaveAdded, LeaveRemoved
from alur.events.recording import Operation, operation
from alur.events.undoing import inverse_of
from alur.kernel.dates import local_day
from alur.kernel.ids import new_id
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.tenancy.models import Leave, Member, Workspace

LONGEST = timedelta(days=366)


def add_leave(member: Member, *, from_on: date, last_on: date, by: Member, at: datetime) -> Leave:
    """Days of leave, the last one included. Raises Refusal by field: backwards, past, too long, or over another."""
    _check(member, by)
    if last_on < from_on:
        raise Refusal(N_("The last day comes after the first one."), field="last_on")
    if last_on < local_day(at, Workspace.objects.get(id=member.workspace_id).zone):
        raise Refusal(N_("These days are over already."), field="last_on")
    if last_on - from_on >= LONGEST:
        raise Refusal(N_("A leave lasts a year at most."), field="last_on")
    with operation(member.workspace_id, by=by, at=at) as act:
        return _put(member, new_id(), from_on, last_on, act)


def remove_leave(leave: Leave, *, by: Member, at: datetime) -> None:
    member = Member.objects.get(workspace_id=leave.workspace_id, id=leave.member_id)
    _check(member, by)
    with operation(leave.workspace_id, by=by, at=at) as act:
        _take_away(leave, act)


@inverse_of(LeaveAdded)
def take_back_leave(fact: LeaveAdded, act: Operation) -> None:
    found = Leave.objects.filter(workspace_id=act.workspace_id, id=fact.leave).first()
    if found is None:
        raise Conflict(N_("This leave was taken away already."))
    _take_away(found, act)


@inverse_of(LeaveRemoved)
def bring_back_leave(fact: LeaveRemoved, act: Operation) -> None:
    member = Member.objects.get(workspace_id=act.workspace_id, id=fact.member)
    _put(member, fact.leave, date.fromisoformat(fact.from_on), date.fromisoformat(fact.last_on), act)


def _check(member: Member, by: Member) -> None:
    if not may_set_leave(by, member):
        raise Refusal(N_("Their leave is set by themselves, by who leads them, and by owners."))


def _put(member: Member, leave_id: int, from_on: date, last_on: date, act: Operation) -> Leave:
    """Whoever is named is held, so that two leaves over the same days never both come in."""
    Member.objects.select_for_update().get(workspace_id=member.workspace_id, id=member.id)
    others = Leave.objects.filter(workspace_id=member.workspace_id, member_id=member.id)
    if others.filter(from_on__lte=last_on, last_on__gte=from_on).exists():
        raise Conflict(N_("Another leave lies over these days."), field="from_on")
    made: Leave = Leave.objects.create(
        workspace_id=member.workspace_id,
        id=leave_id,
        member_id=member.id,
        from_on=from_on,
        last_on=last_on,
        created_at=act.at,
    )
    fact = LeaveAdded(made.id, member.id, member.name, from_on.isoformat(), last_on.isoformat())
    act.record(fact, about=[("leave", member.id)])
    return made


def _take_away(leave: Leave, act: Operation) -> None:
    Leave.objects.filter(workspace_id=act.workspace_id, id=leave.id).delete()
    name = Member.objects.filter(workspace_id=act.workspace_id, id=leave.member_id).values_list("name", flat=True)[0]
    fact = LeaveRemoved(leave.id, leave.member_id, name, leave.from_on.isoformat(), leave.last_on.isoformat())
    act.record(fact, about=[("leave", leave.member_id)])
