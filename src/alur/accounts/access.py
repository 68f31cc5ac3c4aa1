"""Who runs the workspace: its owners."""

from __future__ import annotations

from collections.abc import Collection

from alur.events.undoing import guard
from alur.tenancy.models import Member


def can_manage(member: Member | None) -> bool:
    """May change members, teams and the workspace itself. None is the command line."""
    return member is None or member.is_owner


def _for_owners(member: Member, ids: Collection[int]) -> Collection[int]:
    return frozenset(ids) if can_manage(member) else frozenset()


for _kind in ("workspace", "member", "team", "invitation"):
    guard(_kind)(_for_owners)
