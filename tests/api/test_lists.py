"""Lists: pages along a key, filters from an allow-list, a fixed number of queries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alur.catalogue.operations.products import create_family, create_product
from alur.conversations.operations.planning import NewActivity, add
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.valuing import Line, set_lines
from alur.search.operations.rebuilding import rebuild
from tests.api.asking import Caller, caller
from tests.world import NOW, World, days_ago, make_organization, make_person

LISTS = (
    "/pipelines",
    "/deals",
    "/organizations",
    "/persons",
    "/products",
    "/product-families",
    "/activities",
    "/members",
    "/events",
)


def fill(world: World, number: int) -> None:
    """One more of everything, each with its parts."""
    company = world.make_organization(f"Kafe {number:02d}")
    person = world.make_person(f"Ibu {number:02d}", organization_id=company.id)
    deal = world.make_deal(
        f"Deal {number:02d}",
        organization=company,
        amount=number * 10,
        tags=["kopi"],
        people=[(person.id, "")],
        at=days_ago(30 - number),
    )
    family = create_family(world.workspace.id, f"Family {number:02d}", by=world.wati, at=NOW)
    fields = {"name": f"Kopi {number:02d}", "family_id": family.id, "unit_price": 5}
    product = create_product(world.workspace.id, fields, by=world.wati, at=NOW)
    set_lines(deal, [Line(product.id, 1000, 5)], by=world.wati, at=NOW)
    add(world.workspace.id, NewActivity(kind="call", deal=deal, due_at=NOW), by=world.sari, at=NOW)


def all_of(who: Caller, path: str, **query: Any) -> list[Any]:
    """Every page of a list."""
    found: list[Any] = []
    cursor = ""
    while True:
        answer = who.get(path, **query, **({"cursor": cursor} if cursor else {}))
        assert answer.status_code == 200, answer.content
        page = answer.json()
        assert len(page["items"]) <= int(query.get("limit", 50))
        found += page["items"]
        if page["next_cursor"] is None:
            return found
        cursor = page["next_cursor"]


@pytest.mark.parametrize("path", LISTS)
def test_pages_give_each_record_once_and_in_order(world: World, path: str) -> None:
    for number in range(7):
        fill(world, number)
    who = caller(world.wati)
    whole = who.get(path, limit=200).json()
    assert whole["next_cursor"] is None
    assert len(whole["items"]) > (0 if path == "/pipelines" else 5)
    assert all_of(who, path, limit=2) == whole["items"]


@pytest.mark.parametrize("path", LISTS)
def test_a_longer_list_asks_no_more_of_the_database(world: World, path: str) -> None:
    fill(world, 0)
    who = caller(world.wati)
    who.get(path)
    with CaptureQueriesContext(
        connection,
    ) as few:
        who.get(path)
    for number in range(1, 9):
        fill(world, number)
    with CaptureQueriesContext(connection) as many:
        assert who.get(path).status_code == 200
    assert len(many) == len(few)
    assert len(many) <= 11


@pytest.mark.parametrize("path", LISTS)
def test_lists_refuse_what_they_do_not_know(world: World, path: str) -> None:
    who = caller(world.wati)
    for query in ({"limit": "0"}, {"limit": "201"}, {"limit": "x"}, {"cursor": "nonsense"}, {"colour": "red"}):
        answer = who.get(path, **query)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, next(iter(query)))
    if path != "/events":
        assert who.get(path, sort="colour").status_code == 422


@pytest.mark.parametrize("sort", ["created_at", "value", "expected_close_on", "next_step"])
@pytest.mark.parametrize("sign", ["", "-"])
def test_deals_are_sorted_both_ways(world: World, sort: str, sign: str) -> None:
    for number in (3, 1, 2):
        fill(world, number)
    found = all_of(caller(world.wati), "/deals", sort=sign + sort, limit=1)
    values = [one["value"]["amount"] for one in found]
    assert sorted(values) == [10, 20, 30]
    if sort in ("created_at", "value"):
        assert values == sorted(values, reverse=bool(sign))


def test_a_cursor_of_another_order_is_refused(world: World) -> None:
    for number in range(3):
        fill(world, number)
    who = caller(world.wati)
    cursor = who.get("/deals", limit=1, sort="value").json()["next_cursor"]
    assert who.get("/deals", limit=1, sort="created_at", cursor=cursor).status_code == 422


def test_deals_are_filtered_by_several_statuses(world: World) -> None:
    lost, won = world.make_deal("Lost"), world.make_deal("Won")
    world.make_deal("Open")
    close(lost, outcome="lost", reason="Harga", by=world.sari, at=NOW)
    close(won, outcome="won", by=world.sari, at=NOW)
    who = caller(world.sari)
    titles = {one["title"] for one in who.get("/deals", status="won,lost").json()["items"]}
    assert titles == {"Won", "Lost"}
    assert len(who.get("/deals").json()["items"]) == 3
    assert who.get("/deals", status="won,gone").status_code == 422


def test_deals_are_filtered_by_what_they_have(world: World) -> None:
    fill(world, 1)
    who = caller(world.wati)
    deal = who.get("/deals").json()["items"][0]
    world.make_deal("Another", owner=world.dewi)
    for query in (
        {"owner": deal["owner"]},
        {"organization": deal["organization"]},
        {"person": deal["people"][0]["person"]},
        {"product": deal["lines"][0]["product"]},
        {"tag": "KOPI"},
        {"q": "deal 0"},
        {"stage": deal["stage"], "owner": f"{deal['owner']},{world.tono.id}"},
    ):
        found = who.get("/deals", **query).json()["items"]
        assert [one["id"] for one in found] == [deal["id"]], query
    assert len(who.get("/deals", pipeline=deal["pipeline"]).json()["items"]) == 2
    for query in ({"owner": "none"}, {"temperature": "hot"}, {"external_id": "7"}, {"source": "1"}, {"tag": "teh"}):
        assert who.get("/deals", **query).json()["items"] == []


def test_a_list_holds_only_what_its_caller_sees(world: World) -> None:
    world.make_deal("Sari's")
    world.make_deal("Tono's", owner=world.tono)
    world.make_deal("Nobody's", owner=None)
    seen = {
        member.name: {one["title"] for one in caller(member).get("/deals").json()["items"]}
        for member in (world.sari, world.tono, world.budi, world.wati, world.vina, world.citra)
    }
    assert seen == {
        "Sari Dewanti": {"Sari's", "Nobody's"},
        "Tono Wijaya": {"Tono's", "Nobody's"},
        "Budi Santoso": {"Sari's", "Nobody's"},
        "Wati Kusuma": {"Sari's", "Tono's", "Nobody's"},
        "Vina Hartati": {"Sari's", "Tono's", "Nobody's"},
        "Citra Anggraini": set(),
    }


def test_events_of_hidden_deals_are_not_told(world: World) -> None:
    secret = world.make_deal("Rahasia", owner=world.tono)
    world.make_deal("Mesin")
    add(world.workspace.id, NewActivity(kind="call", deal=secret, due_at=NOW), by=world.tono, at=NOW)
    told = all_of(caller(world.sari), "/events", limit=3)
    assert "Rahasia" not in str(told)
    assert not any(str(secret.id) in str(one) for one in told)
    assert "Mesin" in str(told)
    assert "Rahasia" in str(all_of(caller(world.wati), "/events"))
    assert "Mesin" not in str(all_of(caller(world.citra), "/events"))


def test_events_follow_a_position(world: World) -> None:
    who = caller(world.wati)
    known = all_of(who, "/events")[-1]["position"]
    deal = world.make_deal("Mesin")
    (event,) = who.get("/events", after=known).json()["items"]
    assert (event["position"], event["name"]) == (known + 1, "deal.created")
    assert event["subjects"] == [{"kind": "deal", "id": str(deal.id)}]
    assert event["actor"] == str(world.wati.id)
    assert list(event) == [
        "position", "name", "operation", "actor", "via", "occurred_at", "recorded_at", "subjects", "data"
    ]  # fmt: skip
    assert who.get("/events", after=-1).status_code == 422
    assert who.get(f"/deals/{deal.id}/events").json()["items"] == [event]


def test_names_are_searched_and_filtered(world: World) -> None:
    for name in ("Kafe Senja", "Hotel Puri"):
        company = make_organization(world.workspace, name, owner_id=world.sari.id, industry=name[:5])
        make_person(world.workspace, f"Ibu {name}", organization_id=company.id)
    make_organization(world.elsewhere, "Kafe Lain")
    rebuild(world.workspace.id)
    who = caller(world.vina)
    assert [one["name"] for one in who.get("/organizations", q="kafe").json()["items"]] == ["Kafe Senja"]
    assert [one["name"] for one in who.get("/organizations", industry="Hotel").json()["items"]] == ["Hotel Puri"]
    assert who.get("/organizations", sort="-name").json()["items"][0]["name"] == "Kafe Senja"
    people = who.get("/persons", organization=str(company.id)).json()["items"]
    assert [one["name"] for one in people] == ["Ibu Hotel Puri"]
    assert len(who.get("/members", role="rep").json()["items"]) == 3


def test_every_list_of_records_takes_the_filter_of_the_screens(world: World) -> None:
    hot, cold = world.make_deal("Mesin panas", temperature="hot"), world.make_deal("Mesin dingin", temperature="cold")
    world.make_deal("Milik Tono", owner=world.tono, temperature="hot")
    company = make_organization(world.workspace, "Kafe Senja", owner_id=world.sari.id)
    make_organization(world.workspace, "Hotel Puri")
    person = make_person(world.workspace, "Ibu Ratna", organization_id=company.id, owner_id=world.sari.id)
    make_person(world.workspace, "Pak Anton")
    call = NewActivity("call", "Tanya volume", deal=hot, owner=world.sari, due_at=NOW + timedelta(days=1))
    planned = add(world.workspace.id, call, by=world.sari, at=NOW)
    add(world.workspace.id, NewActivity("note", body="Lama", deal=cold), by=world.sari, at=NOW)
    product = create_product(world.workspace.id, {"name": "Mesin", "unit_price": 5}, by=world.wati, at=NOW)
    create_product(world.workspace.id, {"name": "Biji", "unit_price": 1}, by=world.wati, at=NOW)
    who = caller(world.sari)
    asked = {
        "deals": ("temperature:is:hot;owner:is:me", hot.id),
        "organizations": ("owner:is:me", company.id),
        "persons": ("owner:is:me|name:has:ratna", person.id),
        "activities": ("kind:is:call", planned.id),
        "products": ("price:over:2", product.id),
    }
    for place, (text, record_id) in asked.items():
        answer = who.get(f"/{place}", filter=text)
        assert answer.status_code == 200, (place, answer.content)
        assert [one["id"] for one in answer.json()["items"]] == [str(record_id)], place
        for wrong in ("nonsense:is:1", "owner", "(owner:is:me", "owner:between:me"):
            refused = who.get(f"/{place}", filter=wrong)
            assert refused.status_code == 422, (place, wrong)
            assert refused.json()["errors"][0]["field"] == "filter"


def test_words_are_looked_for_in_the_index_and_filters_hold_besides(world: World) -> None:
    company = make_organization(world.workspace, "Hotel Puri Melati")
    one = world.make_deal("Mesin espresso", organization=company, temperature="hot")
    world.make_deal("Mesin giling", temperature="cold")
    world.make_deal("Mesin hotel", owner=world.tono)
    who = caller(world.sari)
    assert [item["id"] for item in who.get("/deals", q="melati MESIN").json()["items"]] == [str(one.id)]
    assert [item["id"] for item in who.get("/deals", q="press").json()["items"]] == [str(one.id)]
    assert [item["id"] for item in who.get("/deals", q="mesin", filter="temperature:is:hot").json()["items"]] == [
        str(one.id)
    ]
    for nothing in ("mesim", "zzzz", "!!", "tono"):
        assert who.get("/deals", q=nothing).json()["items"] == []
