"""Whose deals a member sees, by name."""

from __future__ import annotations

from alur.pipeline.access import given_by, owners_seen_by
from alur.tenancy.models import Member, Role


def owners_to_look_at(member: Member) -> list[Member]:
    """The active members who may own deals that this one sees, oneself among them, by name."""
    seen = owners_seen_by(member)
    if seen is not None and seen <= {member.id}:
        return [member]
    members = Member.objects.filter(workspace_id=member.workspace_id, is_active=True).exclude(role=Role.VIEWER)
    if seen is not None:
        members = members.filter(id__in=seen)
    return list(members.order_by("name", "id"))


def owners_to_give_to(member: Member) -> list[Member]:
    """Whom a deal may be given to: the active ones in sight, oneself among them, and who leads one's team; by name."""
    members = Member.objects.filter(workspace_id=member.workspace_id, is_active=True).exclude(role=Role.VIEWER)
    given = given_by(member)
    return list((members if given is None else members.filter(id__in=given)).order_by("name", "id"))
