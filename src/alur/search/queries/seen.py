"""What a member has looked at, the latest first."""

from __future__ import annotations

from collections.abc import Collection

from alur.search.models import SeenRecord
from alur.search.queries.contents import KINDS
from alur.search.queries.showing import Found, shown
from alur.tenancy.models import Member
from alur.tenancy.prepared import Prepared, Slot, Slots

REMEMBERED = 30


def seen_lately(member: Member, *, limit: int = REMEMBERED, kinds: Collection[str] = KINDS) -> list[tuple[str, int]]:
    """(kind, id)"""
    rows = _SEEN(workspace_id=member.workspace_id, member_id=member.id, kinds=kinds)
    return rows[:limit]


_SEEN: Prepared[tuple[str, int]] = Prepared(
    lambda: (
        SeenRecord.objects.filter(
            workspace_id=Slot("workspace_id"), member_id=Slot("member_id"), kind__in=[Slots("kinds")]
        )
        .order_by("-seen_at")
        .values_list("kind", "record_id")[:REMEMBERED]
    )
)


def shown_lately(member: Member, *, limit: int, kinds: Collection[str] = KINDS) -> list[Found]:
    """The records, of those that are still there to be seen."""
    pairs = seen_lately(member, limit=limit * 2, kinds=kinds)
    rows = {
        (kind, one): row
        for kind in dict.fromkeys(kind for kind, _ in pairs)
        for one, row in shown(member, kind, [record_id for of, record_id in pairs if of == kind]).items()
    }
    return [rows[pair] for pair in pairs if pair in rows][:limit]
