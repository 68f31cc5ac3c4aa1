"""The secret address of a member's calendar: opened (shown once), changed, closed."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from alur.accounts.facts import CalendarFeedClosed, CalendarFeedOpened, CalendarFeedSet
from alur.accounts.models import CalendarFeed
from alur.events.recording import operation
from alur.tenancy.models import Member

AN_HOUR = timedelta(hours=1)


def open_feed(member: Member, *, shows_names: bool = True, by: Member, at: datetime) -> str:
    """A new secret; the address before it ends at once. What is returned is not kept anywhere."""
    raw = secrets.token_urlsafe(30)
    with operation(member.workspace_id, by=by, at=at) as act:
        for feed in CalendarFeed.objects.filter(
            workspace_id=member.workspace_id, member_id=member.id, revoked_at__isnull=True
        ):
            close_feed(feed, by=by, at=at)
        made = CalendarFeed.objects.create(
            token_hash=_hash(raw),
            hint=raw[-4:],
            workspace_id=member.workspace_id,
            member_id=member.id,
            shows_names=shows_names,
            created_at=at,
        )
        act.record(CalendarFeedOpened(made.id, member.id), about=[("member", member.id)])
    return raw


def set_feed(feed: CalendarFeed, *, shows_names: bool, by: Member, at: datetime) -> None:
    """Whether it tells whom one meets. The same again changes nothing."""
    with operation(feed.workspace_id, by=by, at=at) as act:
        if CalendarFeed.objects.filter(id=feed.id).exclude(shows_names=shows_names).update(shows_names=shows_names):
            act.record(CalendarFeedSet(feed.id, feed.member_id, shows_names), about=[("member", feed.member_id)])


def close_feed(feed: CalendarFeed, *, by: Member, at: datetime) -> None:
    """End the address. Ending it again changes nothing."""
    with operation(feed.workspace_id, by=by, at=at) as act:
        if CalendarFeed.objects.filter(id=feed.id, revoked_at__isnull=True).update(revoked_at=at):
            act.record(CalendarFeedClosed(feed.id, feed.member_id), about=[("member", feed.member_id)])


def feed_of(member: Member) -> CalendarFeed | None:
    """The member's address that works, if there is one."""
    feeds = CalendarFeed.objects.filter(workspace_id=member.workspace_id, member_id=member.id)
    return feeds.filter(revoked_at__isnull=True).order_by("-id").first()


def read_feed(raw: str, *, at: datetime) -> tuple[CalendarFeed, Member] | None:
    """The feed of a secret and whose it is; None where it is unknown, closed, or its member has left."""
    feed = CalendarFeed.objects.filter(token_hash=_hash(raw), revoked_at__isnull=True).first()
    if feed is None:
        return None
    members = Member.objects.filter(workspace_id=feed.workspace_id, id=feed.member_id, is_active=True)
    member = members.select_related("user").first()
    if member is None:
        return None
    if feed.last_used_at is None or at - feed.last_used_at > AN_HOUR:
        CalendarFeed.objects.filter(id=feed.id).update(last_used_at=at)
    return feed, member


def _hash(raw: str) -> str:
    return hashlib.sha256(raw.encode()).hexdigest()
