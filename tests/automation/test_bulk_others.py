"""Many activities, products, companies or persons changed at once, and all of it taken back by one undo."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alur.automation.operations.bulk.changing import Which, preview, start
from alur.automation.operations.bulk.products import STEPS, Reprice
from alur.catalogue.models import Product
from alur.catalogue.operations.products import create_family, create_product
from alur.conversations.models import Activity
from alur.conversations.operations import planning
from alur.conversations.operations.planning import NewActivity
from alur.events.models import Event
from alur.events.undoing import undo
from alur.fields.operations.defining import FieldDesign, define
from alur.kernel.refusal import Refusal
from alur.pipeline.operations.verifying import differences
from tests.automation.test_bulk import LATER, do
from tests.world import NOW, World, days_ago


def plan(world: World, count: int = 3, **values: Any) -> list[Activity]:
    """Calls at three in the afternoon of the coming days, one deal each."""
    return [
        planning.add(
            world.workspace.id,
            NewActivity(
                kind="call",
                title=f"Telepon {number}",
                deal=world.make_deal(f"Deal {number}", at=days_ago(9)),
                due_at=NOW + timedelta(days=number + 1),
                **values,
            ),
            by=world.sari,
            at=days_ago(2),
        )
        for number in range(count)
    ]


def rows(world: World, of: list[Activity]) -> list[Activity]:
    found = Activity.objects.filter(workspace_id=world.workspace.id, id__in=[one.id for one in of])
    return list(found.order_by("id"))


def standing(world: World) -> list[Any]:
    ws = world.workspace.id
    activities = Activity.objects.filter(workspace_id=ws, deleted_at__isnull=True).order_by("id")
    products = Product.objects.filter(workspace_id=ws).order_by("id")
    return [
        *activities.values_list("id", "owner_id", "due_at", "done_at", "outcome"),
        *products.values_list("id", "family_id", "unit", "unit_price", "is_active", "custom"),
    ]


@pytest.mark.parametrize(
    "plain",
    [
        {"do": "owner", "owner": None},
        {"do": "due", "days": -3},
        {"do": "due", "on": "2027-01-04"},
        {"do": "done", "outcome": "Tidak jadi"},
        {"do": "delete"},
    ],
)
def test_activities_are_changed_together_and_one_undo_takes_it_back(world: World, plain: dict[str, Any]) -> None:
    planned = plan(world, recurrence="weekly" if plain["do"] == "done" else "")
    past = planning.add(
        world.workspace.id, NewActivity(kind="visit", title="Kunjungan", deal=planned[0].deal), by=world.sari, at=NOW
    )
    before = standing(world)
    picked = [one.id for one in [*planned, past]]
    seen = preview(Which("activity", picked), plain, by=world.wati, at=NOW)
    is_refused = plain["do"] != "delete"
    assert (seen.changed, seen.refused_count) == ((3, 1) if is_refused else (4, 0))
    assert standing(world) == before
    job = do(world, plain, kind="activity", picked=picked)
    assert (job.changed, job.refused) == (seen.changed, seen.refused)
    assert standing(world) != before
    undo(world.workspace.id, job.operation_id, by=world.wati, at=LATER)
    assert standing(world) == before
    assert differences(world.workspace.id) == []


def test_moved_by_days_each_keeps_its_hour_and_the_deals_next_step_moves_along(world: World) -> None:
    planned = plan(world)
    do(world, {"do": "due", "days": 7}, kind="activity", picked=[one.id for one in planned])
    assert [one.due_at for one in rows(world, planned)] == [
        one.due_at + timedelta(days=7) for one in planned if one.due_at
    ]
    deals = [world.reload(one.deal) for one in planned if one.deal]
    assert [deal.next_step_due_at for deal in deals] == [one.due_at for one in rows(world, planned)]


def test_a_rep_moves_only_activities_whose_deal_they_see(world: World) -> None:
    hidden = planning.add(
        world.workspace.id,
        NewActivity(kind="call", deal=world.make_deal("Milik Tono", owner=world.tono), due_at=LATER),
        by=world.tono,
        at=NOW,
    )
    seen = plan(world, 1)
    job = do(
        world, {"do": "due", "days": 1}, by=world.sari, kind="activity", picked=[hidden.id, *(one.id for one in seen)]
    )
    assert job.total == 1
    assert rows(world, [hidden])[0].due_at == LATER


def test_products_change_family_price_unit_own_fields_and_leave_the_shelf(world: World) -> None:
    ws = world.workspace.id
    family = create_family(ws, "Kopi", by=world.wati, at=NOW)
    roast = define(ws, "product", FieldDesign("Sangrai", "Roast"), by=world.wati, at=NOW)
    for name, price in (("Arabika", 185_000), ("Robusta", 99_900)):
        create_product(ws, {"name": name, "unit_price": price}, by=world.wati, at=NOW)
    before = standing(world)
    acts: list[dict[str, Any]] = [
        {"do": "field", "field": "family", "value": str(family.id)},
        {"do": "field", "field": "unit", "value": "kg"},
        {"do": "field", "field": "is_active", "value": False},
        {"do": "field", "field": roast.key, "value": "sedang"},
        {"do": "price", "percent": "7.5", "step": 500},
    ]
    jobs = [do(world, plain, kind="product", filter="") for plain in acts]
    assert [job.changed for job in jobs] == [2] * len(acts)
    assert [row[1:] for row in standing(world)] == [
        (family.id, "kg", 199_000, False, {roast.key: "sedang"}),
        (family.id, "kg", 107_500, False, {roast.key: "sedang"}),
    ]
    for job in reversed(jobs):
        undo(ws, job.operation_id, by=world.wati, at=LATER)
    assert standing(world) == before


def test_a_price_that_rounding_would_eat_stays_as_it_is(world: World) -> None:
    for name, price in (("Sedotan", 40), ("Gratis", 0), ("Mesin", 1_000_000)):
        create_product(world.workspace.id, {"name": name, "unit_price": price}, by=world.wati, at=NOW)
    job = do(world, {"do": "price", "percent": "-5", "step": 100}, kind="product", filter="")
    assert (job.changed, job.refused_count) == (1, 1)
    prices = Product.objects.filter(workspace_id=world.workspace.id).values_list("name", "unit_price")
    assert dict(prices) == {"Sedotan": 40, "Gratis": 0, "Mesin": 950_000}


@given(
    st.integers(0, 10**12),
    st.decimals(-90, 500, places=2, allow_nan=False).filter(bool),
    st.sampled_from(STEPS),
)
def test_a_new_price_is_the_nearest_multiple_of_the_step(price: int, percent: Decimal, step: int) -> None:
    new = Reprice(percent, step).priced(price)
    exact = Decimal(price) * (100 + percent) / 100
    assert new % step == 0
    assert -Decimal(step) / 2 < new - exact <= Decimal(step) / 2


def test_companies_and_persons_get_the_same_value_of_a_field(world: World) -> None:
    ws = world.workspace.id
    channel = define(ws, "organization", FieldDesign("Kanal", "Channel"), by=world.wati, at=NOW)
    company, person = world.make_organization("Kafe Senja"), world.make_person("Ibu Ratna")
    do(world, {"do": "field", "field": "industry", "value": " Kafe  "}, kind="organization", picked=[company.id])
    own = do(world, {"do": "field", "field": channel.key, "value": "mitra"}, kind="organization", picked=[company.id])
    do(world, {"do": "field", "field": "job_title", "value": "Pemilik"}, kind="person", picked=[person.id])
    company = world.reload(company)
    assert (company.industry, company.custom, world.reload(person).job_title) == (
        "Kafe",
        {channel.key: "mitra"},
        "Pemilik",
    )
    undo(ws, own.operation_id, by=world.wati, at=LATER)
    assert world.reload(company).custom == {}


@pytest.mark.parametrize(
    ("kind", "plain", "field"),
    [
        ("activity", {"do": "stage"}, "do"),
        ("activity", {"do": "due"}, "days"),
        ("activity", {"do": "due", "days": 0}, "days"),
        ("activity", {"do": "due", "days": 400}, "days"),
        ("activity", {"do": "due", "on": "besok"}, "on"),
        ("activity", {"do": "owner", "owner": "7"}, "owner"),
        ("product", {"do": "owner", "owner": None}, "do"),
        ("product", {"do": "price", "percent": "NaN"}, "percent"),
        ("product", {"do": "price", "percent": "-95"}, "percent"),
        ("product", {"do": "price", "percent": "5", "step": 3}, "step"),
        ("product", {"do": "field", "field": "unit_price", "value": "5"}, "field"),
        ("product", {"do": "field", "field": "family", "value": "7"}, "value"),
        ("product", {"do": "field", "field": "is_active", "value": None}, "value"),
        ("product", {"do": "field", "field": "f12", "value": "x"}, "value"),
        ("person", {"do": "field", "field": "industry", "value": "x"}, "field"),
    ],
)
def test_what_cannot_be_done_to_any_is_said_of_its_field(
    world: World, kind: str, plain: dict[str, Any], field: str
) -> None:
    plan(world, 1)
    create_product(world.workspace.id, {"name": "Arabika"}, by=world.wati, at=NOW)
    world.make_person("Ibu Ratna")
    events = Event.objects.filter(workspace_id=world.workspace.id).count()
    for attempt in (start, preview):
        with pytest.raises(Refusal) as refused:
            attempt(Which(kind), plain, by=world.wati, at=NOW)
        assert refused.value.field == field
    assert Event.objects.filter(workspace_id=world.workspace.id).count() == events
