"""Reports over the API: the same figures as on the screen, and sentences for what cannot be asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from alur.catalogue.operations.products import create_product
from alur.conversations.operations.planning import NewActivity, add
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.moving import move
from alur.pipeline.operations.valuing import Line, set_lines
from tests.api.asking import caller
from tests.world import NOW, World, days_ago

LATER = NOW + timedelta(hours=3)


@pytest.fixture(autouse=True)
def noon() -> Any:
    with time_machine.travel(LATER, tick=False):
        yield


def test_changes_tell_each_cause_and_the_ends_are_the_summaries_of_both_days(world: World) -> None:
    won = world.make_deal("Kafe Langit", amount=4_000, at=days_ago(20))
    raised = world.make_deal("Hotel Puri", amount=1_000, at=days_ago(20))
    world.make_deal("Toko Roti", amount=500, at=days_ago(2))
    edit(raised, {"value": (1_800, "IDR")}, by=world.wati, at=days_ago(3))
    close(won, outcome="won", by=world.wati, at=days_ago(1))
    who = caller(world.wati)
    since = days_ago(7).date().isoformat()
    told = who.get("/changes", since=since, pipeline=str(world.pipeline.id)).json()
    steps = {one["cause"]: one for one in told["steps"]}
    assert [one["cause"] for one in told["steps"]] == ["new", "raised", "won"]
    assert steps["won"]["amount"] == {"count": 1, "change": -4_000}
    assert steps["raised"]["amount"] == {"count": 1, "change": 800}
    assert steps["raised"]["units"] is None
    for end, query in (("start", {"as_of": since}), ("end", {})):
        total = who.get(f"/pipelines/{world.pipeline.id}/summary", **query).json()["total"]
        assert {name: told[end][name] for name in total} == total


def test_changes_of_a_product_are_in_its_money_and_units(world: World) -> None:
    made: dict[str, Any] = {"by": world.wati, "at": days_ago(30)}
    machine, beans = (
        create_product(world.workspace.id, {"name": name, "unit_price": 100, "unit": unit}, **made)
        for name, unit in (("Mesin", "unit"), ("Biji kopi", "kg"))
    )
    deal = world.make_deal("Hotel Puri", at=days_ago(20))
    set_lines(deal, [Line(machine.id, 2_000, 100), Line(beans.id, 7_500, 10)], by=world.wati, at=days_ago(20))
    set_lines(deal, [Line(machine.id, 5_000, 100), Line(beans.id, 7_500, 10)], by=world.wati, at=days_ago(1))
    told = caller(world.wati).get("/changes", product=str(machine.id)).json()
    assert told["start"] == {"count": 1, "amount": 200, "weighted": 20, "units": "2"}
    assert told["steps"] == [
        {
            "cause": "raised",
            "amount": {"count": 1, "change": 300},
            "weighted": {"count": 1, "change": 30},
            "units": {"count": 1, "change": "3"},
        }
    ]
    assert told["end"] == {"count": 1, "amount": 500, "weighted": 50, "units": "5"}


def test_changes_cover_what_the_caller_may_see_and_nothing_of_strangers(world: World) -> None:
    world.make_deal(owner=world.tono, amount=700, at=days_ago(2))
    assert caller(world.sari).get("/changes").json()["end"]["amount"] == 0
    assert caller(world.citra).get("/changes").json()["end"]["amount"] == 0
    assert caller(world.vina).get("/changes").json()["end"]["amount"] == 700
    assert caller(world.citra).get("/changes", pipeline=str(world.pipeline.id)).status_code == 404


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"since": "2026-11-23", "until": "2026-11-20"}, "since"),
        ({"until": "2026-11-24"}, "until"),
        ({"since": "kemarin"}, "since"),
        ({"province": "Jawa"}, "province"),
        ({"team": "1"}, "team"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(world: World, query: dict[str, str], field: str) -> None:
    answer = caller(world.wati).get("/changes", **query)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]


def test_the_funnel_adds_up_and_tells_rates_days_and_losses(world: World) -> None:
    gone = world.make_deal("Toko Roti", amount=500, at=days_ago(20))
    won = world.make_deal("Kafe Langit", amount=900, at=days_ago(20))
    move(won, to=world.stages[1], by=world.wati, at=days_ago(14))
    close(gone, outcome="lost", reason="Harga", by=world.wati, at=days_ago(10))
    close(world.reload(won), outcome="won", by=world.wati, at=days_ago(4))
    told = caller(world.wati).get("/funnel", **{"from": "2026-11-01", "until": "2026-11-24"}).json()
    first, second = told["stages"][:2]
    assert told["pipeline"] == str(world.pipeline.id)
    assert [(one["way"], one["count"], one["amount"]) for one in first["entered"]] == [("made", 2, 1_400)]
    assert [(one["way"], one["count"]) for one in first["left"]] == [("on", 1), ("lost", 1)]
    assert (first["went_on"]["count"], first["went_on"]["of"], first["days"]["median"]) == (1, 2, 6)
    assert [(one["way"], one["amount"]) for one in second["left"]] == [("won", 900)]
    assert told["ending"]["win_rate"]["percent"] == 50
    assert told["cycle"] == {"count": 1, "median": 16, "p90": 16}
    assert [(one["names"]["en"], one["count"], one["amount"]) for one in told["losses"]] == [("Price", 1, 500)]


def test_the_funnel_covers_what_the_caller_may_see(world: World) -> None:
    world.make_deal(owner=world.tono, amount=700, at=days_ago(2))
    counts = {who.name: caller(who).get("/funnel").json()["came"]["count"] for who in (world.sari, world.tono)}
    assert counts == {"Sari Dewanti": 0, "Tono Wijaya": 1}
    assert caller(world.citra).get("/funnel", pipeline=str(world.pipeline.id)).status_code == 404


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "2026-11-20", "until": "2026-11-20"}, "from"),
        ({"until": "2026-11-25"}, "until"),
        ({"from": "November"}, "from"),
    ],
)
def test_a_period_that_cannot_be_is_refused_by_name(world: World, query: dict[str, str], field: str) -> None:
    answer = caller(world.wati).get("/funnel", **query)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]


def test_sales_activity_tells_what_each_did_and_what_followed_of_what_the_caller_may_see(world: World) -> None:
    deal = world.make_deal("Hotel Puri", organization=world.make_organization(), at=days_ago(20))
    call = NewActivity("call", deal=deal, owner=world.sari, done_at=days_ago(10))
    add(world.workspace.id, call, by=world.sari, at=days_ago(10))
    move(deal, to=world.stages[1], by=world.sari, at=days_ago(8))
    told = caller(world.wati).get("/sales-activity").json()
    (sari,) = told["members"]
    assert (told["from"], told["until"], told["within"]) == ("2026-11-01", "2026-11-24", 7)
    assert (sari["member"], sari["calls"], sari["visits"], sari["companies"]) == (str(world.sari.id), 1, 0, 1)
    assert [sari[name]["count"] for name in ("next_step", "later_stage", "won")] == [0, 1, 0]
    assert told["total"] == {name: value for name, value in sari.items() if name != "member"}
    for member in (world.tono, world.citra):
        assert caller(member).get("/sales-activity").json()["members"] == []


def test_sales_activity_of_days_to_come_is_refused_by_name(world: World) -> None:
    answer = caller(world.wati).get("/sales-activity", until="2026-12-01")
    assert [one["field"] for one in answer.json()["errors"]] == ["until"]
