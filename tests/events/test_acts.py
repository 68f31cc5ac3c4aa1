"""The audit trail: act by act, whatever the size of each, and only what one may read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from alur.accounts.operations.joining import edit_member
from alur.accounts.operations.tokens import issue
from alur.events.models import Event
from alur.events.queries.acts import MOST_COUNTED, NOBODY, ActFilter, ActPage, acts, one_act
from alur.events.recording import operation, via
from alur.kernel.ids import first_id_at, new_id
from alur.pipeline.facts import DealDeleted
from alur.pipeline.operations.editing import edit
from alur.pipeline.queries.sight import sight_of
from tests.world import NOW, World, make_world


@pytest.fixture(autouse=True)
def ids_of_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids never go back: after a test that travelled ahead they would be of a time to come."""
    monkeypatch.setattr("alur.kernel.ids._last", 0)


def page(world: World, before: int | None = None, limit: int = 20, **asked: Any) -> ActPage:
    return acts(world.workspace.id, ActFilter(**asked), before=before, limit=limit)


def names(found: ActPage) -> list[str]:
    return [act.events[0].name for act in found.acts]


def record(world: World, count: int) -> int:
    """An act of so many events; its operation."""
    with operation(world.workspace.id, by=world.wati, at=NOW) as act:
        for number in range(count):
            act.record(DealDeleted(number, f"Mesin {number}"), about=[("deal", number)])
    return act.id


def test_the_latest_act_comes_first_with_who_and_through_which_door(world: World) -> None:
    with via("api"):
        world.make_deal("Mesin", by=world.sari)
    first = page(world).acts[0]
    assert (first.events[0].name, first.actor_id, first.via) == ("deal.created", world.sari.id, "api")
    assert first.events[0].data["title"] == "Mesin"


def test_an_act_of_a_thousand_events_is_one_line_and_costs_one_step(world: World) -> None:
    small = record(world, 3)
    large = record(world, MOST_COUNTED + 20)
    last = record(world, 1)
    found = page(world, limit=3).acts
    assert [(act.operation_id, act.count, len(act.events)) for act in found] == [
        (last, 1, 1),
        (large, MOST_COUNTED, 8),
        (small, 3, 3),
    ]


def test_pages_follow_each_other_without_a_gap_and_end(world: World) -> None:
    made = [record(world, 1) for _ in range(7)]
    read: list[int] = []
    before = None
    while True:
        found = page(world, before, limit=3)
        read += [act.operation_id for act in found.acts]
        before = found.older
        if before is None:
            break
    assert read[:7] == made[::-1]
    assert (
        len(read)
        == len(set(read))
        == Event.objects.filter(workspace_id=world.workspace.id).values("operation_id").distinct().count()
    )


def test_acts_are_found_by_who_did_them(world: World) -> None:
    world.make_deal("Sari", by=world.sari)
    world.make_deal("Dewi", owner=world.dewi, by=world.dewi)
    found = page(world, actors=frozenset({world.sari.id}))
    assert {act.actor_id for act in found.acts} == {world.sari.id}
    both = page(world, actors=frozenset({world.sari.id, world.dewi.id}))
    assert [act.actor_id for act in both.acts] == [world.dewi.id, world.sari.id]
    assert {act.actor_id for act in page(world, actors=frozenset({NOBODY})).acts} == {None}


def test_acts_are_found_by_what_was_done_also_after_their_first_event(world: World) -> None:
    with operation(world.workspace.id, by=world.wati, at=NOW) as act:
        record(world, 1)
        edit_member(world.sari, {"role": "viewer"}, by=world.wati, at=NOW)
    assert [one.operation_id for one in page(world, names=frozenset({"member.edited"})).acts] == [act.id]


def test_acts_are_found_by_their_record(world: World) -> None:
    deal, other = world.make_deal("Mesin"), world.make_deal("Lain")
    edit(deal, {"title": "Mesin baru"}, by=world.sari, at=NOW)
    edit(other, {"title": "Lain lagi"}, by=world.sari, at=NOW)
    assert names(page(world, record=("deal", deal.id))) == ["deal.edited", "deal.created"]
    assert names(page(world, record=("deal", deal.id), names=frozenset({"deal.created"}))) == ["deal.created"]


def test_acts_are_found_by_door_and_by_two_things_at_once(world: World) -> None:
    with via("api"):
        world.make_deal("Mesin", by=world.sari)
        issue(world.sari, by=world.sari, at=NOW)
    issue(world.sari, by=world.sari, at=NOW)
    assert names(page(world, doors=frozenset({"api"}))) == ["token.issued", "deal.created"]
    found = page(world, doors=frozenset({"api"}), names=frozenset({"token.issued"}))
    assert names(found) == ["token.issued"]
    by_dewi = page(world, actors=frozenset({world.dewi.id}), names=frozenset({"token.issued"}))
    assert by_dewi.acts == []


def test_a_period_is_half_open_and_told_from_the_ids_alone(world: World) -> None:
    start = now()
    operation_id = record(world, 1)
    assert page(world, since=start - timedelta(minutes=1)).acts[0].operation_id == operation_id
    assert page(world, since=now() + timedelta(minutes=1)).acts == []
    assert operation_id not in [act.operation_id for act in page(world, until=start - timedelta(seconds=1)).acts]


def test_an_id_says_when_it_was_made() -> None:
    before = datetime.fromtimestamp(now().timestamp() - 0.002, tz=NOW.tzinfo)
    made = new_id()
    assert first_id_at(before) <= made < first_id_at(now() + timedelta(seconds=5))


def test_a_supervisor_reads_nothing_of_deals_that_are_hidden_from_them(world: World) -> None:
    hidden = world.make_deal("Milik Tono", owner=world.tono, by=world.wati)
    seen = world.make_deal("Milik Sari", owner=world.sari, by=world.wati)
    found = acts(
        world.workspace.id, ActFilter(names=frozenset({"deal.created"})), before=None, limit=20,
        sees=sight_of(world.budi),
    )  # fmt: skip
    assert [act.events[0].data["deal"] for act in found.acts] == [seen.id]
    operation_id = Event.objects.get(workspace_id=world.workspace.id, payload__deal=hidden.id).operation_id
    assert one_act(world.workspace.id, operation_id, events=5, sees=sight_of(world.budi)) is None
    assert one_act(world.workspace.id, operation_id, events=5) is not None


def test_acts_of_another_company_are_not_there(world: World) -> None:
    operation_id = record(world, 1)
    assert one_act(world.elsewhere.id, operation_id, events=5) is None
    theirs = acts(world.elsewhere.id, ActFilter(record=("deal", 0)), before=None, limit=20)
    assert theirs.acts == []


def test_a_page_asks_as_often_whatever_lies_behind_it(world: World) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(world, limit=5)
        return len(queries)

    for _ in range(6):
        record(world, 1)
    few = asked()
    for _ in range(20):
        record(world, 60)
    assert asked() == few


class EveryActIsReadOnce(TestCase):
    """However acts are sized and whatever is asked, paging gives just those that match, each once, latest first."""

    @settings(max_examples=15, deadline=None)
    @given(
        made=st.lists(
            st.tuples(st.sampled_from(["wati", "sari", None]), st.sampled_from(["web", "api"]), st.integers(1, 12)),
            max_size=12,
        ),
        who=st.sampled_from([None, "wati", "sari", "nobody"]),
        door=st.sampled_from([None, "web", "api"]),
        limit=st.integers(1, 5),
    )
    def test_paging_agrees_with_the_plain_answer(
        self, made: list[tuple[str | None, str, int]], who: str | None, door: str | None, limit: int
    ) -> None:
        world = make_world()
        workspace_id = world.elsewhere.id
        start = Event.objects.filter(workspace_id=workspace_id).count()
        for actor, through, count in made:
            by = getattr(world, actor) if actor else None
            with via(through), operation(workspace_id, by=by, at=NOW) as act:
                for number in range(count):
                    act.record(DealDeleted(number, "x"), about=[("deal", number)])
        wanted = ActFilter(
            actors=frozenset() if who is None else frozenset({NOBODY if who == "nobody" else getattr(world, who).id}),
            doors=frozenset({door} if door else ()),
            names=frozenset({"deal.deleted"}),
        )
        events = Event.objects.filter(workspace_id=workspace_id, name="deal.deleted")
        if who is not None:
            events = events.filter(actor_id=None if who == "nobody" else getattr(world, who).id)
        if door is not None:
            events = events.filter(via=door)
        plain = sorted(set(events.values_list("operation_id", flat=True)), reverse=True)
        read: list[int] = []
        before: int | None = None
        while True:
            found = acts(workspace_id, wanted, before=before, limit=limit)
            read += [act.operation_id for act in found.acts]
            before = found.older
            if before is None:
                break
        assert read == plain
        assert Event.objects.filter(workspace_id=workspace_id).count() == start + sum(count for *_, count in made)


@pytest.mark.parametrize("limit", [1, 50])
def test_an_empty_company_has_an_empty_trail(world: World, limit: int) -> None:
    assert page(world, limit=limit, names=frozenset({"-"})).acts == []
