"""Why deals are forgotten, by team, source, stage and owner, and what became of the rescued."""

from __future__ import annotations

import re
from datetime import timedelta

import time_machine
from django.test import Client

from alur.accounts.operations.joining import edit_member
from alur.campaigns.models import Source
from alur.conversations.operations.planning import NewActivity, add
from alur.people.models import ContactPoint
from alur.pipeline.models import Deal
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.parts import set_people
from alur.rescue.queries.causes import BY, Causes, causes_report
from tests.world import NOW, World, days_ago, sign_in


def plan(world: World, deal: Deal) -> None:
    step = NewActivity(kind="call", deal=deal, owner=world.sari, due_at=NOW + timedelta(days=1))
    add(world.workspace.id, step, by=world.sari, at=NOW)


def complete(world: World, title: str) -> Deal:
    """A deal of Sari's of last week that lacks nothing but a next step."""
    company, person = world.make_organization(title, region_code="32.73"), world.make_person()
    link = {"workspace_id": world.workspace.id, "organization_id": company.id}
    ContactPoint.objects.create(**link, kind="phone", value="+6281234567890", typed="0812 3456 7890")
    deal = world.make_deal(title, organization=company, amount=10_000_000, at=days_ago(7))
    set_people(deal, [(person.id, "")], by=world.wati, at=days_ago(7))
    return deal


def test_each_cause_is_counted_where_it_stands_and_what_was_won_after_its_rescue(world: World) -> None:
    for number in range(5):
        plan(world, world.make_deal(f"Terurus {number}"))
    world.make_deal("Milik Dewi", owner=world.dewi, amount=20_000_000)
    world.make_deal("Milik Tono", owner=world.tono, amount=50_000_000)
    saved, won = complete(world, "Selamat"), complete(world, "Menang")
    for deal in (saved, won):
        plan(world, deal)
    close(won, outcome="won", by=world.sari, at=NOW + timedelta(hours=1))
    edit_member(world.tono, {"is_active": False}, by=world.wati, at=NOW)
    at = NOW + timedelta(hours=2)
    report = causes_report(world.wati, at=at, by="team")
    assert dict(report.rows) == {
        world.bali.id: Causes(1, 5_000_000, no_step=1, no_data=1, owner_left=1),
        world.jawa.id: Causes(6, 2_000_000, no_step=1, no_data=6, owner_overloaded=5, rescued=2, won=1),
    }
    assert report.whole == Causes(7, 7_000_000, 2, 7, 1, 5, 2, 1)
    for by in ("source", "stage", "owner"):
        assert causes_report(world.wati, at=at, by=by).whole == report.whole
    assert causes_report(world.dewi, at=at, by="team").whole == Causes(1, 2_000_000, no_step=1, no_data=1)


def test_each_figure_leads_to_exactly_the_deals_that_it_counts(world: World) -> None:
    """By team, source, stage and owner; as many, and each filter is taken away."""
    expo = Source.objects.filter(workspace_id=world.workspace.id)[0]
    for number in range(5):
        plan(world, world.make_deal(f"Terurus {number}", source=expo))
    world.make_deal("Milik Dewi", owner=world.dewi, stage=1)
    world.make_deal("Milik Tono", owner=world.tono, source=expo)
    world.make_deal("Milik siapa", owner=None, by=world.wati)
    edit_member(world.tono, {"is_active": False}, by=world.wati, at=NOW)
    followed = 0
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        client = sign_in(Client(), world.wati)
        for by in BY:
            page = client.get(f"/forgotten/causes/?by={by}").text
            for path, figure in re.findall(r'href="(/forgotten/\?[^"]+)">([\d.]+)</a></td>', page):
                queue = client.get(path.replace("&amp;", "&")).text
                shown = re.findall(
                    r'aria-current="true">.{0,200}?<b>([\d.]+)</b></a>', queue.split('class="rescue"')[0]
                )
                assert shown, path
                assert set(shown) == {figure}, path
                for without in re.findall(r'class="chip chip--on" href="([^"]+)"', queue):
                    assert client.get(without.replace("&amp;", "&")).status_code == 200
                followed += 1
    assert followed > 20
