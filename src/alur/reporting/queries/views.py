"""The views and own pages that a member finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from alur.reporting.models import Dashboard, SavedView, ViewPin
from alur.reporting.models.saved_view import shared_by_ids
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


_OURS = {"workspace_id": Slot("workspace_id")}
_PINS = Prepared(lambda: ViewPin.objects.filter(**_OURS, member_id=Slot("member_id")).values_list("view_id", flat=True))


def _visible(**which: Any) -> QuerySet[Any, tuple[int, str, str, int, str]]:
    rows = SavedView.objects.filter(_is_shared(), **_OURS, deleted_at__isnull=True, **which)
    return rows.values_list("id", "kind", "name", "owner_id", "sharing")


def _is_shared() -> Q:
    """As `visible_to` has it."""
    return shared_by_ids(Slot("workspace_id"), Slot("member_id"), Slot("team_id"))


_OF_ALL_KINDS = Prepared(_visible)
_OF_KIND = Prepared(lambda: _visible(kind=Slot("kind")))
_PAGES = Prepared(
    lambda: Dashboard.objects.filter(_is_shared(), **_OURS, deleted_at__isnull=True).values_list("id", "name")
)
_PINNED = Prepared(lambda: _visible(pins__member_id=Slot("member_id"), pins__workspace_id=Slot("workspace_id")))


def views_of(member: Member, kind: str = "") -> list[FoundView]:
    """All that are for this member, those pinned first, then by name; of one kind, or of all."""
    rows = _OF_KIND(**_of(member), kind=kind) if kind else _OF_ALL_KINDS(**_of(member))
    pinned = _pinned(member)
    found = [FoundView(*row[:3], row[0] in pinned, row[3] == member.id, *row[3:]) for row in rows]
    return sorted(found, key=lambda view: (not view.is_pinned, view.name.casefold(), view.id))


def pinned_views(member: Member) -> list[FoundView]:
    """Those in the rail."""
    if not _pinned(member):
        return []
    views = [FoundView(*row[:3], True, row[3] == member.id, *row[3:]) for row in _PINNED(**_of(member))]
    return sorted(views, key=lambda view: (view.name.casefold(), view.id))


def pages_of(member: Member) -> list[tuple[int, str]]:
    """Id and name of the pages that are for this member."""
    return _PAGES(**_of(member))


def _pinned(member: Member) -> set[int]:
    return set(_PINS(workspace_id=member.workspace_id, member_id=member.id))


def _of(member: Member) -> dict[str, int]:
    return {"workspace_id": member.workspace_id, "member_id": member.id, "team_id": member.team_id or 0}
