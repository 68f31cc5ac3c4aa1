"""Ending an activity the way people do: what came of it, and the next step, as one act."""

from __future__ import annotations

from datetime import datetime

from alur.conversations.models import Activity
from alur.conversations.operations.opening import NextStep
from alur.conversations.operations.planning import NewActivity, add, finish
from alur.events.recording import operation
from alur.tenancy.models import Member


def conclude(
    activity: Activity,
    *,
    outcome: str,
    next_step: NextStep | None,
    by: Member,
    at: datetime,
    is_answered: bool | None = None,
) -> int:
    """Mark as done with its outcome and plan what follows, about the same and for the same owner.

    Returns the operation, which is undone as one. Conflict where it was done or removed meanwhile.
    """
    with operation(activity.workspace_id, by=by, at=at) as act:
        finish(activity, outcome=outcome, is_answered=is_answered, by=by, at=at)
        if next_step is not None:
            following = NewActivity(
                kind=next_step.kind,
                title=next_step.title,
                deal=activity.deal,
                organization=activity.organization,
                person=activity.person,
                owner=activity.owner or by,
                due_at=next_step.due_at,
                is_timed=next_step.is_timed,
            )
            add(activity.workspace_id, following, by=by, at=at)
    return act.id
