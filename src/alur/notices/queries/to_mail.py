"""What waits to be mailed."""

from __future__ import annotations

from alur.notices.models import Notice
from alur.tenancy.models import Member

MOST_AT_ONCE = 50


def members_with_mail(workspace_id: int) -> list[Member]:
    """Those who are to be told something by mail at once, with their users."""
    waiting = Notice.objects.filter(workspace_id=workspace_id, by_mail=True, mailed_at__isnull=True)
    ids = list(waiting.values_list("member_id", flat=True).distinct())
    members = Member.objects.filter(workspace_id=workspace_id, id__in=ids, is_active=True, user_id__isnull=False)
    return list(members.select_related("user").order_by("id"))


def to_mail(member: Member) -> list[Notice]:
    mine = Notice.objects.filter(workspace_id=member.workspace_id, member_id=member.id)
    return list(mine.filter(by_mail=True, mailed_at__isnull=True).order_by("id")[:MOST_AT_ONCE])


def to_digest(member: Member) -> list[Notice]:
    """For the morning's mail; what was read in the app meanwhile is not told again."""
    mine = Notice.objects.filter(workspace_id=member.workspace_id, member_id=member.id)
    unread = mine.filter(in_digest=True, digested_at__isnull=True, read_at__isnull=True)
    return list(unread.order_by("-occurred_at")[:MOST_AT_ONCE])
