"""Pages of blocks: for whom they are, who changes them, and what cannot be kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alur.events.models import Event
from alur.events.undoing import NothingToUndo, undo
from alur.kernel.refusal import Conflict, Refusal
from alur.reporting.models import Dashboard
from alur.reporting.operations.composing import (
    MOST_BLOCKS,
    Block,
    DashboardDesign,
    copy_dashboard,
    delete_dashboard,
    edit_dashboard,
    make_dashboard,
)
from alur.reporting.operations.viewing import ViewDesign, delete_view, save_view
from alur.tenancy.models import Member
from tests.world import NOW, World

MONDAY = DashboardDesign("Rapat Senin", [Block("b1", "figure", "won", 3), Block("b2", "note", text="Sirup")])


def make(design: DashboardDesign, by: Member) -> Dashboard:
    return make_dashboard(design, by=by, at=NOW).page


def names(member: Member) -> list[str]:
    return list(Dashboard.objects.visible_to(member).order_by("name").values_list("name", flat=True))


def undo_last(world: World, by: Member) -> None:
    event = Event.objects.filter(workspace_id=world.workspace.id).order_by("-position")[0]
    undo(world.workspace.id, event.operation_id, by=by, at=NOW)


def test_a_page_is_seen_by_those_whom_it_is_for(world: World) -> None:
    for sharing in ("private", "team", "workspace"):
        make(replace(MONDAY, name=sharing, sharing=sharing), world.sari)
    assert names(world.sari) == ["private", "team", "workspace"]
    assert names(world.dewi) == names(world.budi) == ["team", "workspace"]
    assert names(world.tono) == names(world.wati) == names(world.vina) == ["workspace"]
    assert names(world.citra) == []


def test_whoever_composed_a_page_changes_it_and_others_copy_it(world: World) -> None:
    page = make(replace(MONDAY, sharing="workspace"), world.sari)
    for stranger in (world.budi, world.wati, world.vina, world.citra):
        with pytest.raises(Refusal, match="Only whoever composed"):
            edit_dashboard(page, MONDAY, by=stranger, at=NOW, if_version=1)
        with pytest.raises(Refusal, match="Only whoever composed"):
            delete_dashboard(page, by=stranger, at=NOW)
    copy = copy_dashboard(page, "Punya Budi", by=world.budi, at=NOW).page
    assert (copy.owner_id, copy.blocks, copy.sharing) == (world.budi.id, page.blocks, "private")
    with pytest.raises(Refusal, match="look, not change"):
        copy_dashboard(page, "Punya Vina", by=world.vina, at=NOW)


def test_what_is_done_to_a_page_is_taken_back_by_its_owner_alone(world: World) -> None:
    page = make(MONDAY, world.sari)
    edit_dashboard(page, replace(MONDAY, name="Lain", blocks=[]), by=world.sari, at=NOW, if_version=1)
    undo_last(world, world.sari)
    assert (world.reload(page).name, len(world.reload(page).blocks)) == ("Rapat Senin", 2)
    delete_dashboard(page, by=world.sari, at=NOW)
    assert names(world.sari) == []
    with pytest.raises(NothingToUndo):
        undo_last(world, world.wati)
    undo_last(world, world.sari)
    assert names(world.sari) == ["Rapat Senin"]


def test_an_edit_on_top_of_another_is_refused_and_one_of_nothing_is_no_event(world: World) -> None:
    page = make(MONDAY, world.sari)
    assert edit_dashboard(page, MONDAY, by=world.sari, at=NOW, if_version=1).operation_id is None
    edit_dashboard(page, replace(MONDAY, name="Satu"), by=world.sari, at=NOW, if_version=1)
    with pytest.raises(Conflict, match="elsewhere"):
        edit_dashboard(page, replace(MONDAY, name="Dua"), by=world.sari, at=NOW, if_version=1)
    assert world.reload(page).name == "Satu"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "n" * 81}, "name"),
        ({"sharing": "world"}, "sharing"),
        ({"period": "1000y"}, "period"),
        ({"pipeline_id": 7}, "pipeline"),
        ({"blocks": [Block("b1", "figure", "luck")]}, "blocks"),
        ({"blocks": [Block("b1", "spell", "won")]}, "blocks"),
        ({"blocks": [Block("b1", "figure", "won", 5)]}, "blocks"),
        ({"blocks": [Block("b1", "note", text="x" * 2_001)]}, "blocks"),
        ({"blocks": [Block("b1", "figure", "won"), Block("b1", "figure", "lost")]}, "blocks"),
        ({"blocks": [Block(f"b{n}", "figure", "won") for n in range(MOST_BLOCKS + 1)]}, "blocks"),
        ({"blocks": [Block("b1", "view", "7")]}, "blocks"),
        ({"blocks": [Block("b1", "view", "tujuh")]}, "blocks"),
    ],
)
def test_what_cannot_be_shown_is_refused_beside_its_field(world: World, change: dict[str, object], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        make(replace(MONDAY, **change), world.sari)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert names(world.sari) == []


def test_another_ones_private_view_is_not_put_on_a_page_but_one_that_went_stays(world: World) -> None:
    view = save_view(ViewDesign("deal", "Panas", "temperature:is:hot"), by=world.sari, at=NOW)
    design = replace(MONDAY, blocks=[Block("b1", "view", str(view.id))])
    with pytest.raises(Refusal, match="no longer there"):
        make(design, world.budi)
    page = make(design, world.sari)
    delete_view(view, by=world.sari, at=NOW)
    edit_dashboard(page, replace(design, name="Tetap"), by=world.sari, at=NOW, if_version=1)
    assert world.reload(page).blocks[0]["of"] == str(view.id)


def test_one_owner_has_no_two_pages_of_one_name_for_the_same_people(world: World) -> None:
    first, second = make(MONDAY, world.sari), make(replace(MONDAY, name="Selasa"), world.sari)
    with pytest.raises(Refusal, match="already") as refused:
        make(replace(MONDAY, name=MONDAY.name.upper()), world.sari)
    assert refused.value.field == "name"
    with pytest.raises(Refusal, match="already"):
        edit_dashboard(second, MONDAY, by=world.sari, at=NOW, if_version=1)
    assert world.reload(second).name == "Selasa"
    make_dashboard(MONDAY, by=world.budi, at=NOW)
    names = [copy_dashboard(first, MONDAY.name, by=world.budi, at=NOW).page.name for _time in range(2)]
    assert names == [f"{MONDAY.name} 2", f"{MONDAY.name} 3"]
