"""Who sees which activities: those of a deal, whoever sees the deal; others, everyone in the workspace."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from alur.conversations.models import Activity
from alur.events.undoing import guard
from alur.pipeline.access import owners_seen_by
from alur.tenancy.models import Member


def visible_activities(member: Member) -> QuerySet[Activity]:
    return activities_of(member.workspace_id, owners_seen_by(member))


def activities_of(workspace_id: Any, owners: Collection[Any] | None) -> QuerySet[Activity]:
    """Of those who see the deals of these owners, everyone's where None; also of a prepared question's slots."""
    seen = Q() if owners is None else of_deals_of(owners)
    return Activity.objects.filter(seen, workspace_id=workspace_id, deleted_at__isnull=True)


def of_deals_of(owners: Collection[Any]) -> Q:
    """The activities of deals of these owners and of nobody's, and those of no deal."""
    return (
        Q(deal_id__isnull=True) | Q(deal__owner_id__in=owners) | Q(deal_id__isnull=False, deal__owner_id__isnull=True)
    )


@guard("activity")
def activities_open_to(member: Member, ids: Collection[int]) -> Collection[int]:
    """Of these activities, deleted or not, the ones that this member may change."""
    if not member.can_change:
        return frozenset()
    owners = owners_seen_by(member)
    activities = Activity.objects.filter(workspace_id=member.workspace_id, id__in=ids)
    if owners is not None:
        activities = activities.filter(of_deals_of(owners))
    return frozenset(activities.values_list("id", flat=True))
