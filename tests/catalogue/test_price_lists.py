"""What a product costs on a day: by the deal's list, else by the default one, else its own price."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alur.catalogue.models import Price, PriceList, Product
from alur.catalogue.operations.price_lists import (
    create_price_list,
    delete_price_list,
    edit_price_list,
    restore_price_list,
    set_prices,
)
from alur.catalogue.operations.products import create_product
from alur.catalogue.queries.pricing import PriceBook, Tier, price_book, tiers_of
from alur.events.models import Event
from alur.events.purging import KEPT_FOR, purge
from alur.events.recording import operation
from alur.events.undoing import undo
from alur.kernel.refusal import Conflict, Refusal
from alur.pipeline.operations.pricing import choose_price_list
from alur.pipeline.operations.valuing import Line, lines_of, set_lines
from tests.world import NOW, World

TODAY = NOW.date()
UNIT = 1_000


@pytest.fixture
def machine(world: World) -> Product:
    fields = {"name": "Mesin espresso", "unit_price": 80_000_000}
    return create_product(world.workspace.id, fields, by=world.wati, at=NOW)


def make(world: World, name: str = "Kafe 2026", *, machine: Product | None = None, **fields: object) -> PriceList:
    """A list; with a machine, it costs 78 million there, 76 from three on."""
    row = create_price_list(world.workspace.id, {"name": name, **fields}, by=world.wati, at=NOW)
    if machine is not None:
        tiers = [(3 * UNIT, 76_000_000), (0, 78_000_000)]
        set_prices(row, {machine.id: tiers}, by=world.wati, at=NOW)
    return row


def asked(world: World, machine: Product, units: int = 1, *, chosen: int | None = None, on: date = TODAY) -> int:
    return price_book(world.workspace.id, [machine.id], chosen=chosen, on=on).price(machine.id, units * UNIT)


def test_a_product_in_no_list_costs_its_own_price(world: World, machine: Product) -> None:
    make(world, is_default=True)
    assert asked(world, machine) == 80_000_000


def test_the_list_of_a_deal_comes_before_the_default_one(world: World, machine: Product) -> None:
    make(world, machine=machine, is_default=True)
    hotels = make(world, "Hotel 2026")
    assert asked(world, machine) == 78_000_000
    assert asked(world, machine, chosen=hotels.id) == 78_000_000, "a list that does not name it has no say"
    set_prices(hotels, {machine.id: [(0, 70_000_000)]}, by=world.wati, at=NOW)
    assert asked(world, machine, chosen=hotels.id) == 70_000_000


def test_more_costs_less_from_the_quantity_on_that_the_list_says(world: World, machine: Product) -> None:
    make(world, machine=machine, is_default=True)
    assert [asked(world, machine, units) for units in (2, 3, 4)] == [78_000_000, 76_000_000, 76_000_000]


def test_a_list_is_good_from_its_first_day_up_to_the_day_before_its_end(world: World, machine: Product) -> None:
    make(world, machine=machine, is_default=True, from_on=TODAY, until_on=TODAY + timedelta(days=30))
    days = (-1, 0, 29, 30)
    prices = [asked(world, machine, on=TODAY + timedelta(days=one)) for one in days]
    assert prices == [80_000_000, 78_000_000, 78_000_000, 80_000_000]


def test_a_list_in_the_trash_has_no_say(world: World, machine: Product) -> None:
    row = make(world, machine=machine, is_default=True)
    delete_price_list(row, by=world.wati, at=NOW)
    assert asked(world, machine) == 80_000_000


tiers = st.dictionaries(st.integers(0, 20), st.integers(0, 99), max_size=4)


@given(st.integers(0, 99), st.lists(tiers, max_size=3), st.integers(1, 25))
def test_the_first_list_with_a_reached_tier_decides(own: int, lists: list[dict[int, int]], quantity: int) -> None:
    kept: dict[tuple[int, int], list[Tier]] = {(number, 1): sorted(one.items()) for number, one in enumerate(lists)}
    book = PriceBook(tuple(range(len(lists))), kept, {1: own})
    reached = [
        one[max(least for least in one if least <= quantity)] for one in lists if min(one, default=99) <= quantity
    ]
    assert book.price(1, quantity) == [*reached, own][0]


def test_there_is_one_default_list(world: World) -> None:
    first, second = make(world, is_default=True), make(world, "Kafe 2027")
    edit_price_list(second, {"is_default": True}, by=world.wati, at=NOW)
    assert [world.reload(one).is_default for one in (first, second)] == [False, True]


def test_undoing_the_new_default_brings_the_old_one_back(world: World) -> None:
    first = make(world, is_default=True)
    with operation(world.workspace.id, by=world.wati, at=NOW) as act:
        second = make(world, "Kafe 2027", is_default=True)
    undo(world.workspace.id, act.id, by=world.wati, at=NOW)
    assert world.reload(first).is_default
    assert world.reload(second).deleted_at is not None


def test_a_default_list_comes_back_from_the_trash_as_an_ordinary_one_where_there_is_another(world: World) -> None:
    first = make(world, is_default=True)
    delete_price_list(first, by=world.wati, at=NOW)
    make(world, "Kafe 2027", is_default=True)
    restore_price_list(world.reload(first), by=world.wati, at=NOW)
    assert not world.reload(first).is_default
    assert world.reload(first).deleted_at is None


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "Kafe 2026"}, "name"),
        ({"name": "Lain", "from_on": TODAY, "until_on": TODAY}, "until_on"),
    ],
)
def test_what_makes_no_list_is_refused_at_its_field(world: World, fields: dict[str, object], field: str) -> None:
    make(world)
    with pytest.raises(Refusal) as refused:
        create_price_list(world.workspace.id, fields, by=world.wati, at=NOW)
    assert refused.value.field == field
    assert PriceList.objects.filter(workspace_id=world.workspace.id).count() == 1


@pytest.mark.parametrize("prices", [[(0, 1), (0, 2)], [(-1, 5)], [(0, -5)], [(one, 1) for one in range(11)]])
def test_prices_that_say_nothing_clear_are_refused(world: World, machine: Product, prices: list[Tier]) -> None:
    row = make(world, machine=machine)
    with pytest.raises(Refusal):
        set_prices(row, {machine.id: prices}, by=world.wati, at=NOW)
    assert Price.objects.filter(workspace_id=world.workspace.id).count() == 2


def test_a_price_is_set_once_and_taken_back(world: World, machine: Product) -> None:
    row = make(world, machine=machine)
    with operation(world.workspace.id, by=world.wati, at=NOW) as act:
        set_prices(row, {machine.id: [(0, 75_000_000)]}, by=world.wati, at=NOW)
    with operation(world.workspace.id, by=world.wati, at=NOW) as nothing:
        set_prices(row, {machine.id: [(0, 75_000_000)]}, by=world.wati, at=NOW)
    assert not Event.objects.filter(workspace_id=world.workspace.id, operation_id=nothing.id).exists()
    undo(world.workspace.id, act.id, by=world.wati, at=NOW)
    found = tiers_of(world.workspace.id, row.id, [machine.id])
    assert found[machine.id] == [(0, 78_000_000), (3 * UNIT, 76_000_000)]


def test_a_price_that_was_changed_since_is_not_taken_back(world: World, machine: Product) -> None:
    row = make(world)
    with operation(world.workspace.id, by=world.wati, at=NOW) as act:
        set_prices(row, {machine.id: [(0, 75_000_000)]}, by=world.wati, at=NOW)
    set_prices(row, {machine.id: [(0, 74_000_000)]}, by=world.budi, at=NOW)
    with pytest.raises(Conflict):
        undo(world.workspace.id, act.id, by=world.wati, at=NOW)
    assert tiers_of(world.workspace.id, row.id, [machine.id])[machine.id] == [(0, 74_000_000)]


def test_another_list_turns_the_lines_that_follow_it_and_keeps_a_price_that_was_agreed_on(
    world: World, machine: Product
) -> None:
    grinder = create_product(world.workspace.id, {"name": "Grinder", "unit_price": 14_000_000}, by=world.wati, at=NOW)
    make(world, machine=machine, is_default=True)
    hotels = make(world, "Hotel 2026")
    set_prices(hotels, {machine.id: [(0, 70_000_000)], grinder.id: [(0, 12_000_000)]}, by=world.wati, at=NOW)
    agreed = Line(grinder.id, UNIT, 13_500_000)
    deal = set_lines(world.make_deal(), [Line(machine.id, 2 * UNIT, 78_000_000), agreed], by=world.sari, at=NOW)
    with operation(world.workspace.id, by=world.sari, at=NOW) as act:
        deal = choose_price_list(deal, hotels.id, by=world.sari, at=NOW)
    assert [line.unit_price for line in lines_of(deal)] == [70_000_000, 13_500_000]
    assert deal.amount == 2 * 70_000_000 + 13_500_000
    undo(world.workspace.id, act.id, by=world.sari, at=NOW)
    deal = world.reload(deal)
    assert (deal.price_list_id, deal.amount) == (None, 2 * 78_000_000 + 13_500_000)


def test_a_list_of_another_company_is_none(world: World, machine: Product) -> None:
    theirs = create_price_list(world.elsewhere.id, {"name": "Mereka"}, by=world.citra, at=NOW)
    deal = world.make_deal()
    with pytest.raises(Refusal):
        choose_price_list(deal, theirs.id, by=world.sari, at=NOW)
    assert world.reload(deal).price_list_id is None


def test_a_list_that_is_purged_leaves_its_deals_behind(world: World, machine: Product) -> None:
    row = make(world, machine=machine)
    deal = choose_price_list(world.make_deal(), row.id, by=world.sari, at=NOW)
    delete_price_list(row, by=world.wati, at=NOW)
    assert sum(purge(world.workspace.id, at=NOW + KEPT_FOR + timedelta(days=1))) == 1
    assert world.reload(deal).price_list_id is None
    assert not Price.objects.filter(workspace_id=world.workspace.id).exists()
