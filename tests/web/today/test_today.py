"""Today: one's own day first, and the day of those whose deals one sees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from alur.conversations.models import Activity
from alur.conversations.operations.planning import NewActivity, add
from tests.world import NOW, World, days_ago, sign_in


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def plan(world: World, title: str, due: datetime) -> Activity:
    deal = world.make_deal(title, organization=world.make_organization(f"PT {title}"))
    new = NewActivity(kind="call", title=title, deal=deal, owner=world.sari, due_at=due)
    return add(world.workspace.id, new, by=world.wati, at=days_ago(5))


def test_home_greets_in_the_language_of_the_workspace_and_says_what_comes_first(client: Client, world: World) -> None:
    plan(world, "Boga", NOW + timedelta(hours=1))
    plan(world, "Graha", NOW + timedelta(hours=4))
    plan(world, "Cipta", days_ago(2))
    page = sign_in(client, world.sari).get("/").text
    assert "Pagi, Sari. Dua janji, satu terlambat." in page
    assert "Mulai dari PT Boga pukul 10.00." in page
    assert "2 hari" in page


def test_an_empty_day_says_so_and_shows_the_way_on(client: Client, world: World) -> None:
    page = sign_in(client, world.tono).get("/").text
    assert "Tidak ada janji hari ini" in page
    assert 'href="/pipelines/"' in page


def test_budi_looks_at_saris_day_and_tono_does_not_find_it(client: Client, world: World) -> None:
    plan(world, "Boga", NOW)
    assert "PT Boga" not in sign_in(client, world.budi).get("/").text
    page = client.get(f"/?member={world.sari.id}").text
    assert "Hari Sari Dewanti." in page
    assert "PT Boga" in page
    sign_in(client, world.tono)
    for asked in (world.sari.id, world.citra.id, "nobody"):
        assert client.get(f"/?member={asked}").status_code == 404


def test_budi_sees_how_his_teams_day_goes_the_most_late_first(client: Client, world: World) -> None:
    plan(world, "Boga", NOW + timedelta(hours=1))
    plan(world, "Cipta", days_ago(2))
    plan(world, "Graha", days_ago(3))
    world.make_deal("Tanpa rencana", owner=world.dewi)
    world.make_deal("Milik Tono", owner=world.tono)
    sign_in(client, world.budi)
    assert 'hx-get="/today/team/"' in client.get("/").text
    panel = client.get("/today/team/").text
    assert panel.index("Sari Dewanti") < panel.index("Dewi")
    assert "0 dari 1 selesai" in panel
    assert "2 terlambat" in panel
    assert "1 deal tanpa langkah berikut" in panel
    assert "Tono" not in panel
    assert "Sari" not in sign_in(client, world.tono).get("/today/team/").text


def test_a_late_visit_says_which_deal_it_is_about(client: Client, world: World) -> None:
    deal = world.make_deal("Dua mesin", organization=world.make_organization("PT Boga"))
    new = NewActivity(kind="visit", title="", deal=deal, owner=world.sari, due_at=NOW - timedelta(hours=1))
    add(world.workspace.id, new, by=world.wati, at=days_ago(5))
    page = sign_in(client, world.sari).get("/").text
    assert "Hasilnya belum dicatat</span> · Kunjungan · Dua mesin</span>" in page


def test_vina_looks_and_is_offered_nothing_to_change(client: Client, world: World) -> None:
    plan(world, "Boga", NOW)
    page = sign_in(client, world.vina).get(f"/?member={world.sari.id}").text
    assert "PT Boga" in page
    assert "/outcome/" not in page
    assert "/time/" not in page


def test_a_name_of_ninety_signs_is_written_whole_and_escaped(client: Client, world: World) -> None:
    name = "<b>" + "Perusahaan " * 8
    deal = world.make_deal("x", organization=world.make_organization(name.strip()))
    new = NewActivity(kind="call", deal=deal, owner=world.sari, due_at=NOW)
    add(world.workspace.id, new, by=world.sari, at=NOW)
    page = sign_in(client, world.sari).get("/").text
    assert "&lt;b&gt;Perusahaan" in page
    assert "<b>Perusahaan" not in page


def test_the_rail_counts_what_is_due_today_and_late(client: Client, world: World) -> None:
    plan(world, "Boga", NOW)
    plan(world, "Cipta", days_ago(2))
    plan(world, "Besok", NOW + timedelta(days=1))
    assert '<span class="rail__n" id="rail-due">2</span>' in sign_in(client, world.sari).get("/deals/").text
