"""The sample company is believable today and a year ago, and goes without touching anything else."""

from __future__ import annotations

from datetime import date

import time_machine
from django.test import Client

from alur.catalogue.models import PriceList, Product
from alur.conversations.models import Activity
from alur.events.models import Event
from alur.exchange.operations import demo
from alur.exchange.operations.demo_cast import DEMO
from alur.exchange.operations.demo_deals import season
from alur.people.models import Organization, Person
from alur.pipeline.models import Deal, DealSpell, Pipeline, Status, Track, TrackState
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.verifying import differences
from tests.world import NOW, World, days_ago, sign_in

SMALL = 300


def load(world: World, deals: int = SMALL) -> int:
    return demo.load(world.workspace, by=world.wati, at=NOW, deals=deals)


def open_on(world: World, days: int) -> int:
    """How many deals stood open so many days ago."""
    spells = DealSpell.objects.filter(workspace_id=world.workspace.id, status=Status.OPEN, from_at__lte=days_ago(days))
    return spells.exclude(until_at__lte=days_ago(days)).count()


def test_it_is_whole_counted_and_as_busy_a_year_ago_as_today(world: World) -> None:
    load(world)
    ws = world.workspace.id
    deals = Deal.objects.filter(workspace_id=ws, external_source=DEMO)
    assert (deals.count(), Activity.objects.filter(workspace_id=ws).count()) == (SMALL, 3 * SMALL)
    assert Organization.objects.filter(workspace_id=ws, external_source=DEMO).count() == SMALL * 2 // 15
    assert Event.objects.filter(workspace_id=ws, name="deal.created").count() == SMALL
    assert Pipeline.objects.filter(workspace_id=ws, deleted_at__isnull=True).count() == 3
    assert {deals.filter(status=one).exists() for one in ("open", "won", "lost", "not_a_fit")} == {True}
    assert differences(ws) == []
    today = deals.filter(status=Status.OPEN).count()
    assert today * 2 / 3 <= open_on(world, 365) <= today * 4 / 3
    running = Track.objects.filter(workspace_id=ws, state=TrackState.ACTIVE, deal__status=Status.OPEN)
    assert running.count() > today, "in some deals several stages go on at once"


def test_a_deal_of_the_sample_is_closed_like_any_other(world: World) -> None:
    load(world, 40)
    deal = Deal.objects.filter(workspace_id=world.workspace.id, status=Status.OPEN)[0]
    close(deal, outcome="won", by=world.wati, at=NOW)
    assert differences(world.workspace.id) == []


def test_little_comes_in_at_lebaran_and_much_before_ramadan() -> None:
    assert season(date(2026, 3, 20)) < 0.4 < 1.2 < season(date(2026, 1, 25))


def test_removing_it_leaves_what_is_ones_own(world: World) -> None:
    mine = world.make_deal("Milik sendiri", organization=world.make_organization("Kopi Sendiri"))
    load(world, 40)
    assert demo.remove(world.workspace, by=world.wati, at=NOW) == 40
    ws = world.workspace.id
    assert [deal.id for deal in Deal.objects.filter(workspace_id=ws)] == [mine.id]
    assert [one.name for one in Organization.objects.filter(workspace_id=ws)] == ["Kopi Sendiri"]
    for model in (Person, Product, PriceList):
        assert not model.objects.filter(workspace_id=ws).exists()
    assert Pipeline.objects.filter(workspace_id=ws, deleted_at__isnull=True).count() == 1
    assert differences(ws) == []


def test_the_start_screen_goes_on_where_it_stopped(client: Client, world: World) -> None:
    load(world, 30)
    with time_machine.travel(NOW, tick=False):
        sign_in(client, world.wati)
        assert "30 dari 3.000 deal" in client.get("/start/demo/").text
        answer = client.post("/start/demo/", headers={"HX-Request": "true"})
    assert "130 dari 3.000 deal" in answer.text
    assert Deal.objects.filter(workspace_id=world.workspace.id).count() == 130


def test_an_owner_takes_it_away_from_the_settings_after_being_asked(world: World) -> None:
    load(world, 150)
    mine = world.make_deal("Milik sendiri")
    client = Client()
    sign_in(client, world.wati)
    assert "/start/demo/remove/" in client.get("/settings/workspace/").text
    assert "Ada 150 deal contoh" in client.get("/start/demo/remove/").text
    assert demo.remaining(world.workspace) == 150
    assert "Ada 50 deal contoh" in client.post("/start/demo/remove/", headers={"HX-Request": "true"}).text
    assert client.post("/start/demo/remove/").status_code == 302
    assert list(Deal.objects.filter(workspace_id=world.workspace.id)) == [mine]
    assert not Organization.objects.filter(workspace_id=world.workspace.id, external_source=DEMO).exists()
    assert "/start/demo/remove/" not in client.get("/settings/workspace/").text
