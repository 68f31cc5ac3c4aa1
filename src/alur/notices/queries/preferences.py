"""What members want to be told."""

from __future__ import annotations

from collections.abc import Collection

from alur.notices.models import Preference
from alur.tenancy.models import Member


def preference_of(member: Member) -> Preference:
    """The member's own, or what everyone starts with (which is not kept)."""
    return preferences_of(member.workspace_id, [member.id])[member.id]


def preferences_of(workspace_id: int, member_ids: Collection[int]) -> dict[int, Preference]:
    found = {
        one.member_id: one for one in Preference.objects.filter(workspace_id=workspace_id, member_id__in=member_ids)
    }
    return {
        member_id: found.get(member_id) or Preference(workspace_id=workspace_id, member_id=member_id)
        for member_id in member_ids
    }
