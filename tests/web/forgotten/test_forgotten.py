"""The queue of forgotten deals as a page: why each is there, what to do about it, and what comes after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from alur.conversations.operations.planning import NewActivity, add
from alur.events.models import Event
from alur.people.models import ContactPoint
from alur.pipeline.models import Deal
from alur.rescue.models import Watch
from tests.api.asking import caller
from tests.world import NOW, World, days_ago, sign_in


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def forget(world: World, name: str, amount: int, **values: object) -> Deal:
    """A deal of Sari's that nobody has touched for three weeks."""
    company = world.make_organization(name)
    return world.make_deal(f"Mesin {name}", organization=company, amount=amount, at=days_ago(21), **values)


def look_after(world: World, deal: Deal) -> None:
    step = NewActivity(kind="call", title="Telepon", deal=deal, owner=world.sari, due_at=NOW + timedelta(days=1))
    add(world.workspace.id, step, by=world.sari, at=NOW)
    link = {"workspace_id": world.workspace.id, "organization_id": deal.organization_id}
    ContactPoint.objects.create(**link, kind="phone", value="+6281234567890", typed="0812 3456 7890")


def test_the_largest_comes_first_and_says_why_what_is_at_stake_and_what_to_do(client: Client, world: World) -> None:
    forget(world, "Toko Kecil", 4_000_000)
    forget(world, "Hotel Besar", 640_000_000)
    page = sign_in(client, world.sari).get("/forgotten/").text
    assert page.index("Hotel Besar") < page.index("Toko Kecil")
    for words in (
        "2 deal",
        "≈ Rp\N{NO-BREAK SPACE}64\N{NO-BREAK SPACE}jt",
        "Diam 21 hari",
        "Tanpa langkah berikut",
        "1 dari 2",
    ):
        assert words in page, words
    assert "Data kurang: telepon atau email, narahubung, wilayah" in page
    assert "Di Prospek, batas diamnya 14 hari, sesuai setelan tahap." in page
    assert "Cari nomor atau alamatnya dulu" in page


def test_when_one_is_looked_after_the_next_comes_by_itself_and_the_menu_counts_one_less(
    client: Client, world: World
) -> None:
    small, large = forget(world, "Toko Kecil", 4_000_000), forget(world, "Hotel Besar", 640_000_000)
    sign_in(client, world.sari)
    assert 'id="rail-forgotten">2<' in client.get("/").text
    Watch.objects.filter(workspace_id=world.workspace.id, deal_id=large.id).update(
        forgotten_from=NOW + timedelta(days=9)
    )
    page = client.get(f"/forgotten/?deal={large.id}&then={small.id}").text
    assert 'id="rail-forgotten">1<' in page
    assert f'<h2><a class="hit" href="/deals/{small.id}/">' in page


def test_what_is_missing_is_filled_in_where_it_stands_and_a_wrong_number_is_kept(client: Client, world: World) -> None:
    deal = forget(world, "Hotel Besar", 640_000_000)
    sign_in(client, world.sari)
    wrong = client.post(f"/deals/{deal.id}/data/", {"contact": "0812", "person": "Pak Hendra"})
    assert wrong.status_code == 422
    assert 'value="0812"' in wrong.text
    assert "bukan nomor telepon" in wrong.text, "the sentence stands beside the field"
    typed = {"contact": "0812 3456 7890", "person": "Pak Hendra", "region": "Kota Bandung"}
    assert client.post(f"/deals/{deal.id}/data/", typed).status_code == 302
    row = Watch.objects.get(workspace_id=world.workspace.id, deal_id=deal.id)
    assert (row.completeness, row.lacks) == (100, [])
    assert "Wilayah: Kota Bandung" in client.get(f"/organizations/{deal.organization_id}/").text


def test_sari_leaves_one_until_friday_hands_one_on_and_takes_both_back(client: Client, world: World) -> None:
    deal = forget(world, "Hotel Besar", 640_000_000)
    sign_in(client, world.budi)
    assert "Pilih hari setelah hari ini" in client.post(f"/forgotten/{deal.id}/snooze/", {"until": "2026-11-23"}).text
    client.post(f"/forgotten/{deal.id}/snooze/", {"chosen": "2026-11-27", "until": ""})
    assert "Tidak ada yang terlupakan" in client.get("/forgotten/").text
    undo_latest(client, world)
    client.post(f"/forgotten/{deal.id}/owner/", {"owner": str(world.dewi.id)})
    assert "Dewi Lestari" in client.get("/forgotten/?owner=" + str(world.dewi.id)).text
    assert "Kosong di sini" in client.get("/forgotten/?owner=me").text
    undo_latest(client, world)
    assert world.reload(deal).owner_id == world.sari.id


def test_who_sees_only_own_deals_hands_one_to_the_lead_and_takes_it_back(client: Client, world: World) -> None:
    deal = forget(world, "Vila Bali", 900_000_000, owner=world.sari)
    sign_in(client, world.sari)
    assert f'value="{world.budi.id}"' in client.get(f"/forgotten/{deal.id}/owner/").text
    assert f'<option value="{world.budi.id}"' in client.get(f"/deals/{deal.id}/").text
    assert client.post(f"/forgotten/{deal.id}/owner/", {"owner": str(world.budi.id)}).status_code == 302
    assert client.get(f"/deals/{deal.id}/").status_code == 404
    undo_latest(client, world)
    assert world.reload(deal).owner_id == world.sari.id
    later = Client()
    client.post(f"/forgotten/{deal.id}/owner/", {"owner": str(world.budi.id)})
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        latest = Event.objects.filter(workspace_id=world.workspace.id).order_by("-position")[0]
        assert sign_in(later, world.sari).post(f"/operations/{latest.operation_id}/undo/").status_code == 404


def test_a_day_that_was_typed_goes_before_the_days_that_are_offered(client: Client, world: World) -> None:
    deal = forget(world, "Hotel Besar", 640_000_000)
    form = sign_in(client, world.sari).get(f"/forgotten/{deal.id}/snooze/").text
    first = re.findall(r"<button[^>]*>", form[form.index("forgotten/") :])[0]
    assert "name=" not in first, "Enter presses the first button"


def test_an_empty_queue_says_what_was_rescued_this_week(client: Client, world: World) -> None:
    deal = forget(world, "Hotel Besar", 640_000_000)
    look_after(world, deal)
    sign_in(client, world.sari)
    client.post(f"/deals/{deal.id}/data/", {"person": "Pak Hendra", "region": "Kota Bandung"})
    page = client.get("/forgotten/").text
    assert "Tidak ada yang terlupakan" in page
    assert "1 deal diselamatkan minggu ini, senilai ≈ Rp\N{NO-BREAK SPACE}64\N{NO-BREAK SPACE}jt." in page


def test_the_api_tells_the_queue_by_reason_and_owner_and_page_by_page(world: World) -> None:
    small, large = forget(world, "Toko Kecil", 4_000_000), forget(world, "Hotel Besar", 640_000_000)
    forget(world, "Vila Bali", 900_000_000, owner=world.tono)
    look_after(world, small)
    sari = caller(world.sari)
    first = sari.get("/forgotten", limit=1).json()
    assert [one["deal"] for one in first["items"]] == [str(large.id)]
    assert first["items"][0]["at_stake"] == {"amount": 64_000_000, "currency": "IDR"}
    assert first["items"][0]["reasons"] == ["silent", "unplanned", "lacking"]
    assert first["items"][0]["next"] == "find_contact"
    then = sari.get("/forgotten", limit=1, cursor=first["next_cursor"]).json()
    assert ([one["deal"] for one in then["items"]], then["next_cursor"]) == ([str(small.id)], None)
    assert [one["deal"] for one in sari.get("/forgotten", reason="unplanned").json()["items"]] == [str(large.id)]
    assert sari.get("/forgotten", owner=str(world.tono.id)).json()["items"] == []
    assert sari.get("/forgotten", reason="lost").status_code == 422
    assert sari.get("/forgotten", cursor="WzEsMl0").status_code == 422


def undo_latest(client: Client, world: World) -> None:
    latest = Event.objects.filter(workspace_id=world.workspace.id).order_by("-position")[0]
    assert client.post(f"/operations/{latest.operation_id}/undo/").status_code in (200, 302)
