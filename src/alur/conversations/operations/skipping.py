"""Skipping one of a series: it is not done, the next one stands in its place."""

from __future__ import annotations

from datetime import datetime

from alur.conversations.facts import ActivitySkipped
from alur.conversations.models import Activity
from alur.conversations.operations import planning
from alur.events.recording import Operation, operation
from alur.events.undoing import inverse_of
from alur.kernel.dates import iso
from alur.kernel.refusal import N_, Conflict
from alur.tenancy.models import Member


def skip(activity: Activity, *, by: Member | None, at: datetime) -> Activity:
    """Move it to its next occurrence, later than now. Conflict where it does not repeat, or there is none left."""
    with operation(activity.workspace_id, by=by, at=at):
        activity = planning.locked(activity)
        if activity.done_at is not None or activity.due_at is None:
            raise Conflict(N_("This is done already."))
        due = planning.next_of(activity, after=max(at, activity.due_at))
        if due is None:
            raise Conflict(N_("This was the last one. Remove it, or let it repeat longer."))
        _stand_at(activity, *due, by=by, at=at)
    return activity


def _stand_at(activity: Activity, number: int, due: datetime, *, by: Member | None, at: datetime) -> None:
    assert activity.due_at is not None
    with operation(activity.workspace_id, by=by, at=at) as act:
        before = [iso(activity.due_at), activity.series_number]
        planning.write(activity, {"due_at": due, "series_number": number}, at)
        fact = ActivitySkipped(activity.id, activity.kind, activity.title, before, [iso(due), number])
        act.record(fact, about=planning.about(activity))
        planning.refresh_agenda(activity.workspace_id, activity.deal_id, at=at)


@inverse_of(ActivitySkipped)
def take_back_skip(fact: ActivitySkipped, act: Operation) -> None:
    activity = planning.locked(Activity(workspace_id=act.workspace_id, id=fact.activity))
    if activity.due_at is None or [iso(activity.due_at), activity.series_number] != fact.after:
        raise Conflict(N_("This activity was changed since; this cannot be undone."))
    _stand_at(activity, int(fact.before[1]), datetime.fromisoformat(fact.before[0]), by=act.by, at=act.at)
