"""Who is in the queue, and since when."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from alur.catalogue.operations.products import create_product
from alur.conversations.operations.planning import NewActivity, add, finish
from alur.events.models import Event
from alur.events.recording import operation
from alur.events.undoing import undo
from alur.kernel.refusal import Refusal
from alur.people.operations.organizations import edit_organization
from alur.people.operations.persons import edit_person
from alur.pipeline.models import Deal
from alur.pipeline.operations.closing import close, reopen
from alur.pipeline.operations.deleting import delete, restore
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.moving import move
from alur.pipeline.operations.parts import set_people
from alur.pipeline.operations.valuing import Line, set_lines
from alur.rescue.models import StageLimit, Watch
from alur.rescue.operations.counting import differences
from alur.rescue.operations.learning import learn
from alur.rescue.operations.snoozing import snooze
from alur.rescue.queries.queue import Asked, around, counts_of, page_of
from alur.rescue.queries.week import rescued_this_week
from alur.rescue.queries.whole import Whole, whole_of
from alur.rescue.silence import A_DAY, limit_days
from alur.rescue.words import REASONS
from tests.reporting.histories import FEW, put_back
from tests.rescue.plainly import Rows, forgotten
from tests.world import NOW, World, days_ago


def kept(world: World, at: datetime) -> dict[int, set[str]]:
    rows = Watch.objects.filter(workspace_id=world.workspace.id, forgotten_from__lte=at)
    return {row.deal_id: {name for name in REASONS if getattr(row, f"{name}_from") <= at} for row in rows}


ACTS = (
    "talk", "plan", "finish", "move", "postpone", "reopen", "close", "delete", "restore", "snooze", "value", "close_on",
    "company", "people", "lines", "region", "phone", "email", "undo", "plan", "snooze", "return", "return", "move",
)  # fmt: skip

PHONE, EMAIL = [("phone", "081234567890", "")], [("email", "ratna@melati.example", "")]


@settings(FEW, max_examples=24)
@example(acts=[("return", 0, 1, 24), ("move", 0, 3, 24)], hours=[48])
@given(
    st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.integers(0, 4), st.integers(1, 200)), min_size=5),
    st.lists(st.one_of(st.integers(-24, 24 * 30), st.integers(0, 24 * 90)), min_size=6, max_size=10),
)
@pytest.mark.django_db
def test_a_deal_is_in_the_queue_exactly_when_the_definition_says_so_at_any_instant(
    world: World, acts: list[tuple[str, int, int, int]], hours: list[int]
) -> None:
    with put_back():
        life = Life(world)
        for name, which, number, later in acts:
            life.at += timedelta(hours=later)
            with suppress(Refusal, Deal.DoesNotExist):
                life.do(name, life.deals[which], number)
        rows = Rows(world.workspace.id)
        for hour in hours:
            at = life.at + timedelta(hours=hour)
            assert kept(world, at) == forgotten(rows, at)
            asked = Asked(world.wati, at)
            assert whole_of(world.wati, at=at) == Whole(counts_of(asked).count, counts_of(asked).stake)
        assert differences(world.workspace.id) == []


class Life:
    """Three deals, of which most acts change whether something decisive is missing, and what is done to them."""

    def __init__(self, world: World) -> None:
        self.world, self.at = world, NOW
        self.deals: list[Deal] = []
        self.company = world.make_organization(region_code="32.73")
        self.person = world.make_person()
        new = {"name": "Mesin", "unit_price": 1_000}
        self.product = create_product(world.workspace.id, new, by=world.wati, at=NOW)
        for one in range(3):
            deal = world.make_deal(f"Mesin {one}", stage=one, amount=one * 1_000_000, organization=self.company)
            set_people(deal, [(self.person.id, "")], by=world.wati, at=NOW)
            self.deals.append(deal)

    def do(self, name: str, deal: Deal, number: int) -> None:
        deal, at = self.world.reload(deal), self.at
        by: dict[str, Any] = {"by": self.world.sari, "at": at}
        day = (at + timedelta(days=9 * number + 1)).date()
        due_at = at + timedelta(days=9 * number, hours=1)
        company = self.company.id if number else None
        acts: dict[str, Callable[[], object]] = {
            "undo": self.undo,
            "talk": lambda: add(deal.workspace_id, NewActivity("call", "Telepon", deal=deal, done_at=at), **by),
            "plan": lambda: add(deal.workspace_id, NewActivity("call", "Telepon", deal=deal, due_at=due_at), **by),
            "finish": lambda: [finish(one, **by) for one in deal.activities.filter(done_at__isnull=True)[:1]],
            "move": lambda: move(deal, to=self.world.stages[number], **by),
            "postpone": lambda: close(deal, outcome="postponed", until=day, **by),
            "return": lambda: self.postpone_and_return(deal, day),
            "reopen": lambda: reopen(deal, **by),
            "close": lambda: close(deal, outcome="won" if number else "lost", reason="Harga", **by),
            "delete": lambda: delete(deal, **by),
            "restore": lambda: restore(deal, **by),
            "snooze": lambda: snooze(deal, until=day, **by),
            "value": lambda: edit(deal, {"value": (number * 500_000, "IDR")}, **by),
            "close_on": lambda: edit(deal, {"expected_close_on": day if number else None}, **by),
            "company": lambda: edit(deal, {"organization_id": company}, **by),
            "people": lambda: set_people(deal, [(self.person.id, "")] if number else [], **by),
            "lines": lambda: set_lines(deal, [Line(self.product.id, 1_000, 1_000)] if number else [], **by),
            "region": lambda: edit_organization(self.company, {"region_code": "32.73" if number else ""}, **by),
            "phone": lambda: edit_organization(self.company, {"contacts": PHONE if number else []}, **by),
            "email": lambda: edit_person(self.person, {"contacts": EMAIL if number else []}, **by),
        }
        acts[name]()

    def postpone_and_return(self, deal: Deal, day: date) -> None:
        close(deal, outcome="postponed", until=day, by=self.world.sari, at=self.at)
        self.at += timedelta(hours=1)
        reopen(deal, by=self.world.sari, at=self.at)

    def undo(self) -> None:
        """Take back the latest act."""
        latest = Event.objects.filter(workspace_id=self.world.workspace.id).order_by("-position")[0]
        undo(latest.workspace_id, latest.operation_id, by=self.world.wati, at=self.at)


def test_the_limit_is_what_nine_in_ten_won_deals_took_and_open_ones_count_as_yet_unknown() -> None:
    days = [one * A_DAY for one in range(1, 21)]
    assert limit_days(days, []) == 18
    assert limit_days(days[:-1], []) is None, "nineteen are too few"
    assert limit_days(days, [17.5 * A_DAY]) == 19, "one that still waits may yet take longer"
    assert limit_days(days, [0.5 * A_DAY]) == 18, "one that has just come says nothing"
    assert limit_days(days, [300.0 * A_DAY] * 10) == 18, "those that died in silence do not lengthen it for the others"


@given(st.lists(st.integers(1, 90), min_size=20, max_size=60))
def test_where_nothing_waits_the_limit_is_the_ninth_tenth(moved: list[int]) -> None:
    nine_tenths = sorted(moved)[-(-9 * len(moved) // 10) - 1]
    assert limit_days([one * A_DAY for one in moved], []) == nine_tenths


def test_sari_learns_her_limit_from_what_was_won(world: World) -> None:
    for number in range(20):
        deal = world.make_deal(f"Menang {number}", at=days_ago(60))
        move(deal, to=world.stages[1], by=world.sari, at=days_ago(60) + timedelta(days=number + 1))
        close(deal, outcome="won", by=world.sari, at=days_ago(30))
    slow = world.make_deal("Lama", at=days_ago(16))
    list(learn(world.workspace.id, at=NOW))
    learned = StageLimit.objects.get(workspace_id=world.workspace.id, stage_id=world.stages[0].id)
    assert (learned.days, learned.moved, learned.waiting) == (19, 20, 1), "the one that waits may take longer"
    plan = NewActivity("call", "Telepon", deal=slow, due_at=days_ago(1))
    add(world.workspace.id, plan, by=world.sari, at=days_ago(16))
    assert "silent" not in kept(world, NOW).get(slow.id, set()), "the stage's own setting says 14 days"
    assert "silent" in kept(world, NOW + timedelta(days=3))[slow.id]


def test_sari_sees_hers_and_nobodys_by_what_they_are_worth_those_due_today_first(world: World) -> None:
    small = world.make_deal("Kecil", amount=1_000_000)
    large = world.make_deal("Besar", amount=90_000_000)
    hers = world.make_deal("Bersama", amount=50_000_000, owner=None)
    world.make_deal("Milik Tono", amount=500_000_000, owner=world.tono)
    due = NewActivity("call", "Telepon", deal=small, due_at=NOW + timedelta(hours=1))
    add(world.workspace.id, due, by=world.sari, at=NOW)
    asked = Asked(world.sari, NOW + timedelta(hours=2))
    first, place = page_of(asked, limit=2)
    then, end = page_of(asked, after=place, limit=2)
    assert [row.title for row in (*first, *then)] == ["Kecil", "Besar", "Bersama"]
    assert end is None
    assert counts_of(asked).count == whole_of(world.sari, at=asked.at).count == 3
    assert counts_of(asked).stake == sum(row.stake for row in (*first, *then))
    middle = around(asked, large.id)
    assert middle is not None
    assert (middle.number, middle.previous, middle.following) == (2, small.id, hers.id)
    assert page_of(Asked(world.sari, asked.at, owners=frozenset({world.tono.id})))[0] == []


def test_what_is_undone_was_not_rescued(world: World) -> None:
    deal = world.make_deal(amount=8_000_000, at=days_ago(3))
    with operation(world.workspace.id, by=world.sari, at=NOW) as act:
        company = world.make_organization(region_code="32.73")
        edit(deal, {"organization_id": company.id}, by=world.sari, at=NOW)
        edit_organization(company, {"contacts": PHONE}, by=world.sari, at=NOW)
        set_people(deal, [(world.make_person().id, "")], by=world.sari, at=NOW)
        due_at = NOW + timedelta(days=1)
        add(world.workspace.id, NewActivity("call", "Telepon", deal=deal, due_at=due_at), by=world.sari, at=NOW)
    assert rescued_this_week(world.sari, at=NOW).count == 1
    undo(world.workspace.id, act.id, by=world.sari, at=NOW)
    assert rescued_this_week(world.sari, at=NOW).count == 0
