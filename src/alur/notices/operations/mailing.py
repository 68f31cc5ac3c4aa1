"""Keeping note of what was mailed, so that nothing is mailed twice. What is delivered is no fact of the business."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from alur.kernel.free_days import is_working_day
from alur.notices.models import Notice, Preference
from alur.tenancy.models import Member

LATEST = timedelta(hours=4)
"""A worker that was away in the morning does not send the morning's mail in the evening."""


def digest_is_due(preference: Preference, local: datetime) -> bool:
    """Is it time, on the reader's own clock, on a working day, and has today's not been sent?"""
    rests = preference.rests_on_joint_leave
    if preference.digested_on == local.date() or not is_working_day(local.date(), with_joint_leave=rests):
        return False
    since = timedelta(hours=local.hour, minutes=local.minute) - timedelta(minutes=preference.digest_minute)
    return timedelta(0) <= since < LATEST


def claim_digest(member: Member, *, on: date) -> bool:
    """True for the one who is to send the mail of this day; two workers never both."""
    mine = {"workspace_id": member.workspace_id, "member_id": member.id}
    row, made = Preference.objects.get_or_create(**mine, defaults={"digested_on": on})
    return made or bool(
        Preference.objects.filter(**mine, id=row.id)
        .exclude(digested_on=on, digested_on__isnull=False)
        .update(digested_on=on)
    )


def give_back_digest(member: Member, before: Preference) -> None:
    """It could not be sent: the next round tries again."""
    Preference.objects.filter(workspace_id=member.workspace_id, member_id=member.id).update(
        digested_on=before.digested_on
    )


def settle_mailed(notices: Sequence[Notice], *, at: datetime) -> None:
    if notices:
        _of(notices).update(mailed_at=at)


def settle_digested(notices: Sequence[Notice], *, at: datetime) -> None:
    if notices:
        _of(notices).update(digested_at=at)


def _of(notices: Sequence[Notice]) -> QuerySet[Notice]:
    return Notice.objects.filter(workspace_id=notices[0].workspace_id, id__in=[one.id for one in notices])
