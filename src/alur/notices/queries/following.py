"""Who follows what."""

from __future__ import annotations

from alur.notices.models import Follow
from alur.people.models import Organization
from alur.pipeline.models import Deal
from alur.tenancy.models import Member


def follows(member: Member, record: Deal | Organization) -> bool | None:
    """Does the member follow it? None of what is one's own: of that one hears anyway."""
    if record.owner_id == member.id:
        return None
    mine = Follow.objects.filter(workspace_id=member.workspace_id, member_id=member.id)
    if isinstance(record, Deal):
        return mine.filter(deal_id=record.id).exists()
    return mine.filter(organization_id=record.id).exists()
