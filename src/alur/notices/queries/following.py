"""Who follows what."""

from __future__ import annotations

from django.db.models import QuerySet

from alur.notices.models import Follow
from alur.people.models import Organization
from alur.pipeline.models import Deal
from alur.tenancy.models import Member
from alur.tenancy.prepared import Prepared, Slot


def follows(member: Member, record: Deal | Organization) -> bool | None:
    """Does the member follow it? None of what is one's own: of that one hears anyway."""
    if record.owner_id == member.id:
        return None
    asked = _DEAL if isinstance(record, Deal) else _ORGANIZATION
    return bool(asked(workspace_id=member.workspace_id, member_id=member.id, id=record.id))


def _mine() -> QuerySet[Follow]:
    return Follow.objects.filter(workspace_id=Slot("workspace_id"), member_id=Slot("member_id"))


_DEAL = Prepared(lambda: _mine().filter(deal_id=Slot("id")).values_list("id", flat=True))
_ORGANIZATION = Prepared(lambda: _mine().filter(organization_id=Slot("id")).values_list("id", flat=True))
