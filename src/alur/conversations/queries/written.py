"""What people wrote with their activities, as it stands now."""

from __future__ import annotations

from collections.abc import Collection

from alur.conversations.models import Activity


def written_with(workspace_id: int, ids: Collection[int]) -> dict[int, tuple[str, str, str]]:
    """Activity id to its title, its text and its outcome; none of what was removed."""
    if not ids:
        return {}
    rows = Activity.objects.filter(workspace_id=workspace_id, id__in=ids, deleted_at__isnull=True)
    return {one[0]: (one[1], one[2], one[3]) for one in rows.values_list("id", "title", "body", "outcome")}
