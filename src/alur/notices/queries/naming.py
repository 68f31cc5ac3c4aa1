"""Who can be named after an @."""

from __future__ import annotations

from alur.pipeline.access import members_seeing
from alur.tenancy.models import Member


def nameable(member: Member, owner_id: int | None) -> list[tuple[str, str]]:
    """Name and team of those whom `member` can name about a deal of that owner, or about what is nobody's.

    They are the ones who would be told: active, and seeing it. Two of one name stand once, as both would be told.
    """
    seeing = members_seeing(member.workspace_id, owner_id).exclude(workspace_id=member.workspace_id, id=member.id)
    found: dict[str, tuple[str, str]] = {}
    for typed, team in sorted(seeing.values_list("name", "team__name"), key=lambda one: one[0].casefold()):
        name = " ".join(typed.split())
        if name[:1].isalnum():  # an @ before anything else names nobody
            found.setdefault(name.casefold(), (name, team or ""))
    return list(found.values())
