"""What usually follows an activity: the form of its outcome is filled in with it, and a person changes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from alur.conversations.models import Activity, ActivityKind

SATURDAY = 5
# What follows what, and after how many days: a call after a visit while it is fresh, a visit after a call takes time.
_USUAL: dict[str, tuple[str, int]] = {
    ActivityKind.CALL: (ActivityKind.CALL, 3),
    ActivityKind.EMAIL: (ActivityKind.CALL, 2),
    ActivityKind.WHATSAPP: (ActivityKind.CALL, 2),
    ActivityKind.MEETING: (ActivityKind.CALL, 1),
    ActivityKind.VISIT: (ActivityKind.CALL, 1),
    ActivityKind.TASK: (ActivityKind.CALL, 1),
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    kind: str
    day: date


def usual_next(activity: Activity, *, today: date) -> Suggestion | None:
    """None where something is planned already: by its recurrence, or for its deal."""
    if activity.recurrence or other_planned(activity) is not None:
        return None
    kind, days = _USUAL.get(activity.kind, (ActivityKind.CALL, 1))
    return Suggestion(kind, working_day(today, days))


def other_planned(activity: Activity) -> Activity | None:
    """The earliest other activity that is planned for the same deal."""
    if activity.deal_id is None:
        return None
    others = Activity.objects.filter(
        workspace_id=activity.workspace_id,
        deal_id=activity.deal_id,
        done_at__isnull=True,
        due_at__isnull=False,
        deleted_at__isnull=True,
    )
    return others.exclude(id=activity.id).order_by("due_at", "id").first()


def working_day(today: date, days: int) -> date:
    """So many days on, or the Monday after where that is a weekend."""
    day = today + timedelta(days=days)
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= SATURDAY else day
