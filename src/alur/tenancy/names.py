"""What the members of a workspace are called."""

from __future__ import annotations

from typing import NamedTuple

from alur.tenancy.models import Member
from alur.tenancy.prepared import Prepared, Slot


class Named(NamedTuple):
    id: int
    name: str
    is_active: bool


_EVERYONE = Prepared(
    lambda: Member.objects.filter(workspace_id=Slot("workspace_id")).order_by("name").values_list(*Named._fields)
)


def everyone(workspace_id: int) -> list[Named]:
    """The members by name, those too who have left."""
    return list(map(Named._make, _EVERYONE(workspace_id=workspace_id)))


def names_of_members(workspace_id: int) -> dict[int, str]:
    """Member to name, those too who have left: what they did keeps their name."""
    return {one.id: one.name for one in everyone(workspace_id)}
