"""What concerns an account is told in every workspace that its holder is in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from alur.events.facts import Fact
from alur.events.recording import operation
from alur.tenancy.models import Member, User


def tell_workspaces(
    user: User, fact: Callable[[Member], Fact], *, at: datetime, personal: dict[str, Any] | None = None
) -> None:
    """Record a fact of the user's member in each workspace, in the order of ids: no two wait for each other."""
    for member in Member.objects.filter(user_id=user.id, is_active=True).order_by("workspace_id"):
        with operation(member.workspace_id, by=member, at=at) as act:
            act.record(fact(member), about=[("member", member.id)], personal=personal)


def first_membership(user_id: int) -> Member | None:
    """The one whose workspace speaks to the user where one letter is enough."""
    return Member.objects.filter(user_id=user_id, is_active=True).order_by("created_at", "id").first()
