"""Writing down what a member is to be told: one row for one act, whatever the relay delivers again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from alur.notices.kinds import APP, DIGEST, MAIL, WEIGHT
from alur.notices.models import Notice, Preference
from alur.tenancy.models import Member

MOST_SUBJECTS, MOST_EVENTS = 200, 5


@dataclass(frozen=True, slots=True)
class News:
    """What happened: to which record, in which event of which act, by whom."""

    subject_kind: str
    subject_id: int
    occurred_at: datetime
    key: str
    event_id: int | None = None
    position: int = 0
    actor_id: int | None = None


def tell(member: Member, kind: str, news: News, preference: Preference) -> Notice | None:
    """Tell a member, in the ways they want it. None where they want none, or were told of this very event before."""
    ways = {way: preference.wants(kind, way) for way in (APP, MAIL, DIGEST)}
    row = Notice.objects.filter(workspace_id=member.workspace_id, member_id=member.id, key=news.key).first()
    if row is not None:
        return _add(row, kind, news, ways)
    if not any(ways.values()):
        return None
    made: Notice = Notice.objects.create(
        workspace_id=member.workspace_id,
        member_id=member.id,
        kind=kind,
        key=news.key,
        subject_kind=news.subject_kind,
        subjects=[news.subject_id],
        events=[news.event_id] if news.event_id else [],
        last_position=news.position,
        actor_id=news.actor_id,
        occurred_at=news.occurred_at,
        in_app=ways[APP],
        by_mail=ways[MAIL],
        in_digest=ways[DIGEST],
    )
    return made


def _add(row: Notice, kind: str, news: News, ways: dict[str, bool]) -> Notice | None:
    if news.position <= row.last_position:
        return None
    row.last_position = news.position
    if news.subject_id not in row.subjects:
        row.count += 1
        row.subjects = [*row.subjects, news.subject_id][:MOST_SUBJECTS]
    if news.event_id and len(row.events) < MOST_EVENTS:
        row.events = [*row.events, news.event_id]
    if WEIGHT[kind] < WEIGHT[row.kind]:
        row.kind = kind
    row.in_app, row.by_mail, row.in_digest = (
        row.in_app or ways[APP], row.by_mail or ways[MAIL], row.in_digest or ways[DIGEST]
    )  # fmt: skip
    row.save()
    return row


def mark_read(member: Member, ids: Collection[int] | None, *, at: datetime) -> int:
    """These, or all of a member's, have been read. What someone has read is theirs alone: no fact is recorded."""
    unread = Notice.objects.filter(
        workspace_id=member.workspace_id, member_id=member.id, in_app=True, read_at__isnull=True
    )
    if ids is not None:
        unread = unread.filter(id__in=ids)
    return unread.update(read_at=at)


def mark_unread(member: Member, notice_id: int) -> int:
    mine = Notice.objects.filter(workspace_id=member.workspace_id, member_id=member.id, in_app=True)
    return mine.filter(id=notice_id).update(read_at=None)


def forget_old(workspace_id: int, *, before: datetime, limit: int = 500) -> int:
    """Remove some of what was told before an instant. Returns how many."""
    old = Notice.objects.filter(workspace_id=workspace_id, occurred_at__lt=before).order_by("occurred_at")
    ids = list(old.values_list("id", flat=True)[:limit])
    return Notice.objects.filter(workspace_id=workspace_id, id__in=ids).delete()[0]
