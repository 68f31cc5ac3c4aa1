"""Whose deals a member sees, by name."""

from __future__ import annotations

from alur.pipeline.access import owners_seen_by
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
