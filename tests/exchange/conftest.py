from __future__ import annotations

import pytest

from alur.pipeline.models import Deal
from tests.web.scene import make_scene
from tests.world import World


@pytest.fixture
def full(world: World) -> World:
    """Arunika Niaga with one of everything, also what JSON and databases write in several ways."""
    make_scene(world.workspace, owner=world.wati, seller=world.sari, team=world.jawa)
    deal = world.make_deal('Mesin "½ kg" – café\n\\ 🫘', amount=9_007_199_254_740_993)
    Deal.objects.filter(workspace_id=world.workspace.id, id=deal.id).update(
        custom={"f9": 1.5, "f10": None, "a": {"z": [1, "é"], "b": True}}
    )
    return world
