"""Who is on leave, and when."""

from __future__ import annotations

from datetime import date

from alur.tenancy.models import Leave, Member


def away_on(workspace_id: int, day: date) -> dict[int, date]:
    """Member id to the last day of the leave that this day lies in."""
    rows = Leave.objects.filter(workspace_id=workspace_id, from_on__lte=day, last_on__gte=day)
    return dict(rows.values_list("member_id", "last_on"))


def leaves_of(member: Member, *, today: date) -> list[Leave]:
    """Those that are not over yet, the next one first."""
    rows = Leave.objects.filter(workspace_id=member.workspace_id, member_id=member.id, last_on__gte=today)
    return list(rows.order_by("from_on"))


def next_leaves(workspace_id: int, *, today: date) -> dict[int, Leave]:
    """Member id to the leave they are on, or else their next one."""
    rows = Leave.objects.filter(workspace_id=workspace_id, last_on__gte=today).order_by("-from_on")
    return {one.member_id: one for one in rows}
