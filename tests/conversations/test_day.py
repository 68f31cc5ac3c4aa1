"""A day holds what is planned, late and done, for those who may see it, and no more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from alur.conversations.models import Activity
from alur.conversations.operations.planning import NewActivity, add, finish
from alur.conversations.queries.day import Day, day_of
from alur.people.operations.contacts import write_contacts
from alur.pipeline.models import Deal
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.deleting import delete
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.parts import set_people
from alur.tenancy.models import Member
from tests.world import JAKARTA, NOW, World, days_ago, make_person

MONDAY = NOW.date()


def plan(world: World, title: str, due: datetime, *, deal: Deal | None = None, **values: Any) -> Activity:
    """A call of Sari's about a deal of hers."""
    deal = deal or world.make_deal(title)
    new = NewActivity(kind="call", title=title, deal=deal, due_at=due, **{"owner": world.sari, **values})
    return add(world.workspace.id, new, by=world.wati, at=days_ago(5))


def seen(viewer: Member, whose: Member | None = None, zone: ZoneInfo = JAKARTA) -> Day:
    return day_of(viewer, (whose or viewer).id, on=MONDAY, zone=zone)


def titles(items: list[Any]) -> list[str]:
    return [item.title for item in items]


def test_what_is_due_today_stands_in_its_order_and_what_was_due_before_is_late(world: World) -> None:
    plan(world, "Sore", NOW.replace(hour=16))
    plan(world, "Pagi", NOW.replace(hour=8))
    plan(world, "Kemarin", days_ago(1))
    plan(world, "Besok", NOW + timedelta(days=1))
    day = seen(world.sari)
    assert titles(day.agenda) == ["Pagi", "Sore"]
    assert (titles(day.late), day.late_count) == (["Kemarin"], 1)
    coming = day.next_one(NOW)
    assert coming is not None
    assert coming.title == "Sore"


def test_a_day_is_the_readers_own(world: World) -> None:
    plan(world, "Malam di Jakarta", datetime(2026, 11, 23, 16, 30, tzinfo=UTC))
    assert titles(seen(world.sari).agenda) == ["Malam di Jakarta"]
    assert titles(seen(world.sari, zone=ZoneInfo("Asia/Jayapura")).agenda) == []


def test_what_was_done_today_stays_where_it_was_due_and_a_late_one_stands_where_it_was_done(world: World) -> None:
    finish(plan(world, "Tepat", NOW.replace(hour=14)), by=world.sari, at=NOW.replace(hour=13))
    finish(plan(world, "Susulan", days_ago(3)), by=world.sari, at=NOW.replace(hour=10))
    plan(world, "Siang", NOW.replace(hour=12))
    day = seen(world.sari)
    assert titles(day.agenda) == ["Susulan", "Siang", "Tepat"]
    assert titles(day.still_open) == ["Siang"]
    assert day.late == []


def test_of_a_thousand_late_ones_the_oldest_are_shown_and_all_are_counted(world: World) -> None:
    deal = world.make_deal()
    for number in range(20):
        plan(world, f"Telepon {number}", days_ago(30 - number), deal=deal)
    day = seen(world.sari)
    assert titles(day.late)[:2] == ["Telepon 0", "Telepon 1"]
    assert (len(day.late), day.late_count) == (10, 20)


def test_what_belongs_to_a_deal_in_the_trash_is_not_waiting(world: World) -> None:
    deal = world.make_deal()
    plan(world, "Telepon", NOW, deal=deal)
    delete(deal, by=world.sari, at=NOW)
    assert seen(world.sari).agenda == []


def test_only_open_deals_without_a_step_ask_for_one_the_largest_first(world: World) -> None:
    world.make_deal("Kecil", amount=1_000_000)
    world.make_deal("Besar", amount=90_000_000)
    world.make_deal("Milik Dewi", amount=50_000_000, owner=world.dewi)
    close(world.make_deal("Menang", amount=70_000_000), outcome="won", by=world.sari, at=NOW)
    plan(world, "Terencana", NOW)
    assert [line.title for line in seen(world.sari).unplanned.lines] == ["Besar", "Kecil"]


def test_hot_deals_are_summed_over_all_of_them_though_five_are_shown(world: World) -> None:
    for number in range(7):
        edit(world.make_deal(f"Deal {number}", amount=1_000_000), {"temperature": "hot"}, by=world.sari, at=NOW)
    hot = seen(world.sari).hot
    assert (len(hot.lines), hot.count, hot.amount) == (5, 7, 7_000_000)


def test_budi_sees_the_day_of_his_team_and_dewi_not_that_of_sari(world: World) -> None:
    plan(world, "Telepon", NOW)
    assert titles(seen(world.budi, world.sari).agenda) == ["Telepon"]
    assert titles(seen(world.dewi, world.sari).agenda) == []
    assert titles(seen(world.citra, world.sari).agenda) == []


def test_one_calls_the_person_of_the_activity_else_of_the_deal_else_the_company(world: World) -> None:
    company, buyer, boss = (
        world.make_organization(),
        make_person(world.workspace, "Bu Nita"),
        make_person(world.workspace, "Pak Surya"),
    )
    for one, number in ((company, "021 5550 100"), (buyer, "0812 3456 7001"), (boss, "0812 3456 7002")):
        write_contacts(one, [("phone", number, "")])
    alone = world.make_deal("Sendiri", organization=company)
    peopled = world.make_deal("Berdua", organization=company)
    set_people(peopled, [(buyer.id, "")], by=world.sari, at=NOW)
    plan(world, "Perusahaan", NOW, deal=alone)
    plan(world, "Pembeli", NOW + timedelta(minutes=1), deal=peopled)
    plan(world, "Bos", NOW + timedelta(minutes=2), deal=peopled, person=boss)
    assert [item.phone for item in seen(world.sari).agenda] == ["+62215550100", "+6281234567001", "+6281234567002"]
