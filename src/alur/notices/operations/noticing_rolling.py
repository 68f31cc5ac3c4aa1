"""What rolling ownership tells: the reminded owner, both whom a deal leaves and whom it goes to, and the asked team.

It acts in the name of an owner, who is told as well where the deal is theirs: they did not do it this morning.
"""

from __future__ import annotations

from alur.events.models import Event
from alur.notices.kinds import ASSIGNED, ROLLING
from alur.notices.operations.telling import News, tell
from alur.notices.queries.preferences import preferences_of
from alur.pipeline.access import sees_owner
from alur.pipeline.models import Deal
from alur.rescue.models import Rolling
from alur.tenancy.models import Member, Role

Subject = tuple[str, int]


def notice_rolling(event: Event) -> int:
    """Returns how many were told something new."""
    deal = Deal.everything.filter(workspace_id=event.workspace_id, id=event.payload["deal"]).first()
    if deal is None:
        return 0
    data = event.payload
    heard: dict[int, tuple[str, Subject | None]] = {}
    if event.name == "deal.reminded":
        heard[int(data["owner"])] = (ROLLING, None)
    elif event.name == "deal.offered":
        heard = dict.fromkeys(_asked(event), (ROLLING, ("offer", deal.id)))
    else:
        heard[int(data["before"] or 0)] = (ROLLING, None)
        if event.name == "deal.rolled":
            heard[int(data["after"])] = (ASSIGNED, None)
    members = Member.objects.filter(workspace_id=event.workspace_id, id__in=heard, is_active=True)
    preferences = preferences_of(event.workspace_id, list(heard))
    told = 0
    for member in members.order_by("id"):
        kind, subject = heard[member.id]
        subject_kind, subject_id = subject or _shown_to(member, deal)
        news = News(
            subject_kind=subject_kind,
            subject_id=subject_id,
            occurred_at=event.occurred_at,
            key=str(event.operation_id),
            event_id=event.id,
            position=event.position,
            actor_id=event.actor_id,
        )
        told += tell(member, kind, news, preferences[member.id]) is not None
    return told


def _asked(event: Event) -> list[int]:
    """Those whom it is offered to, but for who has had it."""
    rows = Member.objects.filter(workspace_id=event.workspace_id, is_active=True).exclude(role=Role.VIEWER)
    if event.payload["team"]:
        rows = rows.filter(team_id=event.payload["team"])
    had = Rolling.objects.filter(workspace_id=event.workspace_id, deal_id=event.payload["deal"])
    return list(rows.exclude(id__in=next(iter(had.values_list("had", flat=True)), [])).values_list("id", flat=True))


def _shown_to(member: Member, deal: Deal) -> Subject:
    """The deal; where they see it no longer, its company, or else the pipeline: both are everyone's to see."""
    if sees_owner(member, deal.owner_id):
        return "deal", deal.id
    return ("organization", deal.organization_id) if deal.organization_id else ("pipeline", deal.pipeline_id)
