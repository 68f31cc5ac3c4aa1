"""Who sees and changes which deals."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from alur.events.undoing import guard
from alur.files.access import holds_files
from alur.pipeline.models import Deal
from alur.tenancy.models import Member, Role, Team, Workspace


def owners_seen_by(member: Member) -> frozenset[int] | None:
    """The members whose deals this one sees, beside the unowned; None for all of the workspace.

    Read once per member instance: a request asks many times.
    """
    if not hasattr(member, "_owners_seen"):
        member._owners_seen = _owners_seen_by(member)  # type: ignore[attr-defined]
    seen: frozenset[int] | None = member._owners_seen  # type: ignore[attr-defined]
    return seen


def _owners_seen_by(member: Member) -> frozenset[int] | None:
    if not member.is_active:
        return frozenset()
    if member.role in (Role.OWNER, Role.VIEWER):
        return None
    own = frozenset({member.id})
    if member.role == Role.MANAGER:
        led = Team.objects.filter(workspace_id=member.workspace_id, lead_id=member.id).values_list("id", flat=True)
        return own | _in_teams(member.workspace_id, {*led, *([member.team_id] if member.team_id else [])})
    if member.team_id and _shares_deals(member.workspace_id):
        return own | _in_teams(member.workspace_id, {member.team_id})
    return own


def _in_teams(workspace_id: int, team_ids: Collection[int]) -> frozenset[int]:
    if not team_ids:
        return frozenset()
    return frozenset(
        Member.objects.filter(workspace_id=workspace_id, team_id__in=team_ids).values_list("id", flat=True)
    )


def _shares_deals(workspace_id: int) -> bool:
    return Workspace.objects.filter(id=workspace_id, shares_deals_in_team=True).exists()


def sees_owner(member: Member, owner_id: int | None) -> bool:
    """Would this member see a deal of that owner?"""
    owners = owners_seen_by(member)
    return owners is None or owner_id is None or owner_id in owners


def may_give(member: Member, owner_id: int) -> bool:
    """May this member make that one the owner of a deal: oneself, who is in sight, or who leads one's team."""
    return sees_owner(member, owner_id) or owner_id in (given_by(member) or ())


def given_by(member: Member) -> frozenset[int] | None:
    """Whom this member may give deals to; None for everyone."""
    seen = owners_seen_by(member)
    if seen is None or member.team_id is None:
        return seen
    leads = Team.objects.filter(workspace_id=member.workspace_id, id=member.team_id).values_list("lead_id", flat=True)
    return seen | {one for one in leads if one is not None}


def members_seeing(workspace_id: int, owner_id: int | None) -> QuerySet[Member]:
    """The active members who see a deal of that owner, or one that is nobody's: the other side of `sees_owner`."""
    members = Member.objects.filter(workspace_id=workspace_id, is_active=True)
    if owner_id is None:
        return members
    team_id = Member.objects.filter(workspace_id=workspace_id, id=owner_id).values_list("team_id", flat=True).first()
    seeing = Q(id=owner_id) | Q(role__in=(Role.OWNER, Role.VIEWER))
    if team_id is not None:
        leads = Team.objects.filter(workspace_id=workspace_id, id=team_id).values_list("lead_id", flat=True)
        seeing |= Q(role=Role.MANAGER) & (Q(team_id=team_id) | Q(id__in=[one for one in leads if one]))
        if _shares_deals(workspace_id):
            seeing |= Q(role=Role.REP, team_id=team_id)
    return members.filter(seeing)


def can_edit(member: Member, deal: Deal) -> bool:
    """May this member change the deal? Those who see it may, but for viewers."""
    return member.can_change and deal.workspace_id == member.workspace_id and sees_owner(member, deal.owner_id)


def can_edit_pipelines(member: Member) -> bool:
    return member.leads


@guard("deal")
def deals_open_to(member: Member, ids: Collection[int]) -> Collection[int]:
    """Of these deals, in the trash or not, the ones that this member may change."""
    if not member.can_change:
        return frozenset()
    return frozenset(Deal.everything.visible_to(member).filter(id__in=ids).values_list("id", flat=True))


@holds_files("deal")
def deals_seen(member: Member, ids: Collection[int]) -> Collection[int]:
    return frozenset(Deal.objects.visible_to(member).filter(id__in=ids).values_list("id", flat=True))


@guard("question")
@guard("pipeline")
def pipelines_open_to(member: Member, ids: Collection[int]) -> Collection[int]:
    return frozenset(ids) if can_edit_pipelines(member) else frozenset()
