"""Whoever saved a view or composed a page changes it; the others whom it is for copy it."""

from __future__ import annotations

from collections.abc import Collection

from alur.events.undoing import guard
from alur.reporting.models import Dashboard, SavedView
from alur.tenancy.models import Member


def can_edit_view(member: Member, view: SavedView) -> bool:
    return member.can_change and view.workspace_id == member.workspace_id and view.owner_id == member.id


@guard("view")
def views_open_to(member: Member, ids: Collection[int]) -> Collection[int]:
    """Of these views, deleted or not, the ones that this member may change."""
    if not member.can_change:
        return frozenset()
    own = SavedView.objects.filter(workspace_id=member.workspace_id, id__in=ids, owner_id=member.id)
    return frozenset(own.values_list("id", flat=True))


@guard("pin")
def pins_open_to(member: Member, ids: Collection[int]) -> Collection[int]:
    """Pins are about the member whose they are."""
    return frozenset(ids) & {member.id} if member.can_change else frozenset()


def can_edit_dashboard(member: Member, page: Dashboard) -> bool:
    return member.can_change and page.workspace_id == member.workspace_id and page.owner_id == member.id


@guard("dashboard")
def dashboards_open_to(member: Member, ids: Collection[int]) -> Collection[int]:
    """Of these pages, deleted or not, the ones that this member may change."""
    if not member.can_change:
        return frozenset()
    own = Dashboard.objects.filter(workspace_id=member.workspace_id, id__in=ids, owner_id=member.id)
    return frozenset(own.values_list("id", flat=True))
