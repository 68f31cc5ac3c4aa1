"""Who is on leave, who says so, and what is taken back."""

from __future__ import annotations

from datetime import date

import pytest

from alur.accounts.operations.resting import add_leave, remove_leave
from alur.accounts.queries.leaves import away_on, next_leaves
from alur.events.models import Event
from alur.events.undoing import NothingToUndo, undo
from alur.kernel.refusal import Refusal
from alur.tenancy.models import Leave
from tests.world import NOW, World

MONDAY, FRIDAY, NEXT_MONDAY = date(2026, 11, 23), date(2026, 11, 27), date(2026, 11, 30)


def last_operation(world: World) -> int:
    return Event.objects.filter(workspace_id=world.workspace.id).latest("position").operation_id


def test_saris_leave_lasts_from_its_first_day_to_its_last(world: World) -> None:
    add_leave(world.sari, from_on=MONDAY, last_on=FRIDAY, by=world.sari, at=NOW)
    add_leave(world.sari, from_on=date(2026, 12, 24), last_on=date(2026, 12, 24), by=world.sari, at=NOW)
    assert away_on(world.workspace.id, MONDAY) == away_on(world.workspace.id, FRIDAY) == {world.sari.id: FRIDAY}
    assert away_on(world.workspace.id, NEXT_MONDAY) == {}
    assert next_leaves(world.workspace.id, today=FRIDAY)[world.sari.id].from_on == MONDAY
    assert next_leaves(world.workspace.id, today=NEXT_MONDAY)[world.sari.id].from_on == date(2026, 12, 24)
    assert away_on(world.elsewhere.id, MONDAY) == {}


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (FRIDAY, MONDAY, "last_on"),
        (date(2026, 11, 2), date(2026, 11, 22), "last_on"),
        (MONDAY, date(2027, 12, 1), "last_on"),
        (date(2026, 12, 4), date(2026, 12, 9), "from_on"),
    ],
)
def test_a_leave_that_cannot_be_is_refused_by_its_field(world: World, first: date, last: date, field: str) -> None:
    add_leave(world.sari, from_on=date(2026, 12, 1), last_on=date(2026, 12, 4), by=world.sari, at=NOW)
    with pytest.raises(Refusal) as refused:
        add_leave(world.sari, from_on=first, last_on=last, by=world.sari, at=NOW)
    assert refused.value.field == field
    assert Leave.objects.count() == 1


@pytest.mark.parametrize(("by", "may"), [("wati", True), ("budi", True), ("dewi", False), ("vina", False)])
def test_saris_leave_is_set_by_her_lead_and_by_owners_but_by_no_colleague(world: World, by: str, may: bool) -> None:
    setter = getattr(world, by)
    if may:
        made = add_leave(world.sari, from_on=MONDAY, last_on=FRIDAY, by=setter, at=NOW)
        remove_leave(made, by=setter, at=NOW)
    else:
        with pytest.raises(Refusal):
            add_leave(world.sari, from_on=MONDAY, last_on=FRIDAY, by=setter, at=NOW)
    assert not Leave.objects.exists()


def test_tono_is_of_another_team_than_budi_leads(world: World) -> None:
    with pytest.raises(Refusal):
        add_leave(world.tono, from_on=MONDAY, last_on=FRIDAY, by=world.budi, at=NOW)
    assert not Leave.objects.exists()


def test_a_leave_is_undone_by_who_may_set_it_and_its_removal_brings_it_back(world: World) -> None:
    made = add_leave(world.sari, from_on=MONDAY, last_on=FRIDAY, by=world.sari, at=NOW)
    added = last_operation(world)
    with pytest.raises(NothingToUndo):
        undo(world.workspace.id, added, by=world.dewi, at=NOW)
    remove_leave(made, by=world.budi, at=NOW)
    undo(world.workspace.id, last_operation(world), by=world.sari, at=NOW)
    back = Leave.objects.get()
    assert (back.id, back.from_on, back.last_on) == (made.id, MONDAY, FRIDAY)
