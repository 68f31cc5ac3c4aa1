"""What becomes of a product: where it stands, what came in and was won by month, at which discounts, with what."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from alur.catalogue.models import Product
from alur.catalogue.operations.products import create_product
from alur.pipeline.models import Deal
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.moving import move
from alur.pipeline.operations.valuing import Line, set_lines
from alur.pipeline.queries.product_sales import ProductSales, product_sales
from alur.tenancy.models import Member
from tests.world import JAKARTA, NOW, World, days_ago

UNIT = 1_000


@pytest.fixture
def machine(world: World) -> Product:
    return make_product(world, "Mesin espresso")


def make_product(world: World, name: str) -> Product:
    return create_product(world.workspace.id, {"name": name, "unit_price": 10}, by=world.wati, at=NOW)


def sell(
    world: World, *products: Product, units: int = 1, at: datetime = NOW, discount: int = 0, **values: Any
) -> Deal:
    """A deal with so many of each at ten rupiah."""
    deal = world.make_deal(at=at, **values)
    lines = [Line(one.id, units * UNIT, 10, discount) for one in products]
    return set_lines(deal, lines, by=world.wati, at=at)


def win(world: World, deal: Deal, at: datetime = NOW) -> None:
    close(deal, outcome="won", by=world.wati, at=at)


def asked(world: World, product: Product, member: Member | None = None) -> ProductSales:
    return product_sales(member or world.wati, product.id, today=NOW.date(), zone=JAKARTA)


def test_open_deals_stand_in_their_stages_and_weigh_by_their_probability(world: World, machine: Product) -> None:
    deal = sell(world, machine, units=4)
    move(sell(world, machine, units=10), to=world.stages[2], by=world.wati, at=NOW)
    sales = asked(world, machine)
    stood = [(one.number, one.quantity, one.amount) for one in sales.stages]
    assert stood == [(1, 4 * UNIT, 40), (2, 0, 0), (3, 10 * UNIT, 100), (4, 0, 0), (5, 0, 0)]
    chances = [world.reload(deal).probability, world.stages[2].probability]
    assert sales.expected == (4 * UNIT * chances[0] + 10 * UNIT * chances[1]) // 100
    assert (sales.deals, sales.quantity, sales.amount) == (2, 14 * UNIT, 140)
    assert [line.quantity for line in sales.lines] == [10 * UNIT, 4 * UNIT]


def test_a_month_tells_what_came_in_and_what_was_won_in_it(world: World, machine: Product) -> None:
    deal = sell(world, machine, units=4, at=days_ago(70))
    win(world, sell(world, machine, units=2, at=days_ago(40)), at=days_ago(2))
    close(sell(world, machine, units=3, at=days_ago(1)), outcome="lost", reason="Harga", by=world.wati, at=NOW)
    set_lines(deal, [Line(machine.id, 9 * UNIT, 10)], by=world.wati, at=NOW)
    sales = asked(world, machine)
    months = {one.first: (one.entered, one.won) for one in sales.months if one.entered or one.won}
    assert months == {
        date(2026, 9, 1): (4 * UNIT, 0),
        date(2026, 10, 1): (2 * UNIT, 0),
        date(2026, 11, 1): (3 * UNIT, 2 * UNIT),
    }
    assert (len(sales.months), sales.lost, sales.won_deals) == (12, 3 * UNIT, 1)


def test_what_came_in_before_the_first_month_is_left_out(world: World, machine: Product) -> None:
    deal = sell(world, machine, units=4, at=days_ago(390))
    set_lines(deal, [Line(machine.id, 5 * UNIT, 10)], by=world.wati, at=days_ago(30))
    assert sum(one.entered for one in asked(world, machine).months) == 0


def test_the_discount_in_the_middle_counts_units_not_deals(world: World, machine: Product) -> None:
    for units, discount in ((9, 500), (1, 0), (1, 1_000), (2, 1_000)):
        win(world, sell(world, machine, units=units, discount=discount))
    sales = asked(world, machine)
    assert sales.discounts == {0: UNIT, 5: 9 * UNIT, 10: 3 * UNIT}
    assert sales.median_discount == 5


def test_what_is_bought_together_is_said_from_five_won_deals_on(world: World, machine: Product) -> None:
    grinder, beans = make_product(world, "Grinder"), make_product(world, "Biji kopi")
    for number in range(5):
        win(world, sell(world, machine, grinder, *([beans] if number == 0 else [])))
        shown = [(one.product.name, one.share) for one in asked(world, machine).together]
        assert shown == ([("Grinder", 100), ("Biji kopi", 20)] if number == 4 else [])


def test_figures_cover_what_the_asker_may_see(world: World, machine: Product) -> None:
    sell(world, machine, units=4)
    win(world, sell(world, machine, units=2))
    tono = asked(world, machine, world.tono)
    assert (tono.deals, tono.quantity, tono.won_deals, tono.lines) == (0, 0, 0, [])
    assert sum(one.entered + one.won for one in tono.months) == 0


def test_a_deal_that_was_valued_in_dollars_counts_in_rupiah(world: World, machine: Product) -> None:
    deal = sell(world, machine, units=2)
    Deal.objects.filter(workspace_id=deal.workspace_id, id=deal.id).update(
        currency="USD", currency_amount=20, amount=320_000
    )
    assert asked(world, machine).amount == 320_000


def test_lines_of_deals_in_the_trash_are_gone(world: World, machine: Product) -> None:
    from alur.pipeline.operations.deleting import delete

    delete(sell(world, machine, at=NOW - timedelta(days=3)), by=world.wati, at=NOW)
    assert asked(world, machine).quantity == 0
