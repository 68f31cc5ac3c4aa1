"""The page of a product: its flow, its stages, its deals, its prices."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alur.catalogue.models import Product
from alur.catalogue.operations.price_lists import create_price_list, set_prices
from alur.catalogue.operations.products import create_product
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.valuing import Line, set_lines
from tests.world import NOW, World, days_ago, sign_in

UNIT = 1_000


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def machine(world: World) -> Product:
    fields = {"name": "Mesin espresso", "unit": "unit", "unit_price": 80_000_000}
    return create_product(world.workspace.id, fields, by=world.wati, at=NOW)


def sell(world: World, machine: Product, number: int) -> None:
    company = world.make_organization(f"Kopi {number}")
    deal = world.make_deal(f"Mesin {number}", organization=company, stage=number % 5, at=days_ago(40))
    lines = [Line(machine.id, 2 * UNIT, 80_000_000, 500)]
    if number % 3 == 0:
        other = create_product(world.workspace.id, {"name": f"Grinder {number}"}, by=world.wati, at=NOW)
        lines.append(Line(other.id, UNIT, 5))
    set_lines(deal, lines, by=world.wati, at=days_ago(40))
    if number % 2:
        close(deal, outcome="won", by=world.wati, at=NOW)


def test_the_page_says_what_it_costs_where_it_stands_and_how_it_flows(
    client: Client, world: World, machine: Product
) -> None:
    row = create_price_list(world.workspace.id, {"name": "Kafe 2026", "is_default": True}, by=world.wati, at=NOW)
    set_prices(row, {machine.id: [(0, 78_500_000), (3 * UNIT, 76_000_000)]}, by=world.wati, at=NOW)
    for number in range(4):
        sell(world, machine, number)
    text = sign_in(client, world.sari).get(f"/products/{machine.id}/").text
    assert "Harga, Kafe 2026" in text
    assert "78.500.000" in text
    assert "mulai 3 unit" in text
    assert "Okt: 8 masuk, 0 menang" in text
    assert "Nov: 0 masuk, 4 menang" in text
    assert "Separuh dari yang menang dijual dengan diskon 5% atau kurang." in text
    assert "Kopi 0" in text
    assert "Kopi 1" not in text, "it is won"


def test_a_new_product_says_that_nothing_has_it_yet(client: Client, world: World, machine: Product) -> None:
    text = sign_in(client, world.vina).get(f"/products/{machine.id}/").text
    assert "Belum ada deal terbuka dengan produk ini." in text
    assert "data-save" not in text, "a viewer saves nothing"


def test_it_asks_as_often_for_many_deals_as_for_few(client: Client, world: World, machine: Product) -> None:
    sign_in(client, world.wati)
    counts = []
    for numbers in (range(12), range(12, 40)):
        for number in numbers:
            sell(world, machine, number)
        client.get(f"/products/{machine.id}/")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/products/{machine.id}/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
