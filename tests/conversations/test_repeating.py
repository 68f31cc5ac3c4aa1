"""An activity that repeats plans its next one; one may be moved, skipped or ended without losing the rhythm."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from alur.conversations.models import Activity
from alur.conversations.operations.planning import NewActivity, add, edit, finish
from alur.conversations.operations.skipping import skip
from alur.events.models import Event
from alur.events.undoing import undo
from alur.kernel.refusal import Conflict, Refusal
from tests.world import JAKARTA, NOW, World, days_ago


def weekly(world: World, **values: Any) -> Activity:
    """The meeting of each Monday at nine, planned last week."""
    meeting = {"kind": "meeting", "title": "Rapat", "deal": world.make_deal(), "owner": world.sari, "due_at": NOW}
    new = NewActivity(**{**meeting, "recurrence": "weekly", **values})
    return add(world.workspace.id, new, by=world.sari, at=days_ago(7))


def last_operation(world: World) -> int:
    return Event.objects.filter(workspace_id=world.workspace.id).order_by("-position")[0].operation_id


def local(moment: datetime | None) -> str:
    assert moment is not None
    return f"{moment.astimezone(JAKARTA):%a %d %b %H:%M}"


def test_done_it_plans_the_next_monday_and_undone_that_one_is_gone(world: World) -> None:
    meeting = weekly(world)
    following = finish(meeting, by=world.sari, at=NOW + timedelta(hours=2))
    assert following is not None
    assert local(following.due_at) == "Mon 30 Nov 09:00"
    undo(world.workspace.id, last_operation(world), by=world.sari, at=NOW)
    assert world.reload(meeting).done_at is None
    assert world.reload(following).deleted_at is not None


def test_one_that_was_moved_to_wednesday_is_followed_by_the_monday_of_the_series(world: World) -> None:
    meeting = edit(weekly(world), {"due_at": NOW + timedelta(days=2)}, by=world.sari, at=NOW)
    following = finish(meeting, by=world.sari, at=NOW + timedelta(days=2))
    assert following is not None
    assert local(following.due_at) == "Mon 30 Nov 09:00"


def test_one_that_was_moved_forward_is_not_planned_a_second_time(world: World) -> None:
    meeting = edit(weekly(world), {"due_at": NOW - timedelta(days=3)}, by=world.sari, at=days_ago(4))
    following = finish(meeting, by=world.sari, at=NOW - timedelta(days=3))
    assert following is not None
    assert local(following.due_at) == "Mon 30 Nov 09:00"


def test_done_weeks_late_it_goes_on_from_now(world: World) -> None:
    following = finish(weekly(world), by=world.sari, at=NOW + timedelta(days=23))
    assert following is not None
    assert local(following.due_at) == "Mon 21 Dec 09:00"


def test_skipped_it_stands_a_week_later_and_undo_puts_it_back(world: World) -> None:
    meeting = skip(weekly(world), by=world.sari, at=NOW)
    assert local(world.reload(meeting).due_at) == "Mon 30 Nov 09:00"
    assert local(world.reload(meeting.deal).next_step_due_at) == "Mon 30 Nov 09:00"
    undo(world.workspace.id, last_operation(world), by=world.sari, at=NOW)
    assert local(world.reload(meeting).due_at) == "Mon 23 Nov 09:00"


def test_after_its_last_day_nothing_follows_and_the_last_cannot_be_skipped(world: World) -> None:
    meeting = weekly(world, repeats_until=date(2026, 11, 30))
    with pytest.raises(Conflict):
        skip(skip(meeting, by=world.sari, at=NOW), by=world.sari, at=NOW)
    assert local(world.reload(meeting).due_at) == "Mon 30 Nov 09:00"
    assert finish(meeting, by=world.sari, at=NOW) is None


def test_made_to_repeat_later_it_begins_its_series_where_it_stands(world: World) -> None:
    once = edit(weekly(world, recurrence=""), {"recurrence": "daily"}, by=world.sari, at=NOW)
    assert (once.series_from, once.series_number) == (NOW, 0)
    following = finish(once, by=world.sari, at=NOW)
    assert following is not None
    assert local(following.due_at) == "Tue 24 Nov 09:00"


def test_an_edit_of_the_series_is_undone_with_its_days_and_instants(world: World) -> None:
    meeting = weekly(world, repeats_until=date(2026, 12, 31))
    later = NOW + timedelta(days=1)
    edit(meeting, {"repeats_until": None, "due_at": later, "series_from": later}, by=world.sari, at=NOW)
    undo(world.workspace.id, last_operation(world), by=world.sari, at=NOW)
    back = world.reload(meeting)
    assert (back.repeats_until, back.due_at, back.series_from) == (date(2026, 12, 31), NOW, NOW)


@pytest.mark.parametrize(
    "values",
    [{"recurrence": "hourly"}, {"minutes": 0}, {"minutes": 2000}, {"remind_minutes": -2}, {"remind_minutes": 99_999}],
)
def test_odd_figures_are_refused_and_nothing_is_planned(world: World, values: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        weekly(world, **values)
    assert not Activity.objects.filter(workspace_id=world.workspace.id).exists()
