"""Whoever began a change of many sees it, and so do owners; what it changes are deals that its maker may change."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from alur.automation.models import BulkChange
from alur.events.undoing import guard
from alur.tenancy.models import Member


def visible_bulk_changes(member: Member) -> QuerySet[BulkChange]:
    rows = BulkChange.objects.filter(workspace_id=member.workspace_id)
    return rows if member.is_owner else rows.filter(by_id=member.id)


@guard("bulk_change")
def bulk_changes_open_to(member: Member, ids: Collection[int]) -> Collection[int]:
    if not member.can_change:
        return frozenset()
    return frozenset(visible_bulk_changes(member).filter(id__in=ids).values_list("id", flat=True))
