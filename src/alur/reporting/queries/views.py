"""The views that a member finds."""

from __future__ import annotations

from dataclasses import dataclass

from alur.reporting.models import SavedView, ViewPin
from alur.tenancy.models import Member
from alur.tenancy.prepared import Prepared, Slot


@dataclass(frozen=True, slots=True)
class FoundView:
    """A view, whether the reader has it pinned, and whether it is theirs to change."""

    id: int
    kind: str
    name: str
    is_pinned: bool
    is_own: bool
    owner_id: int
    sharing: str

    @property
    def path(self) -> str:
        """Of the list that shows it."""
        return f"/{_LISTS[self.kind]}/?view={self.id}"


_LISTS = {
    "deal": "deals", "organization": "organizations", "person": "persons", "activity": "activities",
    "product": "products",
}  # fmt: skip


_PINS = Prepared(
    lambda: ViewPin.objects.filter(workspace_id=Slot("workspace_id"), member_id=Slot("member_id")).values_list(
        "view_id", flat=True
    )
)


def views_of(member: Member, kind: str = "") -> list[FoundView]:
    """All that are for this member, those pinned first, then by name; of one kind, or of all."""
    rows = SavedView.objects.visible_to(member)
    rows = rows.filter(kind=kind) if kind else rows
    pinned = set(_PINS(workspace_id=member.workspace_id, member_id=member.id))
    found = [
        FoundView(row_id, of_kind, name, row_id in pinned, owner_id == member.id, owner_id, sharing)
        for row_id, of_kind, name, owner_id, sharing in rows.values_list("id", "kind", "name", "owner_id", "sharing")
    ]
    return sorted(found, key=lambda view: (not view.is_pinned, view.name.casefold(), view.id))


def pinned_views(member: Member) -> list[FoundView]:
    """Those in the rail."""
    if not _PINS(workspace_id=member.workspace_id, member_id=member.id):
        return []
    rows = SavedView.objects.visible_to(member).filter(
        pins__member_id=member.id, pins__workspace_id=member.workspace_id
    )
    found = rows.values_list("id", "kind", "name", "owner_id", "sharing")
    views = [FoundView(row[0], row[1], row[2], True, row[3] == member.id, row[3], row[4]) for row in found]
    return sorted(views, key=lambda view: (view.name.casefold(), view.id))
