"""What is still planned with a deal."""

from __future__ import annotations

from django.db.models import QuerySet

from alur.conversations.models import Activity


def planned_with(workspace_id: int, deal_id: int) -> QuerySet[Activity]:
    """The next first."""
    rows = Activity.objects.filter(workspace_id=workspace_id, deal_id=deal_id, deleted_at__isnull=True)
    return rows.filter(done_at__isnull=True, due_at__isnull=False).order_by("due_at", "id")
