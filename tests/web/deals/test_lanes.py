"""The lanes of a deal's page as they stood on a day that has been."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from alur.pipeline.models import Deal
from alur.pipeline.operations.moving import move
from alur.pipeline.operations.tracking import end_track, start_track
from alur.pipeline.queries.past_lanes import past_lanes
from tests.world import World, sign_in


@pytest.fixture
def deal(world: World) -> Deal:
    """Begun ten days ago; three days on its third stage ran beside the first, which ended two days ago by a move."""
    now = timezone.now()
    made = world.make_deal("Mesin espresso", at=now - timedelta(days=10))
    start_track(made, world.stages[2], by=world.sari, at=now - timedelta(days=7))
    end_track(world.reload(made), world.stages[2], by=world.sari, at=now - timedelta(days=4))
    move(world.reload(made), to=world.stages[1], by=world.sari, at=now - timedelta(days=2))
    return made


@pytest.mark.parametrize(
    ("days", "states"),
    [
        (9, ["active", "waiting", "waiting"]),
        (6, ["active", "waiting", "active"]),
        (3, ["active", "waiting", "done"]),
        (1, ["done", "active", "done"]),
    ],
)
def test_each_day_has_the_tracks_that_ran_then(world: World, deal: Deal, days: int, states: list[str]) -> None:
    day = (timezone.now() - timedelta(days=days)).astimezone(world.workspace.zone).date()
    past = past_lanes(world.reload(deal), as_of=day)
    assert past is not None
    assert [lane.state for lane in past.lanes[:3]] == states
    third = past.lanes[2]
    assert (third.began_at is None, third.ended_at is None) == (days > 7, days > 4)


def test_the_panel_goes_back_to_a_day_and_refuses_one_before_the_deal(client: Client, world: World, deal: Deal) -> None:
    sign_in(client, world.sari)
    today = timezone.now().astimezone(world.workspace.zone).date()
    then = client.get(f"/deals/{deal.id}/lanes/?as_of={today - timedelta(days=6)}", headers={"HX-Request": "true"})
    shown = then.content.decode()
    assert then.status_code == 200
    assert "Hanya bisa dibaca" in shown
    assert shown.count("hari, jalan") == 2
    assert "/tracks/" not in shown, "the past is read only"
    assert "/tracks/" in client.get(f"/deals/{deal.id}/lanes/", headers={"HX-Request": "true"}).content.decode()
    early = client.get(f"/deals/{deal.id}/?as_of={today - timedelta(days=60)}")
    assert "Deal ini belum ada pada hari itu." in early.content.decode()
    tomorrow = client.get(f"/deals/{deal.id}/lanes/?as_of={today + timedelta(days=1)}")
    assert tomorrow.status_code == 422
    assert "belum tiba" in tomorrow.content.decode() or "belum datang" in tomorrow.content.decode()
