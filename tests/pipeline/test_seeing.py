"""Who sees a deal of whom: asked from either side, the answer is the same."""

from __future__ import annotations

import pytest

from alur.pipeline.access import members_seeing, sees_owner
from alur.tenancy.models import Member, Workspace
from tests.world import World


@pytest.mark.parametrize("shares", [False, True])
def test_members_seeing_is_the_other_side_of_sees_owner(world: World, shares: bool) -> None:
    Workspace.objects.filter(id=world.workspace.id).update(shares_deals_in_team=shares)
    Member.objects.filter(workspace_id=world.workspace.id, id=world.dewi.id).update(team_id=None)
    Member.objects.filter(workspace_id=world.workspace.id, id=world.tono.id).update(is_active=False)
    members = list(Member.objects.filter(workspace_id=world.workspace.id))
    for owner_id in (None, *(one.id for one in members)):
        expected = {one.id for one in members if one.is_active and sees_owner(one, owner_id)}
        found = set(members_seeing(world.workspace.id, owner_id).values_list("id", flat=True))
        assert found == expected, owner_id
