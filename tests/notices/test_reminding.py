"""Reminders come once, a while before the time, to who is to do it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from alur.conversations.models import Activity
from alur.conversations.operations.planning import NewActivity, add, edit, finish
from alur.notices.models import Notice
from alur.notices.operations.preferring import prefer
from alur.notices.operations.reminding import remind
from alur.pipeline.operations.deleting import delete
from tests.world import NOW, World, days_ago

HALF_PAST = NOW + timedelta(minutes=30)


def plan(world: World, **values: Any) -> Activity:
    new = {"kind": "visit", "title": "Demo", "owner": world.sari, "due_at": HALF_PAST, **values}
    new.setdefault("deal", world.make_deal(owner=new["owner"]))
    return add(world.workspace.id, NewActivity(**new), by=world.wati, at=days_ago(9))


def reminded(world: World, at: datetime) -> list[str]:
    remind(world.workspace.id, at=at)
    rows = Notice.objects.filter(workspace_id=world.workspace.id, kind="reminder").order_by("id")
    return [row.member.name.split()[0] for row in rows]


def test_half_an_hour_before_and_only_once(world: World) -> None:
    plan(world)
    assert reminded(world, NOW - timedelta(minutes=1)) == []
    assert reminded(world, NOW) == ["Sari"]
    assert reminded(world, NOW + timedelta(minutes=5)) == ["Sari"]


def test_moved_to_another_time_it_reminds_again(world: World) -> None:
    visit = plan(world)
    reminded(world, NOW)
    edit(visit, {"due_at": HALF_PAST + timedelta(hours=3)}, by=world.sari, at=NOW)
    assert reminded(world, NOW + timedelta(hours=1)) == ["Sari"]
    assert reminded(world, NOW + timedelta(hours=3)) == ["Sari", "Sari"]


def test_as_long_before_as_is_said_for_it_or_for_the_person(world: World) -> None:
    plan(world, due_at=NOW + timedelta(days=1), remind_minutes=24 * 60)
    plan(world, remind_minutes=-1)
    assert reminded(world, NOW) == ["Sari"]
    prefer(world.dewi, switches={}, columns={"remind_minutes": 120}, at=NOW)
    plan(world, owner=world.dewi, due_at=NOW + timedelta(hours=2))
    assert reminded(world, NOW) == ["Sari", "Dewi"]


def test_what_is_done_past_all_day_or_in_the_trash_reminds_nobody(world: World) -> None:
    finish(plan(world), by=world.sari, at=days_ago(1))
    plan(world, due_at=NOW - timedelta(minutes=5))
    plan(world, is_timed=False)
    gone = world.make_deal()
    plan(world, deal=gone)
    delete(gone, by=world.sari, at=NOW)
    assert reminded(world, NOW) == []


def test_a_worker_that_was_away_reminds_as_long_as_there_is_time(world: World) -> None:
    plan(world)
    assert reminded(world, HALF_PAST - timedelta(minutes=2)) == ["Sari"]
