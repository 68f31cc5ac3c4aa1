"""Lists page by page: what is found, in which order, and what it comes to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from alur.conversations.operations.planning import NewActivity, add
from alur.fields.models import FieldType, RecordKind
from alur.fields.operations.defining import FieldDesign, define
from alur.kernel.refusal import Refusal
from alur.pipeline.operations import closing, editing, moving
from alur.reporting.listing import pages
from alur.reporting.listing.asking import LISTINGS, Asked, asked_for, columns_wanted
from alur.reporting.listing.pages import every_id, every_row, list_page
from alur.reporting.listing.totals import ListTotals, list_totals, quick_totals
from alur.search.operations.rebuilding import rebuild
from alur.tenancy.models import Member
from tests.world import NOW, World, days_ago


def ask(member: Member, kind: str = "deal", **words: Any) -> Asked:
    return asked_for(kind, member, now=NOW, **words)


def titles(member: Member, asked: Asked, *, limit: int = 2) -> list[str]:
    """What is shown first of every row, over all pages."""
    columns = columns_wanted(asked.listing, (), asked.view)
    shown: list[str] = []
    cursor = ""
    for _ in range(100):
        page = list_page(member, asked, columns, cursor=cursor, limit=limit)
        shown += [row[asked.listing.first][LEADING[asked.listing.kind]] for row in page.rows]
        cursor = page.next_cursor
        if not cursor:
            return shown
    raise AssertionError("the pages do not end")


LEADING = {"deal": 1, "activity": 1, "organization": 0, "person": 0, "product": 0}


@pytest.fixture
def sellers(world: World) -> World:
    """Sari has five deals, Tono two, nobody one; one of Sari's is won."""
    number = define(
        world.workspace.id, RecordKind.DEAL, FieldDesign("Mesin", "", FieldType.NUMBER), by=world.wati, at=NOW
    )
    for place, (owner, amount) in enumerate(
        [(world.sari, 300), (world.sari, 100), (world.tono, 500), (world.sari, 200), (None, 200), (world.tono, 50),
         (world.sari, 200), (world.sari, 900)]
    ):  # fmt: skip
        deal = world.make_deal(f"Deal {place}", owner=owner, amount=amount, stage=place % 3, at=days_ago(30 - place))
        if place % 3:
            custom = {number.key: str(place % 4)}
            editing.edit(
                deal,
                {"expected_close_on": NOW.date() + timedelta(days=place % 3), "custom": custom},
                by=world.wati,
                at=NOW,
            )
        if place == 7:
            closing.close(deal, outcome="won", by=world.wati, at=NOW)
    return world


def test_a_list_shows_every_row_once_in_its_order_whatever_the_page(sellers: World) -> None:
    world = sellers
    own = next(iter(ask(world.wati).view.own_fields("deal")))
    orders = {
        "value": [5, 1, 3, 4, 6, 0, 2, 7],
        "-value": [7, 2, 0, 6, 4, 3, 1, 5],
        "created": [0, 1, 2, 3, 4, 5, 6, 7],
        "-created": [7, 6, 5, 4, 3, 2, 1, 0],
        "title": [0, 1, 2, 3, 4, 5, 6, 7],
        "closed": [7, 0, 1, 2, 3, 4, 5, 6],
        "-closed": [7, 0, 1, 2, 3, 4, 5, 6],
        "expected_close": [1, 4, 7, 2, 5, 0, 3, 6],
        own: [4, 1, 5, 2, 7, 0, 3, 6],
        f"-{own}": [7, 2, 5, 1, 4, 0, 3, 6],
    }
    for sort, order in orders.items():
        for text in ("", "created:filled"):
            asked = ask(world.wati, filter=text, sort=sort)
            for limit in (1, 3, 50):
                assert titles(world.wati, asked, limit=limit) == [f"Deal {n}" for n in order], (sort, text, limit)


def test_a_filter_that_few_rows_pass_reads_on_when_the_first_look_finds_too_few(
    sellers: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PROBE", 2)
    asked = ask(sellers.wati, filter="title:has:deal", sort="-value")
    assert titles(sellers.wati, asked) == [f"Deal {n}" for n in [7, 2, 0, 6, 4, 3, 1, 5]]


def test_a_reader_finds_what_they_may_see_and_no_more(sellers: World) -> None:
    world = sellers
    everything = ask(world.sari, filter="", sort="value")
    assert titles(world.sari, everything) == [f"Deal {n}" for n in (1, 3, 4, 6, 0, 7)]
    assert list_totals(world.sari, everything).count == 6
    assert titles(world.sari, ask(world.sari, filter=f"owner:is:{world.tono.id}")) == []
    assert titles(world.citra, ask(world.citra, filter="")) == []
    assert len(every_id(world.sari, everything)) == 6


@pytest.mark.parametrize(
    "text",
    [
        "status:is:open", "status:is:open;owner:is:me", "status:is:open;owner:empty", "status:is:open;team:is:mine",
        "status:is:open;temperature:is:cold,hot", "status:is:open;owner:is:{tono},{sari}",
        "status:is:open;stage:is:{stage}", "status:is:open;pipeline:is:{pipeline}",
    ],
)  # fmt: skip
def test_kept_totals_say_the_same_as_a_sum_over_the_table(sellers: World, text: str) -> None:
    world = sellers
    ids = {"tono": world.tono.id, "sari": world.sari.id, "stage": world.stages[1].id, "pipeline": world.pipeline.id}
    for member in (world.wati, world.sari, world.budi, world.citra):
        asked = ask(member, filter=text.format(**ids))
        summed = list_totals(member, ask(member, filter=asked.filter + ";created:filled"))
        assert quick_totals(member, asked) == summed
    assert list_totals(world.wati, ask(world.wati)) == ListTotals(7, 1550, quick(world).weighted, 0, 1550)


def test_what_is_closed_is_counted_but_expected_no_more(world: World) -> None:
    world.make_deal("Open", amount=1_000)
    won = world.make_deal("Won", amount=5_000)
    closing.close(won, outcome="won", by=world.wati, at=NOW)
    totals = list_totals(world.wati, ask(world.wati, filter=""))
    assert (totals.count, totals.amount, totals.weighted, totals.percent) == (2, 6_000, 100, 10)


def quick(world: World) -> ListTotals:
    found = quick_totals(world.wati, ask(world.wati))
    assert found is not None
    return found


def test_other_filters_are_summed(sellers: World) -> None:
    totals = list_totals(sellers.wati, ask(sellers.wati, filter="value:over:200"))
    assert (totals.count, totals.amount) == (3, 1700)
    assert quick_totals(sellers.wati, ask(sellers.wati, filter="value:over:200")) is None


def test_the_list_of_a_past_day_shows_deals_as_they_stood(sellers: World) -> None:
    world = sellers
    late = world.make_deal("Datang kemudian", at=days_ago(2), amount=7)
    moving.move(late, to=world.stages[4], by=world.wati, at=NOW)
    editing.edit(late, {"value": (9_000, "IDR")}, by=world.wati, at=NOW)
    for days, count in ((40, 0), (27, 4), (10, 8), (1, 9)):
        asked = ask(world.wati, as_of=days_ago(days).date())
        found = [
            row for rows in every_row(world.wati, asked, columns(asked, "value", "stage"), batch=2) for row in rows
        ]
        assert len(found) == len({row["id"] for row in found}) == list_totals(world.wati, asked).count == count
    stood = {row["title"][1]: row for row in found}["Datang kemudian"]
    assert (stood["value"], stood["stage"]) == (7, world.stages[0].id)
    asked = ask(world.sari, filter="status:is:open;value:over:200", as_of=days_ago(1).date())
    assert titles(world.sari, asked) == ["Deal 0", "Deal 7"]


def columns(asked: Asked, *names: str) -> Any:
    return columns_wanted(asked.listing, names, asked.view)


def test_a_day_to_come_is_refused(world: World) -> None:
    with pytest.raises(Refusal, match="not come yet"):
        ask(world.wati, as_of=NOW.date() + timedelta(days=1))


@pytest.mark.parametrize("cursor", ["x", "WyJ2YWx1ZSIsMSwyXQ", "bnVsbA", "WyJuZXh0X3N0ZXAiLCJ4IiwxXQ"])
def test_a_cursor_that_is_not_ours_is_refused(world: World, cursor: str) -> None:
    asked = ask(world.wati)
    with pytest.raises(Refusal, match="no longer there"):
        list_page(world.wati, asked, columns(asked), cursor=cursor)
    with pytest.raises(Refusal, match="no longer there"):
        past = ask(world.wati, as_of=days_ago(1).date())
        list_page(world.wati, past, columns(past), cursor=cursor)


def test_a_list_cannot_be_sorted_by_what_has_no_order(world: World) -> None:
    for sort in ("tracks", "nonsense", "--value"):
        with pytest.raises(Refusal, match="cannot be sorted"):
            ask(world.wati, sort=sort)


def test_every_kind_shows_every_column_it_offers(sellers: World) -> None:
    world = sellers
    company = world.make_organization("Kopi Senja")
    person = world.make_person("Ibu Ratna", organization_id=company.id)
    add(world.workspace.id, NewActivity("call", "Telepon", person=person, due_at=NOW), by=world.sari, at=NOW)
    add(world.workspace.id, NewActivity("task", "Tanpa hari", person=person, done_at=NOW), by=world.sari, at=NOW)
    for kind, listing in LISTINGS.items():
        asked = ask(world.wati, kind, filter="")
        every = columns(asked, *listing.columns_of(asked.view))
        found = [row for rows in every_row(world.wati, asked, every, batch=3) for row in rows]
        assert len(found) == list_totals(world.wati, asked).count
        assert all(set(row) == {"id", *(column.name for column in every)} for row in found)
    assert titles(world.wati, ask(world.wati, "activity")) == ["Telepon"]
    rebuild(world.workspace.id)
    assert titles(world.wati, ask(world.wati, "organization", words="senja")) == ["Kopi Senja"]
