"""Rolling ownership: whom a deal that nobody touches goes to, and whom it never goes to."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from alur.accounts.operations.joining import add_member, edit_member, edit_team
from alur.accounts.operations.resting import add_leave
from alur.accounts.queries.leaves import away_on
from alur.conversations.operations.planning import NewActivity, add
from alur.events.models import Event
from alur.events.recording import last_position
from alur.events.undoing import undo
from alur.kernel.free_days import is_working_day
from alur.kernel.refusal import Conflict, Refusal
from alur.pipeline.models import Deal
from alur.pipeline.operations.editing import edit
from alur.rescue.models import Rolling
from alur.rescue.operations.rolling import AT_ONCE, roll
from alur.rescue.operations.ruling import plain, rule_of, set_rule, terms_wanted
from alur.rescue.operations.snoozing import snooze
from alur.rescue.operations.taking import take
from alur.rescue.queries.foreseeing import foresee
from alur.rescue.queries.offers import offered_deal, offers_to
from alur.rescue.queries.rolling import people_of, untouched
from alur.rescue.rolling import Colleague, People, Terms, Turns, bare, first_place, further
from alur.tenancy.models import Member, Role
from tests.reporting.histories import FEW, put_back
from tests.world import JAKARTA, NOW, World, days_ago

MONDAY = date(2026, 11, 23)


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 6, 10, tzinfo=JAKARTA)


def mornings(world: World, first: date, last: date) -> None:
    day = first
    while day <= last:
        list(roll(world.workspace.id, at=morning(day)))
        day += timedelta(days=1)


def switch_on(world: World, **wanted: Any) -> None:
    rule = {**plain(rule_of(world.pipeline)), "is_on": True, "days": 14, **wanted}
    set_rule(world.pipeline, rule, by=world.wati, at=NOW)


def told(world: World, *names: str) -> list[tuple[str, str]]:
    """(day, what) of what the rule did, as a salesperson would tell it."""
    members = dict(Member.objects.filter(workspace_id=world.workspace.id).values_list("id", "name"))
    found = []
    for event in Event.objects.filter(workspace_id=world.workspace.id, name__in=names or RULE).order_by("position"):
        data = event.payload
        what = {"deal.reminded": "reminded", "deal.rolled": data.get("reason", ""), "deal.taken": "taken"}
        who = members.get(data.get("after") or data["owner"], "") if event.name in what else ""
        words = f"{what.get(event.name, 'offered')} {who}".strip()
        found.append((f"{event.occurred_at.astimezone(JAKARTA):%a %d}", words))
    return found


RULE = ("deal.reminded", "deal.rolled", "deal.offered", "deal.taken")


def test_after_two_reminders_it_goes_to_the_lead_and_then_the_team_is_asked(world: World) -> None:
    deal = world.make_deal(at=days_ago(30))
    switch_on(world)
    mornings(world, MONDAY, date(2026, 11, 30))
    assert told(world) == [
        ("Mon 23", "reminded Sari Dewanti"),
        ("Tue 24", "reminded Sari Dewanti"),
        ("Wed 25", "lead Budi Santoso"),
        ("Mon 30", "offered"),
    ], "Saturday and Sunday do not count among the lead's three days"
    assert world.reload(deal).owner_id == world.budi.id
    event = Event.objects.get(workspace_id=world.workspace.id, name="deal.rolled")
    assert (event.actor_id, event.via, event.payload["days"]) == (world.wati.id, "automation", 31)
    assert [one.deal_id for one in offers_to(world.dewi, at=morning(date(2026, 12, 1)))] == [deal.id]
    assert offers_to(world.tono, at=NOW + timedelta(days=9)) == [], "he is of another team"


def test_nothing_happens_at_weekends_and_holidays(world: World) -> None:
    world.make_deal(at=days_ago(60))
    switch_on(world)
    for day in (date(2026, 11, 28), date(2026, 11, 29), date(2026, 12, 25), date(2027, 1, 1)):
        mornings(world, day, day)
    assert told(world) == []


def test_a_second_run_on_the_same_morning_changes_nothing(world: World) -> None:
    world.make_deal(at=days_ago(30))
    switch_on(world, then="turns")
    for day in range(12):
        mornings(world, MONDAY + timedelta(days=day), MONDAY + timedelta(days=day))
        before = last_position(world.workspace.id)
        list(roll(world.workspace.id, at=morning(MONDAY + timedelta(days=day)) + timedelta(hours=5)))
        assert last_position(world.workspace.id) == before


def test_who_touches_it_a_planned_step_and_a_snooze_stop_the_rule(world: World) -> None:
    touched, planned, left = (world.make_deal(one, at=days_ago(30)) for one in ("Ditelepon", "Direncana", "Nanti"))
    switch_on(world)
    mornings(world, MONDAY, MONDAY)
    by: dict[str, Any] = {"by": world.sari, "at": NOW}
    add(world.workspace.id, NewActivity("call", "Telepon", deal=touched, done_at=NOW), **by)
    add(world.workspace.id, NewActivity("call", "Telepon", deal=planned, due_at=NOW + timedelta(days=20)), **by)
    snooze(left, until=date(2026, 12, 20), **by)
    mornings(world, date(2026, 11, 24), date(2026, 12, 4))
    assert told(world) == [("Mon 23", "reminded Sari Dewanti")] * 3


def test_whom_it_was_handed_to_by_a_colleague_has_the_rules_days_and_reminders_anew(world: World) -> None:
    deal = world.make_deal(at=days_ago(60))
    switch_on(world)
    mornings(world, MONDAY, date(2026, 11, 24))
    edit(deal, {"owner_id": world.dewi.id}, by=world.budi, at=NOW + timedelta(days=1))
    mornings(world, date(2026, 11, 25), date(2026, 12, 9))
    assert told(world)[2:] == [("Wed 09", "reminded Dewi Lestari")]


def test_in_turn_it_goes_to_who_has_room_and_back_to_nobody_who_had_it(world: World) -> None:
    deal = world.make_deal(at=days_ago(60))
    busy = world.make_deal("Milik Dewi", owner=world.dewi)
    step = NewActivity("call", "Telepon", deal=busy, due_at=NOW + timedelta(days=300))
    add(world.workspace.id, step, by=world.dewi, at=NOW)
    rani = join(world, "Rani")
    switch_on(world, then="turns", lead_days=1, capacity=1)
    mornings(world, MONDAY, date(2027, 2, 26))
    passes = [what for _, what in told(world, "deal.rolled")]
    assert passes == ["lead Budi Santoso", "turn Rani"], "Dewi has a deal already; Sari and Budi have had it"
    assert world.reload(deal).owner_id == rani.id


def test_in_turn_each_gets_one_after_the_other(world: World) -> None:
    rani = join(world, "Rani")
    edit_member(world.budi, {"team_id": None}, by=world.wati, at=NOW)
    for one in range(4):
        world.make_deal(f"Mesin {one}", at=days_ago(60))
    switch_on(world, then="turns", lead_days=1)
    mornings(world, MONDAY, date(2026, 11, 27))
    found = Deal.objects.filter(workspace_id=world.workspace.id).values_list("owner_id", flat=True)
    assert sorted(found) == sorted([world.dewi.id, rani.id] * 2)


def test_an_owner_on_leave_is_left_alone_and_a_lead_on_leave_is_passed_over(world: World) -> None:
    deal = world.make_deal(at=days_ago(60))
    add_leave(world.sari, from_on=MONDAY, last_on=date(2026, 11, 24), by=world.sari, at=NOW)
    add_leave(world.budi, from_on=MONDAY, last_on=date(2026, 12, 31), by=world.budi, at=NOW)
    switch_on(world)
    mornings(world, MONDAY, date(2026, 11, 27))
    assert told(world) == [
        ("Wed 25", "reminded Sari Dewanti"),
        ("Thu 26", "reminded Sari Dewanti"),
        ("Fri 27", "offered"),
    ]
    assert world.reload(deal).owner_id == world.sari.id, "it is hers until somebody takes it"


def test_the_preview_counts_what_is_under_way_and_gives_in_turn_as_the_mornings_do(world: World) -> None:
    """Five of Sari's and two of nobody's; one is with the lead, one was touched."""
    deals = [world.make_deal(f"Mesin {one}", at=days_ago(60)) for one in range(5)]
    own = [world.make_deal(f"Tanpa {one}", owner=None, by=world.wati, at=days_ago(50)) for one in range(2)]
    switch_on(world, lead_days=1)
    mornings(world, MONDAY, date(2026, 11, 25))
    add(world.workspace.id, NewActivity("call", "Telepon", deal=deals[0], done_at=NOW), by=world.budi, at=NOW)
    at = morning(date(2026, 11, 26))
    for then in ("offer", "turns"):
        terms = terms_wanted({**plain(rule_of(world.pipeline)), "then": then}, rule_of(world.pipeline))
        people = people_of(world.workspace.id, on=date(2026, 11, 27))
        found = list(untouched(world.workspace.id, world.pipeline.id, terms, people, at=at, a_page=2))
        assert len({one.deal_id for one in found}) == 6
        seen = foresee(world.pipeline, terms, at=at)
        assert seen.count == 6
        assert [one.deal_id for one in seen.shown] == [one.deal_id for one in found]
        given = sum(number for _, number in seen.gets)
        assert (given, seen.offered, seen.nobody) == ((0, 6, 0) if then == "offer" else (4, 2, 0))
        turns = [one.first.to for one in seen.shown if one.first is not None and not one.is_offered]
        assert then == "offer" or set(turns) == {world.dewi.id}, "the offered ones are nobody's; the lead has had his"
    assert {one.deal_id for one in found if one.place.is_offered} == {one.id for one in own}


@given(
    loads=st.lists(st.integers(0, 3), min_size=2, max_size=5),
    owners=st.lists(st.integers(0, 5), max_size=12),
    last=st.integers(0, 6),
)
def test_many_given_in_turn_are_given_as_one_after_the_other(loads: list[int], owners: list[int], last: int) -> None:
    people = People({one: Colleague(one, "", one % 2 + 1, True, False, load) for one, load in enumerate(loads, 1)})
    terms = Terms(14, 3, True, 3, last)
    turns = Turns(terms, people)
    for owner in owners:
        place = first_place(owner, NOW, people)
        following = further(place, terms, people)
        to = following.to if following else 0
        assert turns.next_for(bare(place)) == to
        if to:
            terms, people = replace(terms, last_member_id=to), people.given({to: 1})


def test_of_two_who_take_it_the_first_has_it_and_the_second_hears_who_was_first(world: World) -> None:
    deal = world.make_deal(at=days_ago(60))
    rani = join(world, "Rani")
    switch_on(world)
    mornings(world, MONDAY, date(2026, 11, 30))
    at = morning(date(2026, 12, 1))
    for stranger in (world.tono, world.vina, world.citra):
        assert offered_deal(stranger, deal.id) is None
    take(deal, by=world.dewi, at=at)
    with pytest.raises(Conflict) as refused:
        take(deal, by=rani, at=at)
    assert "Dewi Lestari" in str(refused.value)
    assert world.reload(deal).owner_id == world.dewi.id
    assert offers_to(rani, at=at) == []


def test_who_is_on_leave_takes_nothing_and_what_was_touched_since_is_offered_no_longer(world: World) -> None:
    deal = world.make_deal(at=days_ago(60))
    switch_on(world)
    mornings(world, MONDAY, date(2026, 11, 30))
    at = morning(date(2026, 12, 1))
    add_leave(world.dewi, from_on=at.date(), last_on=at.date(), by=world.dewi, at=at)
    with pytest.raises(Conflict):
        take(deal, by=world.dewi, at=at)
    tomorrow = at + timedelta(days=1)
    add(world.workspace.id, NewActivity("call", "Telepon", deal=deal, done_at=at), by=world.budi, at=at)
    with pytest.raises(Conflict):
        take(deal, by=world.dewi, at=tomorrow)
    assert offers_to(world.dewi, at=tomorrow) == []
    assert world.reload(deal).owner_id == world.budi.id


def test_a_pass_is_undone_and_its_owner_has_the_days_anew(world: World) -> None:
    deal = world.make_deal(at=days_ago(60))
    switch_on(world)
    mornings(world, MONDAY, date(2026, 11, 25))
    passed = Event.objects.get(workspace_id=world.workspace.id, name="deal.rolled")
    undo(world.workspace.id, passed.operation_id, by=world.budi, at=NOW + timedelta(days=2))
    assert world.reload(deal).owner_id == world.sari.id
    mornings(world, date(2026, 11, 26), date(2026, 12, 8))
    assert len(told(world)) == 3


def test_the_rule_rests_when_whoever_switched_it_on_has_left(world: World) -> None:
    world.make_deal(at=days_ago(60))
    second = join(world, "Yanti", Role.OWNER)
    switch_on(world)
    edit_member(world.wati, {"is_active": False}, by=second, at=NOW)
    mornings(world, MONDAY, date(2026, 11, 27))
    assert told(world) == []
    set_rule(world.pipeline, plain(rule_of(world.pipeline)), by=second, at=NOW)
    mornings(world, date(2026, 11, 30), date(2026, 11, 30))
    assert len(told(world)) == 1


def test_an_owner_is_reminded_of_so_many_at_once_and_no_more(world: World) -> None:
    for one in range(AT_ONCE + 3):
        world.make_deal(f"Mesin {one}", at=days_ago(60))
    switch_on(world)
    mornings(world, MONDAY, MONDAY)
    assert len(told(world)) == AT_ONCE


@pytest.mark.parametrize(("field", "value"), [("days", 0), ("lead_days", 31), ("capacity", 0), ("then", "nobody")])
def test_a_rule_that_cannot_be_is_refused_by_its_field(world: World, field: str, value: Any) -> None:
    with pytest.raises(Refusal) as refused:
        switch_on(world, **{field: value})
    assert [one.field for one in refused.value.items] == [field]  # type: ignore[attr-defined]
    with pytest.raises(Refusal):
        set_rule(world.pipeline, plain(rule_of(world.pipeline)), by=world.budi, at=NOW)


def test_switching_it_on_is_undone_and_switched_off_nothing_is_under_way(world: World) -> None:
    world.make_deal(at=days_ago(60))
    switch_on(world)
    mornings(world, MONDAY, MONDAY)
    switched = Event.objects.filter(workspace_id=world.workspace.id, name="rolling.set").latest("position")
    undo(world.workspace.id, switched.operation_id, by=world.wati, at=NOW)
    assert not rule_of(world.pipeline).is_on
    assert not Rolling.objects.exists()
    mornings(world, date(2026, 11, 24), date(2026, 11, 27))
    assert len(told(world)) == 1


def join(world: World, name: str, role: str = Role.REP) -> Member:
    return add_member(
        world.workspace,
        email=f"{name.lower()}@arunika.example",
        name=name,
        role=role,
        team=world.jawa,
        by=world.wati,
        at=NOW,
    )


ACTS = ("leave", "leave", "disable", "enable", "view", "sell", "touch", "hand", "take", "new", "team", "lead")


@settings(FEW, max_examples=3)
@example(acts=[("leave", 1, 0), ("disable", 2, 1), ("take", 0, 9)], turns=True, capacity=2, others=[0, 3])
@given(
    acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 4), st.integers(0, 17)), min_size=6, max_size=24),
    turns=st.booleans(),
    capacity=st.integers(1, 4),
    others=st.lists(st.integers(0, 4), max_size=3),
)
@pytest.mark.django_db
def test_no_deal_is_ever_given_to_a_disabled_one_a_viewer_someone_on_leave_or_to_anyone_twice(
    world: World, acts: list[tuple[str, int, int]], turns: bool, capacity: int, others: list[int]
) -> None:
    with put_back():
        life = Mornings(world, others)
        switch_on(world, days=2, lead_days=1, then="turns" if turns else "offer", capacity=capacity)
        for number in range(18):
            life.day = MONDAY + timedelta(days=number)
            for name, which, day in acts:
                if day == number:
                    with suppress(Refusal):
                        life.do(name, which)
            life.wake(capacity)


class Mornings:
    """Two teams, five who come and go, and their deals."""

    def __init__(self, world: World, others: list[int]) -> None:
        self.world, self.day = world, MONDAY
        self.people = [world.dewi, world.tono, world.budi, world.sari, join(world, "Rani")]
        self.deals = [world.make_deal(f"Mesin {one}", at=days_ago(9)) for one in range(2)]
        self.deals += [world.make_deal(f"Lain {one}", owner=self.people[one], at=days_ago(5)) for one in others]
        self.had: dict[int, list[int]] = {}

    def do(self, name: str, which: int) -> None:
        world, at = self.world, morning(self.day) - timedelta(hours=1)
        member = world.reload(self.people[which])
        deal: Deal = world.reload(self.deals[which % len(self.deals)])
        by: dict[str, Any] = {"by": world.wati, "at": at}
        if name == "leave":
            add_leave(member, from_on=self.day, last_on=self.day + timedelta(days=4), **by)
        elif name in ("disable", "enable"):
            edit_member(member, {"is_active": name == "enable"}, **by)
        elif name in ("view", "sell"):
            edit_member(member, {"role": Role.VIEWER if name == "view" else Role.REP}, **by)
        elif name == "team":
            edit_member(member, {"team_id": world.bali.id if member.team_id == world.jawa.id else world.jawa.id}, **by)
        elif name == "lead":
            edit_team(world.jawa, {"lead_id": member.id}, **by)
        elif name == "touch":
            add(world.workspace.id, NewActivity("call", "Telepon", deal=deal, done_at=at), **by)
            self.had.pop(deal.id, None)
        elif name == "hand" and deal.owner_id != member.id:
            edit(deal, {"owner_id": member.id}, **by)
            self.had.pop(deal.id, None)
        elif name == "take" and offered_deal(member, deal.id) is not None:
            take(deal, by=member, at=at)
            self.given(deal.owner_id, deal.id, member.id)
        elif name == "new":
            self.deals.append(world.make_deal("Baru", owner=member if member.can_change else None, at=at))

    def wake(self, capacity: int) -> None:
        """A morning, run twice; what it did is checked against everyone as they are."""
        world = self.world
        before = last_position(world.workspace.id)
        owners = dict(Deal.objects.filter(workspace_id=world.workspace.id).values_list("id", "owner_id"))
        for _ in range(2):
            list(roll(world.workspace.id, at=morning(self.day)))
        done = Event.objects.filter(workspace_id=world.workspace.id, name__in=RULE, position__gt=before)
        assert not done or is_working_day(self.day)
        acted_on = [one.payload["deal"] for one in done]
        assert len(set(acted_on)) == len(acted_on), "one thing on a morning, however often it runs"
        passes = [one for one in done if one.name == "deal.rolled"]
        passed = [(one.payload["deal"], one.payload["after"], one.payload["reason"]) for one in passes]
        now = dict(Deal.objects.filter(workspace_id=world.workspace.id).values_list("id", "owner_id"))
        for deal, to, reason in passed:
            member = Member.objects.get(workspace_id=world.workspace.id, id=to)
            assert member.is_active
            assert member.role != Role.VIEWER
            assert to not in away_on(world.workspace.id, self.day)
            assert reason == "lead" or sum(owner == to for owner in now.values()) <= capacity
            assert now[deal] == to
            self.given(owners[deal], deal, to)
        changed = {deal for deal, owner in now.items() if owners[deal] != owner}
        assert changed == {deal for deal, _, _ in passed}

    def given(self, before: int | None, deal: int, to: int) -> None:
        had = self.had.setdefault(deal, [before] if before else [])
        assert to not in had, "nobody gets the same deal twice while nobody touches it"
        had.append(to)
