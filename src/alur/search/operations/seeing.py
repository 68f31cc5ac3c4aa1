"""What a member has looked at lately. A note to oneself: no event, no undo."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from alur.search.models import SeenRecord
from alur.search.queries.contents import KINDS
from alur.search.queries.showing import shown
from alur.tenancy.models import Member

KEPT = 50


def see(member: Member, kind: str, record_id: int, *, at: datetime) -> bool:
    """Note that a member looks at a record; False where it is none that they see."""
    if kind not in KINDS or record_id not in shown(member, kind, [record_id]):
        return False
    own = SeenRecord.objects.filter(workspace_id=member.workspace_id, member_id=member.id)
    with transaction.atomic():
        if own.filter(kind=kind, record_id=record_id).update(seen_at=at):
            return True
        SeenRecord.objects.bulk_create(
            [
                SeenRecord(
                    workspace_id=member.workspace_id, member_id=member.id, kind=kind, record_id=record_id, seen_at=at
                )
            ],
            ignore_conflicts=True,
        )
        kept = list(own.order_by("-seen_at").values_list("id", flat=True)[:KEPT])
        if len(kept) == KEPT:
            own.exclude(id__in=kept).delete()
    return True
