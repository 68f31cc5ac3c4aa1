"""Following what is not one's own: as long as one may see it."""

from __future__ import annotations

from datetime import datetime

from alur.events.recording import Operation, operation
from alur.events.undoing import inverse_of
from alur.kernel.refusal import N_, Conflict
from alur.notices.facts import FollowBegan, FollowEnded
from alur.notices.models import Follow, Notice
from alur.people.models import Organization
from alur.pipeline.access import sees_owner
from alur.pipeline.models import Deal
from alur.tenancy.models import Member

DEAL, ORGANIZATION = "deal", "organization"


def follow(member: Member, record: Deal | Organization, *, by: Member | None, at: datetime) -> int | None:
    """Begin to follow a record that the member sees. Returns the operation; None where it is followed already."""
    kind = DEAL if isinstance(record, Deal) else ORGANIZATION
    with operation(member.workspace_id, by=by, at=at) as act:
        made = Follow.objects.get_or_create(
            workspace_id=member.workspace_id,
            member_id=member.id,
            **{f"{kind}_id": record.id},
            defaults={"created_at": at},
        )[1]
        if made:
            act.record(FollowBegan(member.id, kind, record.id), about=[("member", member.id)])
    return act.id if made else None


def unfollow(
    member: Member, kind: str, record_id: int, *, by: Member | None, at: datetime, why: str = "asked"
) -> int | None:
    """End it. Returns the operation; None where it was not followed. Where it is hidden now, its news goes too."""
    with operation(member.workspace_id, by=by, at=at) as act:
        mine = Follow.objects.filter(workspace_id=member.workspace_id, member_id=member.id)
        ended = mine.filter(**{f"{kind}_id": record_id}).delete()[0]
        if ended:
            act.record(FollowEnded(member.id, kind, record_id, why), about=[("member", member.id)])
    return act.id if ended else None


def end_hidden(members: list[Member], *, at: datetime, deal_id: int | None = None) -> int:
    """End what these members follow and no longer see (of one deal, or of all). Returns how many."""
    if not members:
        return 0
    workspace_id, by_id = members[0].workspace_id, {one.id: one for one in members}
    follows = Follow.objects.filter(workspace_id=workspace_id, member_id__in=by_id, deal_id__isnull=False)
    if deal_id is not None:
        follows = follows.filter(deal_id=deal_id)
    ended = 0
    for member_id, followed, owner_id in list(follows.values_list("member_id", "deal_id", "deal__owner_id")):
        if followed is not None and not sees_owner(by_id[member_id], owner_id):
            unfollow(by_id[member_id], DEAL, followed, by=None, at=at, why="hidden")
            forget(workspace_id, member_id, DEAL, followed)
            ended += 1
    return ended


def forget(workspace_id: int, member_id: int, kind: str, record_id: int) -> None:
    """Take away what a member was told of one record that they no longer see."""
    notices = Notice.objects.filter(workspace_id=workspace_id, member_id=member_id, subject_kind=kind)
    gone = [one.id for one in notices.only("id", "workspace_id", "subjects") if one.subjects == [record_id]]
    Notice.objects.filter(workspace_id=workspace_id, id__in=gone).delete()


def _member(act: Operation, member_id: int) -> Member:
    found = Member.objects.filter(workspace_id=act.workspace_id, id=member_id, is_active=True).first()
    if found is None:
        raise Conflict(N_("This member has left."))
    return found


@inverse_of(FollowBegan)
def take_back_follow(fact: FollowBegan, act: Operation) -> None:
    unfollow(_member(act, fact.member), fact.kind, fact.record, by=act.by, at=act.at)


@inverse_of(FollowEnded)
def take_back_end(fact: FollowEnded, act: Operation) -> None:
    member = _member(act, fact.member)
    rows = (
        Deal.objects.visible_to(member)
        if fact.kind == DEAL
        else Organization.objects.filter(workspace_id=act.workspace_id)
    )
    record = rows.filter(id=fact.record).first()
    if record is None:
        raise Conflict(N_("It is no longer there, or not yours to see."))
    follow(member, record, by=act.by, at=act.at)
