"""Everyone in a workspace sees what was found out about its companies; viewers change nothing."""

from __future__ import annotations

from collections.abc import Collection

from alur.files.access import holds_files
from alur.research.models import ResearchNote
from alur.tenancy.models import Member


def _timelines(workspace_id: int, note_id: int) -> list[tuple[str, int]]:
    found = ResearchNote.objects.filter(workspace_id=workspace_id, id=note_id).first()
    return [("research_note", note_id), *([("organization", found.organization_id)] if found else [])]


@holds_files("research_note", about=_timelines)
def notes_seen(member: Member, ids: Collection[int]) -> Collection[int]:
    rows = ResearchNote.objects.filter(workspace_id=member.workspace_id, id__in=ids, deleted_at__isnull=True)
    kept = rows.filter(organization__deleted_at__isnull=True)
    return frozenset(kept.values_list("id", flat=True)) if member.is_active else frozenset()
