"""Who works here: members by team, with the lead of each."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from alur.accounts.models import Invitation
from alur.tenancy.models import Member, Team


@dataclass(frozen=True, slots=True)
class TeamRoster:
    """A team with its lead and members; `team` is None for those who are in none."""

    team: Team | None
    lead: Member | None
    members: list[Member]


def uninvited(workspace_id: int) -> QuerySet[Member]:
    """Who owns work here and can neither sign in nor has an invitation on the way: names that an import brought."""
    waiting = Invitation.objects.filter(
        workspace_id=workspace_id, accepted_at__isnull=True, withdrawn_at__isnull=True, member_id__isnull=False
    )
    members = Member.objects.filter(workspace_id=workspace_id, user_id__isnull=True, is_active=True)
    return members.exclude(id__in=list(waiting.values_list("member_id", flat=True))).order_by("name", "id")


def roster(workspace_id: int) -> list[TeamRoster]:
    """Teams by name, then those without one; in each the lead first, the active before those who left."""
    members = list(Member.objects.filter(workspace_id=workspace_id).order_by("-is_active", "name", "id"))
    by_id = {member.id: member for member in members}
    groups = []
    for team in Team.objects.filter(workspace_id=workspace_id).order_by("name", "id"):
        lead = by_id.get(team.lead_id) if team.lead_id else None
        own = [member for member in members if member.team_id == team.id]
        own.sort(key=lambda member, lead=lead: lead is None or member.id != lead.id)  # type: ignore[misc]
        groups.append(TeamRoster(team, lead, own))
    loose = [member for member in members if member.team_id is None]
    if loose:
        groups.append(TeamRoster(None, None, loose))
    return groups
