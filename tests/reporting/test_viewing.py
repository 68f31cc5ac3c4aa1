"""Saved views: for whom they are, who changes them, and what cannot be kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alur.events.models import Event
from alur.events.undoing import NothingToUndo, undo
from alur.fields.models import RecordKind
from alur.fields.operations.defining import FieldDesign, archive, define
from alur.kernel.refusal import Refusal, Refusals
from alur.reporting.models import SavedView, ViewPin
from alur.reporting.operations.viewing import (
    ViewDesign,
    copy_view,
    delete_view,
    edit_view,
    pin_view,
    save_view,
    unpin_view,
)
from alur.reporting.queries.views import pinned_views, views_of
from alur.tenancy.models import Member
from tests.world import NOW, World

HOT = ViewDesign("deal", "Jawa, panas", "temperature:is:hot", "-value", ("value", "owner"))


def names(member: Member) -> list[str]:
    return [view.name for view in views_of(member, "deal")]


def undo_last(world: World, by: Member) -> None:
    event = Event.objects.filter(workspace_id=world.workspace.id).order_by("-position")[0]
    undo(world.workspace.id, event.operation_id, by=by, at=NOW)


def test_a_view_is_seen_by_those_whom_it_is_for(world: World) -> None:
    for sharing in ("private", "team", "workspace"):
        save_view(replace(HOT, name=sharing, sharing=sharing), by=world.sari, at=NOW)
    assert names(world.sari) == ["private", "team", "workspace"]
    assert names(world.dewi) == names(world.budi) == ["team", "workspace"]
    assert names(world.tono) == names(world.wati) == names(world.vina) == ["workspace"]
    assert names(world.citra) == []


def test_a_view_is_kept_with_its_filter_written_one_way(world: World) -> None:
    view = save_view(replace(HOT, filter=" ( temperature:is:hot ) "), by=world.sari, at=NOW)
    assert (view.filter, view.sort, view.columns) == ("temperature:is:hot", "-value", ["title", "value", "owner"])


def test_whoever_saved_a_view_changes_it_and_others_copy_it(world: World) -> None:
    view = save_view(replace(HOT, sharing="workspace"), by=world.sari, at=NOW)
    for stranger in (world.budi, world.wati, world.vina, world.citra):
        for change in (lambda who: edit_view(view, HOT, by=who, at=NOW), lambda who: delete_view(view, by=who, at=NOW)):
            with pytest.raises(Refusal, match="Only whoever saved"):
                change(stranger)
    assert world.reload(view).version == 1
    copy = copy_view(view, "Punya Budi", by=world.budi, at=NOW)
    assert (copy.owner_id, copy.filter, copy.sharing) == (world.budi.id, view.filter, "private")
    edit_view(copy, replace(HOT, name="Panas"), by=world.budi, at=NOW)
    assert names(world.budi) == ["Jawa, panas", "Panas"]


def test_what_is_done_to_a_view_is_taken_back(world: World) -> None:
    view = save_view(HOT, by=world.sari, at=NOW)
    edit_view(view, replace(HOT, name="Lain", filter=""), by=world.sari, at=NOW)
    undo_last(world, world.sari)
    assert (world.reload(view).name, world.reload(view).filter) == ("Jawa, panas", "temperature:is:hot")
    delete_view(view, by=world.sari, at=NOW)
    assert names(world.sari) == []
    with pytest.raises(NothingToUndo):
        undo_last(world, world.budi)
    undo_last(world, world.sari)
    assert names(world.sari) == ["Jawa, panas"]


def test_a_pin_is_the_readers_own(world: World) -> None:
    view = save_view(replace(HOT, sharing="team"), by=world.sari, at=NOW, is_pinned=True)
    pin_view(view, by=world.dewi, at=NOW)
    pin_view(view, by=world.dewi, at=NOW)
    assert ViewPin.objects.count() == 2
    assert [one.name for one in pinned_views(world.dewi)] == ["Jawa, panas"]
    assert pinned_views(world.budi) == []
    unpin_view(view, by=world.dewi, at=NOW)
    assert pinned_views(world.dewi) == []
    undo_last(world, world.dewi)
    assert [one.name for one in pinned_views(world.dewi)] == ["Jawa, panas"]
    edit_view(view, HOT, by=world.sari, at=NOW)
    assert pinned_views(world.dewi) == [], "a view that is private again is out of sight, pinned or not"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"kind": "invoice"}, "kind"),
        ({"sharing": "all"}, "sharing"),
        ({"filter": "temperature:is:lukewarm"}, "filter"),
        ({"filter": "temperature"}, "filter"),
        ({"sort": "tracks"}, "sort"),
        ({"columns": ("value", "colour")}, "columns"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(world: World, change: dict[str, object], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        save_view(replace(HOT, **change), by=world.sari, at=NOW)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not SavedView.objects.exists()


def test_one_without_a_team_cannot_share_with_it_and_a_viewer_keeps_nothing(world: World) -> None:
    with pytest.raises(Refusal, match="no team"):
        save_view(replace(HOT, sharing="team"), by=world.wati, at=NOW)
    view = save_view(replace(HOT, sharing="workspace"), by=world.wati, at=NOW)
    for forbidden in (lambda: save_view(HOT, by=world.vina, at=NOW), lambda: pin_view(view, by=world.vina, at=NOW)):
        with pytest.raises(Refusal, match="look, not change"):
            forbidden()
    assert SavedView.objects.count() == 1


def test_a_view_that_asks_for_a_field_in_the_archive_is_kept_and_says_so(world: World) -> None:
    field = define(world.workspace.id, RecordKind.DEAL, FieldDesign("Warna", "Colour"), by=world.wati, at=NOW)
    view = save_view(replace(HOT, filter=f"{field.key}:is:merah", columns=(field.key,)), by=world.sari, at=NOW)
    archive(field, by=world.wati, at=NOW)
    assert names(world.sari) == ["Jawa, panas"]
    with pytest.raises(Refusals, match="A field of your own"):
        edit_view(view, replace(HOT, filter=view.filter), by=world.sari, at=NOW)
    assert world.reload(view).filter == f"{field.key}:is:merah"


def test_one_owner_has_no_two_views_of_one_list_and_name_for_the_same_people(world: World) -> None:
    kept = save_view(replace(HOT, name="Émas, panas"), by=world.sari, at=NOW)
    for name in ("Émas, panas", " émas,  PANAS "):
        with pytest.raises(Refusal, match="already") as refused:
            save_view(replace(HOT, name=name), by=world.sari, at=NOW)
        assert refused.value.field == "name"
    other = save_view(replace(HOT, name="Lain"), by=world.sari, at=NOW)
    with pytest.raises(Refusal, match="already"):
        edit_view(other, replace(HOT, name="émas, panas"), by=world.sari, at=NOW)
    assert world.reload(other).name == "Lain"
    edit_view(kept, replace(HOT, name="ÉMAS, panas"), by=world.sari, at=NOW)
    shared = save_view(replace(HOT, name="Émas, panas", sharing="workspace"), by=world.sari, at=NOW)
    with pytest.raises(Refusal, match="already"):
        edit_view(shared, replace(HOT, name="Émas, panas"), by=world.sari, at=NOW)
    save_view(replace(HOT, name="Émas, panas"), by=world.budi, at=NOW)
    save_view(ViewDesign("person", "Émas, panas"), by=world.sari, at=NOW)
    delete_view(kept, by=world.sari, at=NOW)
    save_view(replace(HOT, name="Émas, panas"), by=world.sari, at=NOW)


def test_two_views_that_have_one_name_from_before_can_still_be_changed(world: World) -> None:
    first, second = (save_view(replace(HOT, name=name), by=world.sari, at=NOW) for name in ("Satu", "Dua"))
    SavedView.objects.filter(workspace_id=world.workspace.id, id=second.id).update(name="Satu")
    edit_view(world.reload(second), replace(HOT, name="Satu", sort="value"), by=world.sari, at=NOW)
    assert [world.reload(one).sort for one in (first, second)] == ["-value", "value"]


def test_a_view_is_copied_twice_under_two_names(world: World) -> None:
    view = save_view(replace(HOT, sharing="workspace"), by=world.sari, at=NOW)
    long = "L" * 80
    copies = [copy_view(view, name, by=world.budi, at=NOW).name for name in ("Saya", "saya", "SAYA", long, long)]
    assert copies == ["Saya", "saya 2", "SAYA 3", long, "L" * 78 + " 2"]
