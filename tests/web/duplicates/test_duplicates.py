from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alur.events.models import Event
from alur.events.relaying import relay
from alur.people.models import Organization
from alur.people.operations.organizations import NewOrganization, create_organization
from alur.rescue.models import LikelyPair
from tests.world import NOW, World, sign_in


@pytest.fixture
def pair(world: World, client: Client) -> LikelyPair:
    """Kopi Lembah Manis stands there twice, and Sari looks at it."""
    for name, phone in (("Kopi Lembah Manis", "0812 3456 7890"), ("CV Kopi Lembah Manis", "+62 812-3456-7890")):
        new = NewOrganization(name, {"contacts": [("phone", phone, "")], "note": f"Dari {name}"})
        create_organization(world.workspace.id, new, by=world.sari, at=NOW)
    relay(world.workspace.id, at=NOW)
    sign_in(client, world.sari)
    return LikelyPair.objects.get(workspace_id=world.workspace.id)


def test_sari_merges_a_pair_by_choosing_a_name_and_the_old_address_leads_on(
    world: World, client: Client, pair: LikelyPair
) -> None:
    shown = client.get("/duplicates/").content.decode()
    assert "Kemungkinan besar pelanggan yang sama" in shown
    assert "telepon sama" in shown
    answer = client.post(f"/duplicates/{pair.id}/merge/", {"keep": pair.one_id, "f-name": "loser", "f-note": "both"})
    assert answer.status_code == 302
    kept = Organization.objects.get(workspace_id=world.workspace.id)
    assert (kept.id, kept.name) == (pair.one_id, "CV Kopi Lembah Manis")
    assert kept.note == "Dari Kopi Lembah Manis\n\nDari CV Kopi Lembah Manis"
    assert client.get(f"/organizations/{pair.other_id}/").headers["Location"] == f"/organizations/{pair.one_id}/"
    assert "digabung" in client.get("/duplicates/").content.decode().lower()


def test_what_was_merged_comes_back_from_the_trash_with_all_that_was_its_own(
    world: World, client: Client, pair: LikelyPair
) -> None:
    deal = world.make_deal(organization=Organization.objects.get(workspace_id=world.workspace.id, id=pair.other_id))
    client.post(f"/duplicates/{pair.id}/merge/", {"keep": pair.one_id})
    assert world.reload(deal).organization_id == pair.one_id
    client.post(f"/trash/organizations/{pair.other_id}/")
    assert world.reload(deal).organization_id == pair.other_id


def test_a_pair_that_is_not_the_same_goes_and_comes_back_by_undo(
    world: World, client: Client, pair: LikelyPair
) -> None:
    client.post(f"/duplicates/{pair.id}/difference/")
    assert "Tidak ada data ganda" in client.get("/duplicates/").content.decode()
    event = Event.objects.get(workspace_id=world.workspace.id, name="duplicates.told_apart")
    client.post(f"/operations/{event.operation_id}/undo/")
    assert "Kopi Lembah Manis" in client.get("/duplicates/").content.decode()


def test_what_cannot_be_chosen_is_refused_on_the_page(client: Client, pair: LikelyPair) -> None:
    answer = client.post(f"/duplicates/{pair.id}/merge/", {"keep": pair.one_id, "f-name": "both"})
    assert (answer.status_code, "Pilih mana dari keduanya" in answer.content.decode()) == (422, True)
    assert client.post(f"/duplicates/{pair.id}/merge/", {"keep": "1"}).status_code == 404


def test_the_page_asks_as_often_for_many_pairs_as_for_few(world: World, client: Client) -> None:
    def asked(count: int) -> int:
        for number in range(count):
            one, other = (world.make_organization(f"Kopi {number}") for _ in range(2))
            LikelyPair.objects.create(
                workspace_id=world.workspace.id, kind="organization", one_id=one.id, other_id=other.id, score=75
            )
        client.get("/duplicates/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/duplicates/")
        return len(queries)

    sign_in(client, world.sari)
    assert asked(3) == asked(30)
