"""Nothing stays with someone who has left: what nobody was chosen for goes to the lead, or to whoever closed access."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from alur.accounts.facts import MemberEdited
from alur.accounts.queries.leaves import away_on
from alur.automation.models import HandOver, Split
from alur.automation.operations.handing_over import Shares, begin_hand_over
from alur.automation.queries.holding import holds_anything
from alur.events.models import Event, EventSubject
from alur.events.recording import via
from alur.kernel.dates import local_day
from alur.pipeline.operations.totalling import zone_of
from alur.tenancy.models import Member, Role, Team

WAITS = timedelta(days=7)
"""So long an owner who closed someone's access at once has time to choose who gets what."""


def settle_left(workspace_id: int, *, at: datetime) -> Iterator[HandOver]:
    """Begin the hand-overs that nobody has begun; the worker goes on with them. One that was undone is not repeated."""
    for leaver in Member.objects.filter(workspace_id=workspace_id, is_active=False).order_by("id"):
        left = _leaving(leaver)
        if left is None or left.occurred_at > at - WAITS or not holds_anything(leaver):
            continue
        if HandOver.objects.filter(
            workspace_id=workspace_id, leaver_id=leaver.id, created_at__gte=left.occurred_at
        ).exists():
            continue
        by = _owner(workspace_id, left.actor_id)
        if by is not None:
            shares = Shares(Split.PERSON, _taker(leaver, by, at).id)
            with via("automation"):
                yield begin_hand_over(leaver, shares, closes_access=False, by=by, at=at)


def _leaving(leaver: Member) -> Event | None:
    """When their access was closed for the last time, and by whom."""
    about = EventSubject.objects.filter(workspace_id=leaver.workspace_id, kind="member", record_id=leaver.id)
    events = Event.objects.filter(
        workspace_id=leaver.workspace_id, name=MemberEdited.name, id__in=list(about.values_list("event_id", flat=True))
    ).order_by("-position")
    return next((one for one in events if "is_active" in one.payload.get("changes", {})), None)


def _owner(workspace_id: int, actor_id: int | None) -> Member | None:
    """For whom it is done: who closed the access, if still an owner, else the first owner."""
    owners = list(Member.objects.filter(workspace_id=workspace_id, is_active=True, role=Role.OWNER).order_by("id"))
    return next((one for one in owners if one.id == actor_id), owners[0] if owners else None)


def _taker(leaver: Member, by: Member, at: datetime) -> Member:
    team = Team.objects.filter(workspace_id=leaver.workspace_id, id=leaver.team_id or 0).select_related("lead").first()
    lead = team.lead if team is not None else None
    away = away_on(leaver.workspace_id, local_day(at, zone_of(leaver.workspace_id)))
    return lead if lead is not None and lead.can_change and lead.id not in away else by
