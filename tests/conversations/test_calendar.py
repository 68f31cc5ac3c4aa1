"""The calendar: what is due and done, of those whose deals one sees, and what a series will bring."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from alur.conversations.models import Activity
from alur.conversations.operations.planning import NewActivity, add, finish
from alur.conversations.queries.calendar import busy_instants, counts_by_owner, entries
from alur.pipeline.operations.deleting import delete
from alur.tenancy.models import Member
from tests.world import JAKARTA, NOW, World, days_ago

MONDAY = NOW.replace(hour=0)
SUNDAY = MONDAY + timedelta(days=7)


def plan(world: World, title: str, **values: Any) -> Activity:
    new = {"kind": "visit", "title": title, "owner": world.sari, "due_at": NOW, **values}
    if "deal" not in new:
        new["deal"] = world.make_deal(title, owner=new["owner"])
    return add(world.workspace.id, NewActivity(**new), by=world.wati, at=days_ago(9))


def seen(viewer: Member, *owners: Member) -> list[tuple[str, bool]]:
    ids = [one.id for one in owners or (viewer,)]
    found = entries(viewer, ids, MONDAY, SUNDAY, zone=JAKARTA)
    return [(entry.item.title, entry.is_ahead) for entry in found]


def test_a_week_holds_what_is_due_in_it_and_what_was_done_without_being_planned(world: World) -> None:
    plan(world, "Rabu", due_at=NOW + timedelta(days=2))
    plan(world, "Senin depan", due_at=SUNDAY)
    finish(plan(world, "Senin"), by=world.sari, at=NOW)
    plan(world, "Mampir", due_at=None, done_at=NOW + timedelta(hours=1))
    plan(world, "Catatan", kind="note", due_at=None, done_at=NOW)
    gone = world.make_deal()
    plan(world, "Hilang", deal=gone)
    delete(gone, by=world.sari, at=NOW)
    assert seen(world.sari) == [("Senin", False), ("Mampir", False), ("Rabu", False)]


def test_what_repeats_every_day_is_shown_ahead_until_its_last_day(world: World) -> None:
    plan(world, "Rapat", recurrence="daily", repeats_until=date(2026, 11, 26), due_at=NOW + timedelta(days=1))
    assert seen(world.sari) == [("Rapat", False), ("Rapat", True), ("Rapat", True)]


def test_a_series_that_began_long_ago_reaches_into_the_week(world: World) -> None:
    plan(world, "Rapat", recurrence="weekly", due_at=days_ago(21) + timedelta(days=1))
    assert seen(world.sari) == [("Rapat", True)]


def test_budi_sees_his_team_beside_each_other_and_tono_only_himself(world: World) -> None:
    plan(world, "Sari")
    plan(world, "Dewi", owner=world.dewi, due_at=NOW + timedelta(hours=1))
    plan(world, "Tono", owner=world.tono)
    assert [title for title, _ in seen(world.budi, world.sari, world.dewi, world.tono)] == ["Sari", "Dewi"]
    assert [title for title, _ in seen(world.tono, world.sari, world.tono)] == ["Tono"]
    assert seen(world.citra, world.sari, world.tono) == []
    counted = counts_by_owner(world.budi, [world.sari.id, world.dewi.id, world.tono.id], MONDAY, SUNDAY)
    assert counted == {world.sari.id: 1, world.dewi.id: 1}
    assert busy_instants(world.tono, world.sari.id, MONDAY, SUNDAY) == []


def test_a_visit_takes_an_hour_a_call_half_of_it_and_another_as_long_as_was_said(world: World) -> None:
    plan(world, "Kunjungan")
    plan(world, "Telepon", kind="call")
    plan(world, "Panjang", kind="call", minutes=90)
    found = entries(world.sari, [world.sari.id], MONDAY, SUNDAY, zone=JAKARTA)
    assert {entry.item.title: entry.minutes for entry in found} == {"Kunjungan": 60, "Telepon": 30, "Panjang": 90}
