"""Two versions of an offer, told apart line by line, and what a seller takes off the list counts as a discount."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alur.catalogue.models import Product
from alur.catalogue.operations.price_lists import create_price_list, set_prices
from alur.catalogue.operations.products import create_product
from alur.kernel.refusal import Conflict
from alur.orders.models import Quote
from alur.orders.operations.answering import send
from alur.orders.operations.approving import beyond
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.quoting import edit_quote, make_quote, revise
from alur.orders.operations.ruling import set_limits
from alur.orders.operations.writing import drafts_of
from alur.orders.queries.comparing import compare, line_changes
from alur.orders.queries.measuring import measured
from alur.pipeline.operations.editing import edit
from tests.world import NOW, World

LINES = st.lists(
    st.builds(
        LineDraft,
        st.sampled_from(["Kopi", "kopi", "Teh", "Gula"]),
        st.sampled_from([1_000, 2_500]),
        st.sampled_from([10, 20]),
        st.sampled_from([0, 500]),
        st.sampled_from([None, 1, 2]),
    ),
    max_size=7,
)


def cells(line: LineDraft) -> tuple[object, ...]:
    return line.name, line.quantity, line.unit_price, line.discount


@given(LINES, LINES)
def test_what_changed_makes_the_later_lines_of_the_earlier_ones_and_back(
    before: list[LineDraft], after: list[LineDraft]
) -> None:
    left = sorted(map(cells, before), key=str)
    for change in line_changes(before, after):
        if change.old is not None:
            left.remove(cells(change.old))
        if change.new is not None:
            left.append(cells(change.new))
    assert sorted(left, key=str) == sorted(map(cells, after), key=str)
    assert line_changes(after, after[::-1]) == [], "lines that only stand elsewhere have not changed"
    there, back = line_changes(before, after), line_changes(after, before)
    assert sum(one.old is None for one in there) == sum(one.new is None for one in back)


def test_a_version_says_what_it_added_took_out_and_changed(world: World) -> None:
    lines = [LineDraft("Mesin", 2_000, 10_000_000, 500), LineDraft("Servis", 1_000, 5_000_000)]
    deal = world.make_deal("Cabang Dago")
    first = send(make_quote(deal, {"terms": "DP 30%"}, lines, by=world.sari, at=NOW), by=world.sari, at=NOW)
    later = [LineDraft("Pelatihan", 1_000, 2_000_000), LineDraft("Mesin", 3_000, 9_500_000)]
    second = edit_quote(revise(first, by=world.sari, at=NOW), {"terms": "DP 50%"}, later, by=world.sari, at=NOW)
    found = compare(second, first)
    assert (found.older, found.newer) == (first, second)
    assert [(one.name, one.old is None, one.new is None, one.changed) for one in found.lines] == [
        ("Pelatihan", True, False, ()),
        ("Mesin", False, False, ("quantity", "unit_price", "discount")),
        ("Servis", False, True, ()),
    ]
    assert [(one.name, one.old, one.new) for one in found.terms] == [("terms", "DP 30%", "DP 50%")]
    assert {one.name: (one.old, one.new) for one in found.sums} == {
        "list_amount": (25_000_000, 30_500_000), "discount": (1_000_000, 0), "net": (24_000_000, 30_500_000),
        "tax": (2_640_000, 3_355_000), "total": (26_640_000, 33_855_000),
    }  # fmt: skip
    assert not compare(first, first)


@pytest.fixture
def machine(world: World) -> Product:
    """For 10 million, 9 million from ten on; a season's list says 8."""
    product = create_product(world.workspace.id, {"name": "Mesin", "unit_price": 10_500_000}, by=world.wati, at=NOW)
    usual = create_price_list(world.workspace.id, {"name": "Umum", "is_default": True}, by=world.wati, at=NOW)
    set_prices(usual, {product.id: [(0, 10_000_000), (10_000, 9_000_000)]}, by=world.wati, at=NOW)
    return product


def quoted(world: World, *lines: LineDraft) -> Quote:
    return make_quote(world.make_deal("Cabang Dago"), {}, lines, by=world.sari, at=NOW)


def test_a_lowered_price_counts_as_the_discount_that_it_is_to_the_rupiah(world: World, machine: Product) -> None:
    set_limits(world.workspace.id, most_discount=1_000, most_value=None, by=world.wati, at=NOW)
    for price, quantity, off, is_steep in (
        (9_000_000, 1_000, 0, False),
        (8_999_999, 1_000, 0, True),
        (9_500_000, 1_000, 527, True),
        (9_500_000, 1_000, 526, False),
        (8_100_000, 10_000, 0, False),
        (8_099_999, 10_000, 0, True),
        (12_000_000, 1_000, 2_500, False),
    ):
        quote = quoted(world, LineDraft("Mesin", quantity, price, off, machine.id))
        assert bool(beyond(quote, NOW)) is is_steep, (price, quantity, off)
        if is_steep:
            with pytest.raises(Conflict, match="Ask for approval"):
                send(quote, by=world.sari, at=NOW)
    free = quoted(world, LineDraft("Mesin", 1_000, 0, 0, machine.id), LineDraft("Servis", 1_000, 9_000_000))
    assert beyond(free, NOW).discount == 5_263, "what is given away costs what the list says"


def test_the_customers_own_list_in_its_season_is_what_is_measured_against(world: World, machine: Product) -> None:
    today = NOW.date()
    season = create_price_list(
        world.workspace.id,
        {"name": "Musim hujan", "from_on": today, "until_on": today + timedelta(days=1)},
        by=world.wati,
        at=NOW,
    )
    set_prices(season, {machine.id: [(0, 8_000_000)]}, by=world.wati, at=NOW)
    quote = quoted(world, LineDraft("Mesin", 1_000, 8_000_000, 0, machine.id))
    edit(quote.deal, {"price_list_id": season.id}, by=world.sari, at=NOW)
    quote = Quote.objects.select_related("deal").get(workspace_id=world.workspace.id, id=quote.id)
    lines = drafts_of(quote)
    assert measured(quote, lines, at=NOW).discount == 0
    later = measured(quote, lines, at=NOW + timedelta(days=1))
    assert (later.lines[0].list_price, later.lines[0].discount, later.off) == (10_000_000, 2_000, 2_000_000)


def test_what_no_list_names_is_measured_against_its_own_price(world: World, machine: Product) -> None:
    plain = create_product(world.workspace.id, {"name": "Servis", "unit_price": 5_000_000}, by=world.wati, at=NOW)
    unpriced = create_product(world.workspace.id, {"name": "Survei"}, by=world.wati, at=NOW)
    lines = [
        LineDraft("Servis", 1_000, 4_000_000, 0, plain.id),
        LineDraft("Survei", 1_000, 1_000_000, 1_000, unpriced.id),
        LineDraft("Ongkos kirim", 1_000, 500_000, 2_000),
    ]
    found = measured(quoted(world, *lines), lines, at=NOW)
    assert [(one.list_price, one.discount) for one in found.lines] == [(5_000_000, 2_000), (None, 1_000), (None, 2_000)]
    assert (found.list_amount, found.off) == (6_500_000, 1_200_000)
