"""Customers are missed when they are silent for more than twice their own usual gap."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from statistics import median

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from alur.conversations.operations.planning import NewActivity, add
from alur.orders.models import Order
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.ordering import delete_order, make_order, restore_order
from alur.people.models import Organization
from alur.people.operations.organizations import delete_organization, edit_organization, restore_organization
from alur.rescue.models import CustomerWatch
from alur.rescue.queries.customers import customers_count
from alur.rescue.rhythm import rhythm_of
from tests.api.asking import caller
from tests.world import NOW, World, days_ago, sign_in

DAY = date(2026, 1, 1)


@given(st.lists(st.integers(0, 400), max_size=20), st.integers(0, 900))
def test_a_customer_is_missed_exactly_when_silent_for_more_than_twice_the_median_gap(days: list[int], now: int) -> None:
    found = rhythm_of([DAY + timedelta(days=one) for one in days])
    different = sorted(set(days))
    if len(different) < 3:
        assert found is None
        return
    gaps = [later - earlier for earlier, later in pairwise(different)]
    assert found is not None
    assert (found.silent_on <= DAY + timedelta(days=now)) == (now - different[-1] > 2 * median(gaps))


def order(world: World, company: Organization, days: int, price: int = 900_000) -> Order:
    fields = {"organization_id": company.id, "ordered_on": (NOW - timedelta(days=days)).date(), "tax_mode": "none"}
    return make_order(world.workspace, fields, [LineDraft("Kopi", 1_000, price)], by=world.wati, at=days_ago(days))


@pytest.fixture
def hotel(world: World) -> Organization:
    """Sari's, which orders every thirty days, and has not for seventy."""
    company = world.make_organization(owner_id=world.sari.id)
    for days, price in ((160, 500_000), (130, 900_000), (100, 700_000), (70, 800_000)):
        order(world, company, days, price)
    return company


def missed(world: World) -> tuple[int, int]:
    return customers_count(world.sari, at=NOW)


def test_sari_misses_her_hotel_until_it_orders_again(world: World, hotel: Organization) -> None:
    assert missed(world) == (1, 700_000)
    assert customers_count(world.tono, at=NOW) == (0, 0)
    assert customers_count(world.wati, at=days_ago(10)) == (0, 0), "twice its gap was not over yet"
    again = order(world, hotel, 1)
    assert missed(world) == (0, 0)
    delete_order(again, by=world.wati, at=NOW)
    assert missed(world) == (1, 700_000)
    restore_order(again, by=world.wati, at=NOW)
    assert missed(world) == (0, 0)


def test_a_planned_step_another_owner_and_the_trash_take_it_out(world: World, hotel: Organization) -> None:
    step = NewActivity(kind="call", organization=hotel, owner=world.sari, due_at=NOW + timedelta(days=2))
    add(world.workspace.id, step, by=world.sari, at=NOW)
    assert missed(world) == (0, 0)
    assert customers_count(world.sari, at=NOW + timedelta(days=3))[0] == 1
    delete_organization(hotel, by=world.wati, at=NOW)
    assert not CustomerWatch.objects.filter(workspace_id=world.workspace.id).exists()
    restore_organization(world.reload(hotel), by=world.wati, at=NOW)
    edit_organization(world.reload(hotel), {"owner_id": world.tono.id}, by=world.wati, at=NOW)
    assert customers_count(world.tono, at=NOW + timedelta(days=3))[0] == 1


def test_the_page_and_the_api_say_who_is_missed(client: Client, world: World, hotel: Organization) -> None:
    page = sign_in(client, world.sari).get("/forgotten/customers/").text
    assert "Hotel Puri Melati" in page
    assert "biasanya pesan tiap 30 hari (4 pesanan)" in page
    (item,) = caller(world.sari).get("/forgotten", reason="silent_customer").json()["items"]
    assert (item["deal"], item["organization"]) == (None, str(hotel.id))
    assert (item["at_stake"]["amount"], item["silence_limit_days"]) == (700_000, 60)
    assert caller(world.tono).get("/forgotten", reason="silent_customer").json()["items"] == []
