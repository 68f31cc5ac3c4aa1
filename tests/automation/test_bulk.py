"""Many records changed at once: what comes of it, told beforehand; in batches; stopped; taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from alur.automation.models import BulkChange, BulkState
from alur.automation.operations.bulk.changing import BATCHES, Which, preview, run_batch, run_whole, start, stop
from alur.automation.operations.bulk.running import run_bulk_changes
from alur.automation.operations.bulk.undoing import undo_batch
from alur.conversations.models import Activity
from alur.events.models import Event
from alur.events.undoing import NothingToUndo, undo
from alur.kernel.refusal import Conflict, Refusal
from alur.people.models import Organization, Person
from alur.people.operations.barring import bar
from alur.people.operations.organizations import tags_of as tags_of_organization
from alur.pipeline.models import Criterion, Deal
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.parts import set_people, tags_of
from alur.pipeline.operations.verifying import differences
from alur.tenancy.models import Member
from tests.world import NOW, World, days_ago

LATER = NOW + timedelta(hours=1)


def make_deals(world: World, count: int = 4, **values: Any) -> list[Deal]:
    return [world.make_deal(f"Deal {number}", at=days_ago(9), **values) for number in range(count)]


def do(world: World, plain: dict[str, Any], *, by: Member | None = None, **which: Any) -> BulkChange:
    job = start(Which(which.pop("kind", "deal"), **which), plain, by=by or world.wati, at=NOW)
    run_whole(job, at=NOW)
    return BulkChange.objects.get(workspace_id=job.workspace_id, id=job.id)


def give_to(member: Member) -> dict[str, Any]:
    return {"do": "owner", "owner": str(member.id)}


def let_the_worker_work() -> None:
    while run_bulk_changes():
        pass


def owners(deals: list[Deal], world: World) -> list[str]:
    return [(world.reload(deal).owner or world.vina).name.split()[0] for deal in deals]


def test_all_that_a_filter_finds_is_changed_and_nothing_else(world: World) -> None:
    hot = make_deals(world, temperature="hot")
    cold = make_deals(world, temperature="cold")
    job = do(world, give_to(world.dewi), filter="temperature:is:hot")
    assert owners(hot, world) == ["Dewi"] * 4
    assert owners(cold, world) == ["Sari"] * 4
    assert (job.state, job.total, job.changed) == (BulkState.DONE, 4, 4)
    assert differences(world.workspace.id) == []


def test_what_came_after_it_was_begun_is_not_meant(world: World) -> None:
    make_deals(world)
    job = start(Which("deal"), give_to(world.dewi), by=world.wati, at=NOW)
    late = world.make_deal("Kemudian")
    run_whole(job, at=NOW)
    assert owners([late], world) == ["Sari"]


def test_the_gate_is_told_beforehand_and_refuses_the_same_afterwards(world: World) -> None:
    deals = make_deals(world)
    Criterion.objects.filter(workspace_id=world.workspace.id).update(demand="asked")
    asks = Criterion.objects.filter(workspace_id=world.workspace.id, stage_id=world.stages[0].id)[0]
    Criterion.objects.filter(workspace_id=world.workspace.id, id=asks.id).update(
        demand="required", field="people", step_id=None
    )
    set_people(deals[0], [(world.make_person().id, "")], by=world.sari, at=days_ago(8))
    plain = {"do": "stage", "stage": str(world.stages[2].id)}
    seen = preview(Which("deal"), plain, by=world.wati, at=NOW)
    assert (seen.total, seen.changed, seen.refused_count) == (4, 1, 3)
    assert [world.reload(deal).stage_id for deal in deals] == [world.stages[0].id] * 4
    job = do(world, plain)
    assert job.refused == seen.refused
    assert {int(one) for one in job.refused[0][3]} == {deal.id for deal in deals[1:]}
    assert [world.reload(deal).stage_id == world.stages[2].id for deal in deals] == [True, False, False, False]


def test_a_rep_changes_only_deals_that_they_see(world: World) -> None:
    seen, hidden = make_deals(world, 2), make_deals(world, 2, owner=world.tono)
    ids = [deal.id for deal in (*seen, *hidden)]
    job = do(world, {"do": "field", "field": "temperature", "value": "hot"}, by=world.sari, picked=ids)
    assert job.total == job.changed == 2
    assert [world.reload(deal).temperature for deal in hidden] == [deal.temperature for deal in hidden]
    with pytest.raises(Refusal):
        start(Which("deal", [deal.id for deal in hidden]), give_to(world.sari), by=world.sari, at=NOW)
    with pytest.raises(Refusal):
        start(Which("deal", ids), give_to(world.tono), by=world.sari, at=NOW)
    with pytest.raises(Refusal):
        start(Which("deal", ids), give_to(world.dewi), by=world.vina, at=NOW)


def test_a_step_is_planned_on_each_open_deal_and_becomes_its_next(world: World) -> None:
    deals = make_deals(world, 3)
    close(deals[2], outcome="lost", reason="Harga", by=world.sari, at=days_ago(1))
    plain = {"do": "step", "kind": "call", "title": "Tanya volume", "due_at": LATER.isoformat()}
    job = do(world, plain)
    assert (job.changed, job.refused_count) == (2, 1)
    for deal in deals[:2]:
        planned = Activity.objects.get(workspace_id=world.workspace.id, deal_id=deal.id)
        now = world.reload(deal)
        assert (now.next_step_id, now.next_step_due_at, planned.owner_id) == (planned.id, LATER, world.sari.id)
    undo(world.workspace.id, job.operation_id, by=world.wati, at=LATER)
    assert [world.reload(deal).next_step_id for deal in deals] == [None] * 3


@pytest.mark.parametrize(
    "plain",
    [
        {"do": "owner", "owner": None},
        {"do": "tags", "add": ["vip"]},
        {"do": "close", "outcome": "lost", "reason": "Harga"},
        {"do": "delete"},
        {"do": "field", "field": "expected_close_on", "value": "2027-01-31"},
    ],
)
def test_the_whole_is_taken_back_by_one_undo(world: World, plain: dict[str, Any]) -> None:
    deals = make_deals(world)

    def standing() -> list[Any]:
        found = [world.reload(deal) for deal in deals]
        return [
            (d.owner_id, d.status, d.closed_at, d.expected_close_on, d.deleted_at, d.reason_text, tags_of(d))
            for d in found
        ]

    before = standing()
    job = do(world, plain)
    assert job.changed == 4
    assert standing() != before
    undo(world.workspace.id, job.operation_id, by=world.wati, at=LATER)
    assert standing() == before
    assert world.reload(job).state == BulkState.UNDONE
    assert differences(world.workspace.id) == []
    with pytest.raises(Conflict):
        undo(world.workspace.id, job.operation_id, by=world.wati, at=LATER)


def test_many_that_are_no_fit_leave_their_companies_alone_once_and_undo_lifts_it(world: World) -> None:
    """Two deals of one company, one of Ibu Ratna alone, one of nobody, one whose company was barred before."""
    puri, old = world.make_organization("Puri"), world.make_organization("Kopi Lama")
    bar(old, why="Minta begitu", by=world.wati, at=days_ago(3))
    ratna = world.make_person("Ibu Ratna")
    deals = [world.make_deal(f"Deal {place}", organization=puri, at=days_ago(9)) for place in range(2)]
    alone, nobody = (world.make_deal(title, organization=None, at=days_ago(9)) for title in ("Sendiri", "Tanpa"))
    set_people(alone, [(ratna.id, "")], by=world.sari, at=days_ago(8))
    deals += [alone, nobody, world.make_deal("Lama", organization=old, at=days_ago(9))]
    plain = {"do": "close", "outcome": "not_a_fit", "reason": "Tidak butuh", "never_again": True}
    picked = tuple(deal.id for deal in deals)
    told = preview(Which("deal", picked), plain, by=world.wati, at=NOW)
    assert (told.changed, [group[2] for group in told.refused]) == (4, [1])
    job = do(world, plain, picked=picked)
    assert [world.reload(deal).status for deal in deals] == ["not_a_fit"] * 3 + ["open", "not_a_fit"]
    rows = [world.reload(row) for row in (puri, ratna, old)]
    assert [row.do_not_contact_why for row in rows] == ["Tidak butuh", "Tidak butuh", "Minta begitu"]
    assert Event.objects.filter(operation_id=job.operation_id, name="organization.edited").count() == 1
    undo(world.workspace.id, job.operation_id, by=world.wati, at=LATER)
    rows = [world.reload(row) for row in (puri, ratna, old)]
    assert [row.do_not_contact_since is None for row in rows] == [True, True, False]
    assert {world.reload(deal).status for deal in deals} == {"open"}


def test_many_that_are_no_fit_are_asked_again_on_a_day_but_not_never_as_well(world: World) -> None:
    deals = make_deals(world, 2)
    plain = {"do": "close", "outcome": "not_a_fit", "reason": "Tidak butuh", "until": "2027-02-01"}
    do(world, plain, picked=tuple(deal.id for deal in deals))
    assert {str(world.reload(deal).postponed_until) for deal in deals} == {"2027-02-01"}
    with pytest.raises(Refusal):
        do(world, {**plain, "never_again": True}, picked=(make_deals(world, 1)[0].id,))


def test_what_was_changed_since_stays_and_is_told(world: World) -> None:
    deals = make_deals(world)
    job = do(world, give_to(world.dewi))
    edit(deals[1], {"owner_id": world.budi.id}, by=world.wati, at=LATER)
    undo(world.workspace.id, job.operation_id, by=world.wati, at=LATER)
    assert owners(deals, world) == ["Sari", "Budi", "Sari", "Sari"]
    job = world.reload(job)
    assert job.taken_back == 3
    assert job.kept[0][2:] == [1, [str(deals[1].id)]]


def test_nobody_else_takes_it_back(world: World) -> None:
    make_deals(world)
    job = do(world, {"do": "owner", "owner": None}, by=world.sari)
    for other in (world.tono, world.vina, world.citra):
        with pytest.raises(NothingToUndo):
            undo(world.workspace.id, job.operation_id, by=other, at=LATER)


def test_the_worker_goes_on_where_it_was_and_a_stop_leaves_what_is_done(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(BATCHES, "deal", 2)
    deals = make_deals(world, 5)
    job = start(Which("deal"), give_to(world.dewi), by=world.wati, at=NOW)
    assert run_batch(job, at=NOW)
    stop(job)
    let_the_worker_work()
    job = world.reload(job)
    assert (job.state, job.done, job.changed) == (BulkState.STOPPED, 2, 2)
    assert owners(deals, world) == ["Dewi", "Dewi", "Sari", "Sari", "Sari"]
    again = start(Which("deal"), give_to(world.dewi), by=world.wati, at=NOW)
    let_the_worker_work()
    assert world.reload(again).changed == 3
    undo(world.workspace.id, job.operation_id, by=world.wati, at=LATER)
    assert owners(deals, world) == ["Sari", "Sari", "Dewi", "Dewi", "Dewi"]


def test_it_stops_when_whoever_began_it_may_no_longer_change_anything(world: World) -> None:
    deals = make_deals(world)
    job = start(Which("deal"), {"do": "owner", "owner": None}, by=world.sari, at=NOW)
    Member.objects.filter(workspace_id=world.workspace.id, id=world.sari.id).update(is_active=False)
    let_the_worker_work()
    assert world.reload(job).state == BulkState.STOPPED
    assert owners(deals, world) == ["Sari"] * 4


def test_many_are_taken_back_by_the_worker_and_not_brought_back_half_way(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alur.automation.operations.bulk.undoing.FEW", 2)
    deals = make_deals(world)
    job = do(world, give_to(world.dewi))
    act = undo(world.workspace.id, job.operation_id, by=world.wati, at=LATER)
    assert owners(deals, world) == ["Dewi"] * 4
    with pytest.raises(Conflict):
        undo(world.workspace.id, act.id, by=world.wati, at=LATER)
    let_the_worker_work()
    assert owners(deals, world) == ["Sari"] * 4
    assert not undo_batch(world.reload(job), at=LATER)


def test_each_deal_tells_of_it_under_the_same_operation(world: World) -> None:
    make_deals(world)
    job = do(world, give_to(world.dewi))
    told = Event.objects.filter(workspace_id=world.workspace.id, operation_id=job.operation_id).order_by("position")
    names = [event.name for event in told]
    assert names == ["bulk_change.started", *["deal.edited"] * 4, "bulk_change.finished"]


def test_companies_and_people_get_owners_and_tags_and_go_to_the_trash(world: World) -> None:
    companies = [world.make_organization(f"Kafe {number}") for number in range(3)]
    person = world.make_person("Ibu Ratna")
    job = do(world, {"do": "tags", "add": ["vip", "Bali"]}, kind="organization", filter="")
    assert [tags_of_organization(one) for one in companies] == [["vip", "Bali"]] * 3
    undo(world.workspace.id, job.operation_id, by=world.wati, at=LATER)
    assert [tags_of_organization(one) for one in companies] == [[]] * 3
    do(world, give_to(world.dewi), kind="person", picked=[person.id])
    assert Person.objects.get(workspace_id=world.workspace.id, id=person.id).owner_id == world.dewi.id
    gone = do(world, {"do": "delete"}, kind="organization", picked=[companies[0].id])
    assert Organization.objects.filter(workspace_id=world.workspace.id).count() == 2
    undo(world.workspace.id, gone.operation_id, by=world.wati, at=LATER)
    assert Organization.objects.filter(workspace_id=world.workspace.id).count() == 3


@pytest.mark.parametrize("kind", ["organization", "person"])
def test_a_step_is_planned_with_many_but_not_with_whom_is_not_to_be_contacted(world: World, kind: str) -> None:
    companies = [world.make_organization(f"Kafe {number}") for number in range(3)]
    people = [world.make_person(f"Ibu {one.name}", organization=one) for one in companies]
    bar(companies[2], why="Minta tidak ditelepon", by=world.sari, at=days_ago(1))
    plain = {"do": "step", "kind": "visit", "title": "Antar contoh", "due_at": LATER.isoformat()}
    whom: list[Any] = [*companies] if kind == "organization" else [*people]
    seen = preview(Which(kind), plain, by=world.wati, at=NOW)
    assert (seen.changed, seen.refused_count) == (2, 1)
    assert not Activity.objects.filter(workspace_id=world.workspace.id).exists()
    job = do(world, plain, kind=kind)
    planned = Activity.objects.filter(workspace_id=world.workspace.id, kind="visit", due_at=LATER, title="Antar contoh")
    assert {one.organization_id or one.person_id for one in planned} == {one.id for one in whom[:2]}
    assert {one.owner_id for one in planned} == {companies[0].owner_id or world.wati.id}
    undo(world.workspace.id, job.operation_id, by=world.wati, at=LATER)
    assert not Activity.objects.filter(workspace_id=world.workspace.id, deleted_at__isnull=True).exists()
    assert do(world, {**plain, "kind": "task"}, kind=kind).changed == 3


@pytest.mark.parametrize(
    ("plain", "field"),
    [
        ({}, "do"),
        ({"do": "fly"}, "do"),
        ({"do": "stage", "stage": "7"}, "stage"),
        ({"do": "owner", "owner": "7"}, "owner"),
        ({"do": "field", "field": "title", "value": "x"}, "field"),
        ({"do": "field", "field": "probability", "value": 101}, "value"),
        ({"do": "field", "field": "temperature", "value": "boiling"}, "value"),
        ({"do": "field", "field": "expected_close_on", "value": "31/31/2027"}, "value"),
        ({"do": "field", "field": "f12", "value": "x"}, "value"),
        ({"do": "tags", "add": [" "]}, "add"),
        ({"do": "tags", "add": ["x" * 41]}, "add"),
        ({"do": "tags", "add": [str(n) for n in range(21)]}, "add"),
        ({"do": "close", "outcome": "eaten"}, "outcome"),
        ({"do": "close", "outcome": "lost"}, "reason"),
        ({"do": "close", "outcome": "postponed", "until": "2026-11-01"}, "until"),
        ({"do": "step", "kind": "note", "due_at": LATER.isoformat()}, "kind"),
        ({"do": "step", "kind": "call", "due_at": "soon"}, "due_on"),
    ],
)
def test_what_cannot_be_done_to_any_is_one_sentence_and_changes_nothing(
    world: World, plain: dict[str, Any], field: str
) -> None:
    make_deals(world, 1)
    events = Event.objects.filter(workspace_id=world.workspace.id).count()
    for attempt in (start, preview):
        with pytest.raises(Refusal) as refused:
            attempt(Which("deal"), plain, by=world.wati, at=NOW)
        assert refused.value.field == field
    assert Event.objects.filter(workspace_id=world.workspace.id).count() == events
