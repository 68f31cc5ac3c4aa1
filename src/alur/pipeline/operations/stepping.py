"""The columns of a deal that `conversations` keeps: its next step and when something last happened."""

from __future__ import annotations

from datetime import datetime

from alur.pipeline.models import Deal
from alur.pipeline.operations.standing import restand


def note_agenda(
    workspace_id: int,
    deal_id: int,
    *,
    next_step: tuple[int, str, str, datetime] | None,
    last_activity_at: datetime | None,
    at: datetime,
) -> None:
    """Write the next step (activity id, kind, title, due) and the last activity. No spell, no new version.

    A deal in the trash stays as it is.
    """
    deal = Deal.objects.select_for_update().filter(workspace_id=workspace_id, id=deal_id).first()
    if deal is None:
        return
    step_id, kind, title, due_at = next_step or (None, "", "", None)
    restand(
        deal,
        {
            "next_step_id": step_id,
            "next_step_kind": kind,
            "next_step_title": title,
            "next_step_due_at": due_at,
            "last_activity_at": last_activity_at,
        },
        at=at,
        event_id=None,
        is_edit=False,
    )
