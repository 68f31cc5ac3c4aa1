"""Price lists on their screens: made, priced, put away; and what a deal's line costs by them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alur.catalogue.models import PriceList, Product
from alur.catalogue.operations.price_lists import create_price_list, set_prices
from alur.catalogue.operations.products import create_product
from alur.catalogue.queries.pricing import tiers_of
from alur.pipeline.models import Deal
from alur.pipeline.operations.valuing import lines_of
from tests.world import NOW, World, sign_in

UNIT = 1_000


@pytest.fixture
def budi(client: Client, world: World) -> Client:
    return sign_in(client, world.budi)


@pytest.fixture
def machine(world: World) -> Product:
    fields = {"name": "Mesin espresso", "unit_price": 80_000_000, "unit": "unit"}
    return create_product(world.workspace.id, fields, by=world.wati, at=NOW)


@pytest.fixture
def cafes(world: World, machine: Product) -> PriceList:
    row = create_price_list(world.workspace.id, {"name": "Kafe 2026", "is_default": True}, by=world.wati, at=NOW)
    set_prices(row, {machine.id: [(0, 78_500_000), (3 * UNIT, 76_000_000)]}, by=world.wati, at=NOW)
    return row


def only(world: World) -> PriceList:
    return PriceList.objects.get(workspace_id=world.workspace.id)


def save_lines(client: Client, deal: Deal, **typed: Any) -> Any:
    row = {"quantity": "1", "unit_price": "", "discount": "", **typed}
    return client.post(f"/deals/{deal.id}/lines/", row)


def test_the_last_day_that_is_typed_is_the_last_on_which_the_list_is_good(budi: Client, world: World) -> None:
    budi.post("/price-lists/", {"name": "Kafe 2026", "from_on": "1/1/2026", "until_on": "31/12/2026"})
    row = only(world)
    assert (row.from_on, row.until_on) == (date(2026, 1, 1), date(2027, 1, 1))
    assert row.is_good_on(date(2026, 12, 31))
    assert 'value="2026-12-31"' in budi.get(f"/price-lists/{row.id}/").text


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(budi: Client, world: World) -> None:
    answer = budi.post("/price-lists/", {"name": "Kafe 2026", "from_on": "2026-05-01", "until_on": "2026-04-01"})
    assert answer.status_code == 422
    assert 'id="err-until_on"' in answer.text
    assert 'value="Kafe 2026"' in answer.text
    assert not PriceList.objects.exists()


def test_a_price_by_quantity_is_set_where_the_product_stands(budi: Client, world: World, machine: Product) -> None:
    row = create_price_list(world.workspace.id, {"name": "Hotel"}, by=world.wati, at=NOW)
    typed = {"product": machine.id, "min_quantity": ["", "3", ""], "unit_price": ["78,5 jt", "76.000.000", ""]}
    assert budi.post(f"/price-lists/{row.id}/prices/", typed).status_code == 302
    assert tiers_of(world.workspace.id, row.id, [machine.id])[machine.id] == [(0, 78_500_000), (3 * UNIT, 76_000_000)]
    text = budi.get(f"/price-lists/{row.id}/").text
    assert "mulai 3" in text
    assert "76.000.000" in text


@pytest.mark.parametrize("back", ["", "product"])
def test_a_price_that_cannot_be_read_changes_nothing_and_stays_to_be_mended(
    budi: Client, world: World, machine: Product, cafes: PriceList, back: str
) -> None:
    typed = {"product": machine.id, "min_quantity": [""], "unit_price": ["1.50"], "back": back}
    answer = budi.post(f"/price-lists/{cafes.id}/prices/", typed)
    assert answer.status_code == 422
    assert 'value="1.50"' in answer.text
    assert len(tiers_of(world.workspace.id, cafes.id, [machine.id])[machine.id]) == 2


def test_a_list_changed_meanwhile_is_not_written_over(budi: Client, world: World, cafes: PriceList) -> None:
    typed = {"name": "Kafe lama", "version": "1"}
    assert budi.post(f"/price-lists/{cafes.id}/", typed).status_code == 422
    assert only(world).name == "Kafe 2026"


def test_a_rep_sees_prices_and_sets_none(client: Client, world: World, machine: Product, cafes: PriceList) -> None:
    sign_in(client, world.sari)
    text = client.get(f"/price-lists/{cafes.id}/").text
    assert "78.500.000" in text
    assert 'name="unit_price"' not in text
    answer = client.post(f"/price-lists/{cafes.id}/prices/", {"product": machine.id, "unit_price": "1"})
    assert answer.status_code == 403
    assert tiers_of(world.workspace.id, cafes.id, [machine.id])[machine.id][0] == (0, 78_500_000)


def test_a_line_without_a_price_costs_what_the_list_says_for_so_many(
    client: Client, world: World, machine: Product, cafes: PriceList
) -> None:
    sign_in(client, world.sari)
    deal = world.make_deal()
    save_lines(client, deal, product=machine.id, quantity="3")
    assert [line.unit_price for line in lines_of(deal)] == [76_000_000]
    assert world.reload(deal).amount == 3 * 76_000_000


def test_a_line_being_written_shows_its_price(client: Client, world: World, machine: Product, cafes: PriceList) -> None:
    sign_in(client, world.sari)
    deal = world.make_deal()
    asked = f"/deals/{deal.id}/prices/?product={machine.id}&quantity="
    assert 'placeholder="78.500.000"' in client.get(f"{asked}2").text
    assert 'placeholder="76.000.000"' in client.get(f"{asked}3").text
    assert client.get(f"{asked}dua").status_code == 200


def test_its_price_is_that_of_the_list_picked_beside_it_before_the_deal_is_saved_with_it(
    client: Client, world: World, machine: Product, cafes: PriceList
) -> None:
    hotels = create_price_list(world.workspace.id, {"name": "Hotel 2026"}, by=world.wati, at=NOW)
    set_prices(hotels, {machine.id: [(0, 70_000_000)]}, by=world.wati, at=NOW)
    sign_in(client, world.sari)
    deal = world.make_deal()
    asked = f"/deals/{deal.id}/prices/?product={machine.id}&quantity=3&price_list="
    assert 'placeholder="70.000.000"' in client.get(f"{asked}{hotels.id}").text
    assert 'placeholder="76.000.000"' in client.get(asked).text
    assert world.reload(deal).price_list_id is None, "nothing was chosen yet"


def test_choosing_another_list_in_the_deal_turns_its_prices(
    client: Client, world: World, machine: Product, cafes: PriceList
) -> None:
    hotels = create_price_list(world.workspace.id, {"name": "Hotel 2026"}, by=world.wati, at=NOW)
    set_prices(hotels, {machine.id: [(0, 70_000_000)]}, by=world.wati, at=NOW)
    sign_in(client, world.sari)
    deal = world.make_deal()
    save_lines(client, deal, product=machine.id)
    assert "Hotel 2026" in client.get(f"/deals/{deal.id}/").text
    save_lines(client, deal, product=machine.id, unit_price="78.500.000", price_list=hotels.id)
    deal = world.reload(deal)
    assert (deal.price_list_id, deal.amount) == (hotels.id, 70_000_000)


def test_the_page_of_a_list_asks_as_often_with_sixty_products_as_with_three(budi: Client, world: World) -> None:
    row = create_price_list(world.workspace.id, {"name": "Hotel"}, by=world.wati, at=NOW)
    counts = []
    for numbers in (range(3), range(3, 60)):
        for number in numbers:
            made = create_product(world.workspace.id, {"name": f"Mesin {number}"}, by=world.wati, at=NOW)
            set_prices(row, {made.id: [(0, 5_000), (UNIT, 4_000)]}, by=world.wati, at=NOW)
        budi.get(f"/price-lists/{row.id}/")
        with CaptureQueriesContext(connection) as asked:
            budi.get(f"/price-lists/{row.id}/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
