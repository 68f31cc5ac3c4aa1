"""Someone leaves, and nothing they hold is left behind."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from alur.accounts.operations.joining import edit_member
from alur.accounts.operations.resting import add_leave
from alur.automation.models import HandOver, HandOverState
from alur.automation.operations.handing_over import (
    A_PIECE,
    Shares,
    begin_hand_over,
    close_access,
    count_held,
    go_on,
)
from alur.automation.operations.settling import settle_left
from alur.automation.operations.working import finish_now, work
from alur.automation.queries.holding import holds_anything
from alur.automation.queries.planning import Plan, plan_hand_over
from alur.catalogue.operations.products import create_family, create_product
from alur.conversations.models import Activity
from alur.conversations.operations.planning import NewActivity, add, finish
from alur.events.models import Event
from alur.events.undoing import NothingToUndo, undo
from alur.kernel.refusal import Conflict, Refusal
from alur.people.models import Organization, Person
from alur.pipeline.models import Deal, DealSpell
from alur.pipeline.operations.closing import close, reopen
from alur.pipeline.operations.deleting import delete, restore
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.valuing import Line, set_lines
from alur.pipeline.operations.verifying import differences
from alur.tenancy.models import Member, Team
from tests.world import NOW, World, days_ago, make_world

TOMORROW = NOW + timedelta(days=1)


def hand_over(world: World, shares: Shares, *, leaver: Member | None = None, closes: bool = True) -> HandOver:
    job = begin_hand_over(leaver or world.sari, shares, closes_access=closes, by=world.wati, at=NOW)
    finish_now(job, at=NOW)
    return HandOver.objects.get(workspace_id=job.workspace_id, id=job.id)


def to(member: Member) -> Shares:
    return Shares("person", member.id)


def work_of(world: World, leaver: Member, deals: int = 3) -> list[Deal]:
    """Deals with tasks, a customer, a contact; one deal won, one task done."""
    made = [world.make_deal(f"Mesin {number}", owner=leaver, at=days_ago(30)) for number in range(deals)]
    for deal in made:
        call = NewActivity(kind="call", title="Telepon", deal=deal, owner=leaver, due_at=NOW - timedelta(days=1))
        add(world.workspace.id, call, by=leaver, at=days_ago(20))
    done = NewActivity(kind="visit", title="Kunjungan", deal=made[0], owner=leaver, due_at=days_ago(10))
    finish(add(world.workspace.id, done, by=leaver, at=days_ago(20)), by=leaver, at=days_ago(10))
    world.make_organization("Hotel Puri Melati", owner_id=leaver.id)
    world.make_person("Ibu Ratna", owner_id=leaver.id)
    won = world.make_deal("Menang", owner=leaver, at=days_ago(40))
    close(won, outcome="won", by=leaver, at=days_ago(5))
    return made


def machines_and_beans(world: World) -> tuple[Any, Any]:
    def make(name: str) -> Any:
        family = create_family(world.workspace.id, name, by=world.wati, at=NOW)
        values = {"name": name, "unit_price": 1_000_000, "family_id": family.id}
        return family, create_product(world.workspace.id, values, by=world.wati, at=NOW)

    return make("Mesin kopi"), make("Biji kopi")


def owners_of(world: World) -> Counter[str]:
    names = dict(Member.objects.filter(workspace_id=world.workspace.id).values_list("id", "name"))
    rows = Deal.objects.filter(workspace_id=world.workspace.id, status__in=("open", "postponed"))
    return Counter(names[owner].split()[0] if owner else "nobody" for owner in rows.values_list("owner_id", flat=True))


def test_everything_of_saris_goes_to_dewi_and_she_comes_in_no_more(world: World) -> None:
    work_of(world, world.sari)
    job = hand_over(world, to(world.dewi))
    assert (job.state, job.deals, job.activities, job.organizations, job.persons) == ("done", 3, 3, 1, 1)
    assert not holds_anything(world.sari)
    assert owners_of(world) == {"Dewi": 3}
    assert not world.reload(world.sari).is_active
    assert Organization.objects.get(workspace_id=world.workspace.id).owner_id == world.dewi.id
    assert Person.objects.get(workspace_id=world.workspace.id).owner_id == world.dewi.id


def test_history_stays_under_her_name(world: World) -> None:
    deals = work_of(world, world.sari)
    hand_over(world, to(world.dewi))
    assert Deal.objects.get(workspace_id=world.workspace.id, title="Menang").owner_id == world.sari.id
    assert Activity.objects.get(workspace_id=world.workspace.id, title="Kunjungan").owner_id == world.sari.id
    spells = DealSpell.objects.filter(workspace_id=world.workspace.id, deal_id=deals[0].id).order_by("from_at")
    assert [spell.owner_id for spell in spells][-2:] == [world.sari.id, world.dewi.id]
    assert not differences(world.workspace.id), "the totals of today and of the past agree"


def test_it_is_one_operation_and_goes_back_as_one(world: World) -> None:
    work_of(world, world.sari)
    before = owners_of(world)
    job = hand_over(world, to(world.dewi))
    events = Event.objects.filter(workspace_id=world.workspace.id, operation_id=job.operation_id)
    assert {"hand_over.begun", "member.edited", "deal.edited", "hand_over.finished"} <= set(
        events.values_list("name", flat=True)
    )
    undo(world.workspace.id, job.operation_id, by=world.wati, at=TOMORROW)
    assert owners_of(world) == before
    assert world.reload(world.sari).is_active
    assert count_held(world.sari) == 8
    with pytest.raises(Conflict):
        undo(world.workspace.id, job.operation_id, by=world.wati, at=TOMORROW)
    assert not differences(world.workspace.id)


def test_what_the_new_owner_brought_to_an_end_stays_theirs(world: World) -> None:
    won, lost_again, left = work_of(world, world.sari)
    job = hand_over(world, to(world.dewi))
    close(world.reload(won), outcome="won", by=world.dewi, at=NOW)
    edit(world.reload(lost_again), {"owner_id": world.tono.id}, by=world.wati, at=NOW)
    task = Activity.objects.get(workspace_id=world.workspace.id, deal_id=left.id, done_at__isnull=True)
    finish(task, by=world.dewi, at=NOW)
    undo(world.workspace.id, job.operation_id, by=world.wati, at=TOMORROW)
    assert [world.reload(deal).owner_id for deal in (won, lost_again, left)] == [
        world.dewi.id, world.tono.id, world.sari.id,
    ]  # fmt: skip
    assert world.reload(task).owner_id == world.dewi.id
    job = HandOver.objects.get(workspace_id=world.workspace.id, id=job.id)
    assert (job.state, job.kept) == ("undone", 3)


def test_work_is_shared_out_by_product_and_tasks_and_customers_follow_their_deals(world: World) -> None:
    (machines, machine), (beans, bean) = machines_and_beans(world)
    hotel = world.make_organization("Hotel Puri Melati", owner_id=world.sari.id)
    large, small, none = (world.make_deal(name, organization=hotel) for name in ("Besar", "Kecil", "Tanpa produk"))
    set_lines(large, [Line(machine.id, 3_000, 1_000_000), Line(bean.id, 1_000, 1_000_000)], by=world.wati, at=NOW)
    set_lines(small, [Line(bean.id, 1_000, 1_000_000)], by=world.wati, at=NOW)
    task = add(
        world.workspace.id,
        NewActivity(kind="call", title="Biji", deal=small, owner=world.sari, due_at=TOMORROW),
        by=world.sari,
        at=NOW,
    )
    of = {f"f{machines.id}": world.dewi.id, f"f{beans.id}": world.budi.id}
    hand_over(world, Shares("product", world.tono.id, of))
    assert [world.reload(deal).owner_id for deal in (large, small, none)] == [
        world.dewi.id, world.budi.id, world.tono.id,
    ]  # fmt: skip
    assert world.reload(task).owner_id == world.budi.id
    assert world.reload(hotel).owner_id == world.dewi.id, "it goes with the largest deal"


def test_work_is_shared_out_by_region(world: World) -> None:
    bandung = world.make_organization("Kopi Bandung", province_code="32", owner_id=world.sari.id)
    bali = world.make_organization("Kopi Bali", province_code="51", owner_id=world.sari.id)
    deals = [world.make_deal(organization=company) for company in (bandung, bali, None)]
    of = {"r32": world.dewi.id, "r51": world.tono.id}
    hand_over(world, Shares("region", world.budi.id, of))
    owners = [world.reload(deal).owner_id for deal in deals]
    assert owners == [world.dewi.id, world.tono.id, world.budi.id]
    assert [world.reload(one).owner_id for one in (bandung, bali)] == [world.dewi.id, world.tono.id]


def test_a_task_on_a_colleagues_deal_goes_to_that_colleague(world: World) -> None:
    tonos = world.make_deal(owner=world.tono)
    call = NewActivity(kind="call", title="Bantu", deal=tonos, owner=world.sari, due_at=TOMORROW)
    task = add(world.workspace.id, call, by=world.wati, at=NOW)
    hand_over(world, to(world.dewi))
    assert world.reload(task).owner_id == world.tono.id


def test_what_is_late_is_due_tomorrow_if_so_chosen_and_goes_back_to_its_day(world: World) -> None:
    deal = work_of(world, world.sari, deals=1)[0]
    job = hand_over(world, Shares("person", world.dewi.id, moves_overdue=True))
    task = Activity.objects.get(workspace_id=world.workspace.id, deal_id=deal.id, done_at__isnull=True)
    assert task.due_at == TOMORROW
    assert world.reload(deal).next_step_due_at == TOMORROW
    undo(world.workspace.id, job.operation_id, by=world.wati, at=TOMORROW)
    assert world.reload(task).due_at == NOW - timedelta(days=1)


def test_a_lead_who_leaves_leads_nobody(world: World) -> None:
    job = hand_over(world, to(world.wati), leaver=world.budi)
    assert Team.objects.get(workspace_id=world.workspace.id, id=world.jawa.id).lead_id is None
    undo(world.workspace.id, job.operation_id, by=world.wati, at=TOMORROW)
    assert Team.objects.get(workspace_id=world.workspace.id, id=world.jawa.id).lead_id == world.budi.id


def test_work_is_handed_over_by_someone_who_stays_too(world: World) -> None:
    work_of(world, world.sari)
    hand_over(world, to(world.dewi), closes=False)
    assert world.reload(world.sari).is_active
    assert not holds_anything(world.sari)


def test_the_only_owner_stays_and_nothing_is_begun(world: World) -> None:
    edit_member(world.budi, {"role": "owner"}, by=world.wati, at=NOW)
    edit_member(world.budi, {"role": "manager"}, by=world.wati, at=NOW)
    with pytest.raises(Conflict):
        hand_over(world, to(world.dewi), leaver=world.wati)
    assert not HandOver.objects.exists()
    assert world.reload(world.wati).is_active


@pytest.mark.parametrize("who", ["sari", "vina", "citra"])
def test_nobody_takes_over_who_leaves_who_only_looks_or_who_is_elsewhere(world: World, who: str) -> None:
    work_of(world, world.sari)
    with pytest.raises(Refusal):
        hand_over(world, to(getattr(world, who)))
    assert owners_of(world) == {"Sari": 3}


@pytest.mark.parametrize("who", ["budi", "dewi", "vina", "citra"])
def test_only_an_owner_hands_over_and_takes_it_back(world: World, who: str) -> None:
    work_of(world, world.sari)
    other = getattr(world, who)
    with pytest.raises(Refusal):
        begin_hand_over(world.sari, to(world.dewi), closes_access=True, by=other, at=NOW)
    job = hand_over(world, to(world.dewi))
    with pytest.raises(NothingToUndo):
        undo(world.workspace.id, job.operation_id, by=other, at=NOW)
    assert owners_of(world) == {"Dewi": 3}


def test_one_at_a_time(world: World) -> None:
    work_of(world, world.sari)
    begin_hand_over(world.sari, to(world.dewi), closes_access=False, by=world.wati, at=NOW)
    with pytest.raises(Conflict):
        begin_hand_over(world.sari, to(world.budi), closes_access=False, by=world.wati, at=NOW)


def test_a_large_one_is_done_in_pieces_and_goes_on_where_it_was_interrupted(world: World) -> None:
    for number in range(A_PIECE + 5):
        world.make_deal(f"Mesin {number}")
    job = begin_hand_over(world.sari, to(world.dewi), closes_access=True, by=world.wati, at=NOW)
    assert go_on(job, at=NOW)
    assert owners_of(world) == {"Dewi": A_PIECE, "Sari": 5}
    while work(at=NOW):
        pass
    assert owners_of(world) == {"Dewi": A_PIECE + 5}
    job = HandOver.objects.get(workspace_id=world.workspace.id, id=job.id)
    assert (job.state, job.deals) == (HandOverState.DONE, A_PIECE + 5)
    operations = Event.objects.filter(workspace_id=world.workspace.id, name__in=("deal.edited", "hand_over.finished"))
    assert set(operations.values_list("operation_id", flat=True)) == {job.operation_id}


def test_the_undo_of_a_large_one_is_left_to_the_worker(world: World) -> None:
    for number in range(A_PIECE + 5):
        world.make_deal(f"Mesin {number}")
    job = hand_over(world, to(world.dewi))
    undo(world.workspace.id, job.operation_id, by=world.wati, at=TOMORROW)
    assert owners_of(world) == {"Dewi": A_PIECE + 5}
    while work(at=TOMORROW):
        pass
    assert owners_of(world) == {"Sari": A_PIECE + 5}
    assert HandOver.objects.get(workspace_id=world.workspace.id, id=job.id).state == HandOverState.UNDONE


def test_someone_chosen_who_leaves_before_their_turn_is_passed_over(world: World) -> None:
    work_of(world, world.sari)
    job = begin_hand_over(world.sari, Shares("person", world.dewi.id), closes_access=True, by=world.wati, at=NOW)
    edit_member(world.dewi, {"is_active": False}, by=world.wati, at=NOW)
    finish_now(job, at=NOW)
    assert owners_of(world) == {"Wati": 3}


def planned(world: World, split: str, **chosen: Member) -> Plan:
    picks = {key: member.id for key, member in chosen.items()}
    return plan_hand_over(world.sari, split, chosen=picks, now=NOW, language="id")


def test_the_plan_counts_what_she_holds_and_what_each_load_becomes(world: World) -> None:
    work_of(world, world.sari)
    world.make_deal("Milik Dewi", owner=world.dewi)
    plan = planned(world, "person")
    assert (plan.deals, plan.activities, plan.overdue, plan.organizations, plan.persons) == (3, 3, 3, 1, 1)
    assert plan.total == plan.rest.size == 8
    taker = plan.taker(plan.rest)
    assert taker is not None
    assert plan.loads[taker.id].after == plan.loads[taker.id].now + 3
    assert {member.id for member in plan.takers} == {world.dewi.id, world.tono.id, world.budi.id, world.wati.id}


def test_who_has_won_of_a_kind_is_suggested_for_it_and_why_is_known(world: World) -> None:
    (machines, machine), _beans = machines_and_beans(world)
    for number in range(3):
        won = world.make_deal(f"Dulu {number}", owner=world.tono, at=days_ago(90))
        set_lines(won, [Line(machine.id, 1_000, 1_000)], by=world.wati, at=days_ago(90))
        close(world.reload(won), outcome="won", by=world.tono, at=days_ago(60))
    deal = world.make_deal("Mesin")
    set_lines(deal, [Line(machine.id, 1_000, 1_000)], by=world.wati, at=NOW)
    plan = planned(world, "product")
    assert [(share.title, share.taker_id, share.wins) for share in plan.shares] == [
        ("Mesin kopi", world.tono.id, {world.tono.id: 3})
    ]
    other = plan_hand_over(world.sari, "product", chosen={f"f{machines.id}": world.dewi.id}, now=NOW, language="id")
    assert other.shares[0].taker_id == world.dewi.id


def test_a_load_above_everyones_is_marked(world: World) -> None:
    world.make_deal("Milik Dewi", owner=world.dewi)
    for number in range(3):
        world.make_deal(f"Mesin {number}")
    plan = plan_hand_over(world.sari, "person", chosen={"": world.dewi.id}, now=NOW, language="id")
    assert plan.loads[world.dewi.id].is_over
    assert plan.loads[world.dewi.id].most == 1


class NothingIsLeftBehind(TestCase):
    """Whatever she holds and however it is shared out: all of it has an owner who works here, and none is lost."""

    @settings(max_examples=12, deadline=None)
    @given(
        split=st.sampled_from(["product", "region", "person"]),
        deals=st.lists(st.tuples(st.sampled_from(["", "32", "51"]), st.booleans(), st.booleans()), max_size=6),
        rest=st.sampled_from(["dewi", "tono", "budi"]),
        data=st.data(),
    )
    def test_nothing_is_left_without_an_owner(
        self, split: str, deals: list[tuple[str, bool, bool]], rest: str, data: st.DataObject
    ) -> None:
        world = make_world()
        (_machines, machine), _beans = machines_and_beans(world)
        for province, has_lines, has_task in deals:
            company = world.make_organization("Kopi", province_code=province, owner_id=world.sari.id)
            deal = world.make_deal(organization=company)
            if has_lines:
                set_lines(deal, [Line(machine.id, 1_000, 1_000)], by=world.wati, at=NOW)
            if has_task:
                call = NewActivity(kind="call", title="Telepon", deal=deal, owner=world.sari, due_at=TOMORROW)
                add(world.workspace.id, call, by=world.sari, at=NOW)
        keys = [share.key for share in planned(world, split).shares]
        takers = [world.dewi.id, world.tono.id, world.wati.id]
        of = {key: data.draw(st.sampled_from(takers)) for key in keys}
        before, held = owners_of(world), count_held(world.sari)
        job = hand_over(world, Shares(split, getattr(world, rest).id, of))
        assert job.done == held
        assert not holds_anything(world.sari)
        assert owners_of(world)["nobody"] == before["nobody"]
        assert sum(owners_of(world).values()) == sum(before.values())
        undo(world.workspace.id, job.operation_id, by=world.wati, at=TOMORROW)
        assert owners_of(world) == before
        assert count_held(world.sari) == held


def closed_at_once(world: World) -> Deal:
    """Sari's access is closed, and nobody is chosen for her deal."""
    deal = world.make_deal(owner=world.sari, at=days_ago(30))
    close_access(world.sari, by=world.wati, at=NOW)
    return deal


def test_what_nobody_was_chosen_for_goes_to_the_lead_after_a_week(world: World) -> None:
    deal = closed_at_once(world)
    assert list(settle_left(world.workspace.id, at=NOW + timedelta(days=6))) == []
    assert world.reload(deal).owner_id == world.sari.id
    (job,) = settle_left(world.workspace.id, at=NOW + timedelta(days=7))
    finish_now(job, at=NOW + timedelta(days=7))
    assert world.reload(deal).owner_id == world.budi.id
    assert (job.by_id, not holds_anything(world.reload(world.sari))) == (world.wati.id, True)
    undo(world.workspace.id, job.operation_id, by=world.wati, at=NOW + timedelta(days=8))
    assert list(settle_left(world.workspace.id, at=NOW + timedelta(days=9))) == [], "who took it back decides"


def test_without_a_lead_who_is_here_it_goes_to_who_closed_the_access(world: World) -> None:
    deal = closed_at_once(world)
    day = (NOW + timedelta(days=7)).date()
    add_leave(world.budi, from_on=day, last_on=day, by=world.budi, at=NOW)
    (job,) = settle_left(world.workspace.id, at=NOW + timedelta(days=7))
    finish_now(job, at=NOW + timedelta(days=7))
    assert world.reload(deal).owner_id == world.wati.id


def test_a_deal_that_comes_back_after_its_owner_left_belongs_to_who_brings_it_back(world: World) -> None:
    lost, undone, deleted = (world.make_deal(one, owner=world.sari, at=days_ago(30)) for one in ("A", "B", "C"))
    for deal in (lost, undone):
        close(deal, outcome="lost", reason="Harga", by=world.sari, at=days_ago(3))
    closing = Event.objects.filter(workspace_id=world.workspace.id, name="deal.closed").latest("position")
    delete(deleted, by=world.sari, at=days_ago(2))
    hand_over(world, to(world.dewi))
    reopen(lost, by=world.budi, at=TOMORROW)
    undo(world.workspace.id, closing.operation_id, by=world.wati, at=TOMORROW)
    restore(world.reload(deleted), by=world.wati, at=TOMORROW)
    assert [world.reload(one).owner_id for one in (lost, undone, deleted)] == [
        world.budi.id,
        world.wati.id,
        world.wati.id,
    ]
    assert differences(world.workspace.id) == []
