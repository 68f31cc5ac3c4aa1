"""Which tokens open a workspace's API."""

from __future__ import annotations

from datetime import datetime

from alur.accounts.models import ApiToken
from alur.tenancy.models import Member


def tokens_of(member: Member, *, at: datetime) -> list[ApiToken]:
    """The member's tokens that work, the newest first."""
    mine = ApiToken.objects.filter(workspace_id=member.workspace_id, member_id=member.id, revoked_at__isnull=True)
    return [token for token in mine.order_by("-created_at", "-id") if token.is_valid(at)]


def all_tokens(workspace_id: int, *, at: datetime) -> list[tuple[ApiToken, str]]:
    """All that work, each with the name of its member; those of members who left open nothing."""
    names = dict(Member.objects.filter(workspace_id=workspace_id, is_active=True).values_list("id", "name"))
    tokens = ApiToken.objects.filter(workspace_id=workspace_id, revoked_at__isnull=True).order_by("-created_at", "-id")
    return [(token, names[token.member_id]) for token in tokens if token.is_valid(at) and token.member_id in names]
