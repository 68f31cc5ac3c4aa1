"""Whose deals a member sees, by name."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from alur.pipeline.access import given_by, owners_seen_by
from alur.tenancy.models import Member, Role
from alur.tenancy.prepared import Prepared, Slot, Slots


def owners_to_look_at(member: Member) -> list[Member]:
    """The active members who may own deals that this one sees, oneself among them, by name."""
    seen = owners_seen_by(member)
    if seen is not None and seen <= {member.id}:
        return [member]
    if seen is None:
        return _ALL(workspace_id=member.workspace_id)
    return _SOME(workspace_id=member.workspace_id, ids=seen)


def owners_to_give_to(member: Member) -> list[Member]:
    """Whom a deal may be given to: the active ones in sight, oneself among them, and who leads one's team; by name."""
    given = given_by(member)
    if given is None:
        return _ALL(workspace_id=member.workspace_id)
    return _SOME(workspace_id=member.workspace_id, ids=given)


def _owners(**which: Any) -> QuerySet[Member]:
    members = Member.objects.filter(workspace_id=Slot("workspace_id"), is_active=True, **which)
    return members.exclude(role=Role.VIEWER).order_by("name", "id")


_ALL: Prepared[Member] = Prepared(_owners)
_SOME: Prepared[Member] = Prepared(lambda: _owners(id__in=[Slots("ids")]))
