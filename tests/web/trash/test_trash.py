"""What was put away is listed, and comes back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from alur.catalogue.operations.price_lists import create_price_list, delete_price_list
from alur.catalogue.operations.products import create_family, create_product, delete_family, delete_product
from alur.people.operations.organizations import delete_organization
from alur.people.operations.persons import delete_person
from alur.pipeline.operations.deleting import delete
from tests.world import NOW, World, sign_in


def put_away(world: World) -> dict[str, Any]:
    rows: dict[str, Any] = {
        "deals": world.make_deal("Mesin lama"),
        "organizations": world.make_organization("Hotel Lama"),
        "persons": world.make_person("Ibu Lama"),
        "products": create_product(world.workspace.id, {"name": "Beans lama"}, by=world.wati, at=NOW),
        "families": create_family(world.workspace.id, "Keluarga lama", by=world.wati, at=NOW),
        "price-lists": create_price_list(world.workspace.id, {"name": "Harga lama"}, by=world.wati, at=NOW),
    }
    for kind, remove in (
        ("deals", delete),
        ("organizations", delete_organization),
        ("persons", delete_person),
        ("products", delete_product),
        ("families", delete_family),
        ("price-lists", delete_price_list),
    ):
        remove(rows[kind], by=world.wati, at=NOW)
    return rows


@pytest.mark.parametrize("kind", ["deals", "organizations", "persons", "products", "families", "price-lists"])
def test_each_kind_is_listed_and_restored(client: Client, world: World, kind: str) -> None:
    rows = put_away(world)
    sign_in(client, world.wati)
    assert str(rows[kind]) in client.get("/trash/").text
    assert client.post(f"/trash/{kind}/{rows[kind].id}/").status_code == 302
    assert world.reload(rows[kind]).deleted_at is None
    assert client.post(f"/trash/{kind}/{rows[kind].id}/").status_code == 404


def test_a_family_whose_name_is_taken_stays_and_the_page_says_why(client: Client, world: World) -> None:
    rows = put_away(world)
    create_family(world.workspace.id, "Keluarga lama", by=world.wati, at=NOW)
    sign_in(client, world.wati)
    client.post(f"/trash/families/{rows['families'].id}/")
    assert world.reload(rows["families"]).deleted_at is not None
    assert "Keluarga lama" in client.get("/trash/").text


def test_a_viewer_and_a_stranger_restore_nothing(client: Client, world: World) -> None:
    rows = put_away(world)
    for member, status in ((world.vina, 403), (world.citra, 404)):
        sign_in(client, member)
        assert client.post(f"/trash/organizations/{rows['organizations'].id}/").status_code == status
    assert world.reload(rows["organizations"]).deleted_at is not None


def test_a_hidden_deal_is_not_in_a_reps_trash(client: Client, world: World) -> None:
    deal = world.make_deal("Rahasia Bali", owner=world.tono)
    delete(deal, by=world.wati, at=NOW)
    sign_in(client, world.sari)
    assert "Rahasia Bali" not in client.get("/trash/").text
    assert client.post(f"/trash/deals/{deal.id}/").status_code == 404
