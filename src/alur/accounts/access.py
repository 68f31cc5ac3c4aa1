"""Who runs the workspace: its owners. Who says when someone is on leave: they, who leads them, and owners."""

from __future__ import annotations

from collections.abc import Collection

from alur.events.undoing import guard
from alur.tenancy.models import Member, Team


def can_manage(member: Member | None) -> bool:
    """May change members, teams and the workspace itself. None is the command line."""
    return member is None or member.is_owner


def may_set_leave(by: Member, member: Member) -> bool:
    """One's own, that of the team one leads or manages, and, for owners, everyone's."""
    return bool(leaves_open_to(by, {member.id})) and by.workspace_id == member.workspace_id


@guard("leave")
def leaves_open_to(by: Member, ids: Collection[int]) -> Collection[int]:
    """Of these members, those whose leave `by` may set."""
    if by.is_owner or not by.can_change:
        return frozenset(ids) if by.is_owner else frozenset()
    mine = frozenset(ids) & {by.id}
    if not by.leads:
        return mine
    teams = set(Team.objects.filter(workspace_id=by.workspace_id, lead_id=by.id).values_list("id", flat=True))
    led = Member.objects.filter(
        workspace_id=by.workspace_id, id__in=list(ids), team_id__in=teams | ({by.team_id} if by.team_id else set())
    )
    return mine | frozenset(led.values_list("id", flat=True))


def _for_owners(member: Member, ids: Collection[int]) -> Collection[int]:
    return frozenset(ids) if can_manage(member) else frozenset()


for _kind in ("workspace", "member", "team", "invitation"):
    guard(_kind)(_for_owners)
