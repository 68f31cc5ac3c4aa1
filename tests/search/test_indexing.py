"""The index agrees with the records, however they came to be as they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings

from alur.exchange.mapping import FileMapping, mapping_from
from alur.exchange.operations.importing import prepare_import, run_import
from alur.exchange.operations.seeding import seed
from alur.exchange.operations.taking_back import undo_import
from alur.search.models import SearchEntry, SearchWord
from alur.search.operations.rebuilding import is_missing, rebuild
from alur.search.queries.finding import find
from alur.search.tasks import begin_index
from tests.web.scene import make_scene
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

DEALS = {
    "record": "deal",
    "columns": {"Judul": {"to": "title"}, "Perusahaan": {"to": "organization"}, "Catatan": {"to": "note"}},
}


def state(world: World) -> set[tuple[str, int, str]]:
    rows = SearchEntry.objects.filter(workspace_id=world.workspace.id).values_list("kind", "record_id", "words")
    return set(rows)


def test_one_of_everything_is_indexed_as_it_would_be_anew(world: World, tmp_path: Path) -> None:
    with override_settings(DATA_DIR=tmp_path):
        make_scene(world.workspace, owner=world.wati, seller=world.sari, team=world.jawa)
    # The scene's company and person are written without an operation, as nothing else is.
    rebuild(world.workspace.id)
    before = state(world)
    assert rebuild(world.workspace.id) == 0
    SearchEntry.objects.filter(workspace_id=world.workspace.id).delete()
    assert is_missing(world.workspace.id)
    list(begin_index(world.workspace, NOW))
    assert state(world) == before
    assert rebuild(world.workspace.id) == 0
    assert list(begin_index(world.workspace, NOW)) == []


def test_bulk_data_is_indexed_as_it_comes(world: World) -> None:
    seed(world.workspace, 30, at=NOW)
    assert rebuild(world.workspace.id) == 0
    assert {kind for kind, _, _ in state(world)} == {"deal", "organization", "product", "activity"}


def test_an_import_is_found_and_taken_back_it_is_not(world: World, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("Judul,Perusahaan,Catatan\nMesin lama,Kopi Lembah,minta brosur\nGrinder,Kopi Bukit,\n")
    mapping: FileMapping = mapping_from(DEALS)
    job = prepare_import(world.workspace, [("deals.csv", path)], mapping, duplicates="new", by=world.wati, at=NOW)
    run_import(job)
    assert list(find(world.wati, "lembah").found) == ["deal", "organization"]
    assert list(find(world.wati, "brosur").found) == ["activity"]
    undo_import(job, by=world.wati, at=NOW)
    assert find(world.wati, "lembah").found == find(world.wati, "brosur").found == {}


def test_an_entry_that_was_lost_or_left_is_mended(world: World) -> None:
    deal = world.make_deal("Mesin espresso")
    SearchEntry.objects.filter(workspace_id=world.workspace.id, record_id=deal.id).delete()
    assert find(world.wati, "espresso").found == {}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pipeline_deal SET title = 'Mesin giling' WHERE workspace_id = %s", [world.workspace.id])
    assert rebuild(world.workspace.id) == 1
    assert list(find(world.wati, "giling").found) == ["deal"]


def test_words_are_known_once(world: World) -> None:
    world.make_deal("Mesin espresso")
    world.make_deal("Mesin giling")
    words = list(SearchWord.objects.filter(workspace_id=world.workspace.id).values_list("word", flat=True))
    assert sorted(words) == ["espresso", "giling", "mesin"]
