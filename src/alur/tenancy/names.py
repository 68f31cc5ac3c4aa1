"""What the members of a workspace are called."""

from __future__ import annotations

from alur.tenancy.models import Member
from alur.tenancy.prepared import Prepared, Slot

_NAMES = Prepared(lambda: Member.objects.filter(workspace_id=Slot("workspace_id")).values_list("id", "name"))


def names_of_members(workspace_id: int) -> dict[int, str]:
    """Member to name, those too who have left: what they did keeps their name."""
    return dict(_NAMES(workspace_id=workspace_id))
