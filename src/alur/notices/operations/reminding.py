"""Reminders: a while before an activity its owner is told, once for each time at which it is due."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from alur.conversations.access import visible_activities
from alur.conversations.models import Activity
from alur.conversations.models.activity import NO_REMINDER
from alur.conversations.operations.planning import EARLIEST_REMINDER
from alur.kernel.dates import iso
from alur.notices.kinds import REMINDER
from alur.notices.models import Preference
from alur.notices.models.preference import HALF_AN_HOUR
from alur.notices.operations.telling import News, tell
from alur.notices.queries.preferences import preferences_of
from alur.tenancy.models import Member

ACTIVITY = "activity"


def remind(workspace_id: int, *, at: datetime) -> int:
    """Tell owners of what is due soon and not yet past. Returns how many reminders were new."""
    longest = max(
        [HALF_AN_HOUR, *Preference.objects.filter(workspace_id=workspace_id).values_list("remind_minutes", flat=True)]
    )
    coming = Activity.objects.filter(
        Q(remind_minutes__isnull=True, due_at__lte=at + timedelta(minutes=longest))
        | Q(remind_minutes__gte=0, due_at__lte=at + timedelta(minutes=EARLIEST_REMINDER)),
        workspace_id=workspace_id,
        done_at__isnull=True,
        deleted_at__isnull=True,
        due_at__gt=at,
        is_timed=True,
        owner_id__isnull=False,
    )
    rows = list(coming.order_by("due_at").values_list("id", "owner_id", "due_at", "remind_minutes"))
    owners = {owner for _, owner, _, _ in rows if owner is not None}
    preferences = preferences_of(workspace_id, owners)
    members = {one.id: one for one in Member.objects.filter(workspace_id=workspace_id, id__in=owners, is_active=True)}
    told = 0
    for activity_id, owner_id, due_at, minutes in rows:
        member = members.get(owner_id or 0)
        if member is None or due_at is None:
            continue
        before = preferences[member.id].remind_minutes if minutes is None else minutes
        if before == NO_REMINDER or due_at - timedelta(minutes=before) > at:
            continue
        told += _remind(member, activity_id, due_at, preferences[member.id], at)
    return told


def _remind(member: Member, activity_id: int, due_at: datetime, preference: Preference, at: datetime) -> int:
    news = News(ACTIVITY, activity_id, at, key=f"{ACTIVITY}:{activity_id}:{iso(due_at)}")
    if not visible_activities(member).filter(id=activity_id, deal__deleted_at__isnull=True).exists():
        return 0
    return int(tell(member, REMINDER, news, preference) is not None)
