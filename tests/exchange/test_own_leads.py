"""A rep brings in leads of their own: theirs they become, and nobody else's work is named, found or touched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from alur.exchange.mapping import mapping_from
from alur.exchange.models import DataImport, ImportState
from alur.exchange.operations.drafting import draft_import
from alur.exchange.operations.importing import prepare_import, run_import, try_out
from alur.exchange.operations.taking_back import kept_records, undo_import
from alur.kernel.refusal import Refusal
from alur.people.models import Organization, Person
from alur.pipeline.models import Deal
from alur.pipeline.operations.editing import edit
from alur.tenancy.models import Member
from tests.exchange.working import work
from tests.world import NOW, World, sign_in

LEADS = "judul,perusahaan,kontak,hp\nMesin,Kopi Lembah,Ratna,0812-3456-7890\nBiji,Kopi Bukit,Anton,0812-3456-7891\n"
COLUMNS = {"judul": "title", "perusahaan": "organization", "kontak": "person", "hp": "phone"}


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def bring(world: World, tmp_path: Path, text: str, columns: dict[str, Any], *, by: Member, **more: Any) -> DataImport:
    path = tmp_path / "leads.csv"
    path.write_text(text)
    mapping = mapping_from({"record": "deal", "columns": columns, **more})
    job = prepare_import(world.workspace, [(path.name, path)], mapping, duplicates="skip", by=by, at=NOW)
    return run_import(job)


@pytest.mark.parametrize("name", ["sari", "budi"])
def test_what_a_rep_or_a_manager_brings_is_theirs(world: World, tmp_path: Path, name: str) -> None:
    who: Member = getattr(world, name)
    job = bring(world, tmp_path, LEADS, COLUMNS, by=who)
    assert (job.state, job.created) == (ImportState.DONE, 2)
    for model in (Deal, Organization, Person):
        owners = model.objects.filter(workspace_id=world.workspace.id).values_list("owner_id", flat=True)
        assert set(owners) == {who.id}
    assert undo_import(job, by=who, at=NOW)[1] == 0
    assert not Deal.objects.filter(workspace_id=world.workspace.id).exists()


@pytest.mark.parametrize("column", ["owner"])
def test_columns_that_name_other_peoples_work_are_an_owners(world: World, tmp_path: Path, column: str) -> None:
    path = tmp_path / "leads.csv"
    path.write_text("judul,sales\nMesin,Tono Wijaya\n")
    mapping = mapping_from({"record": "deal", "columns": {"judul": "title", "sales": column}})
    files = [(path.name, path)]
    given: dict[str, Any] = {"duplicates": "skip", "at": NOW}
    for who in (world.sari, world.budi):
        with pytest.raises(Refusal, match="sales"):
            prepare_import(world.workspace, files, mapping, by=who, **given)
        with pytest.raises(Refusal, match="sales"):
            try_out(world.workspace, files, mapping, by=who, **given)
    assert not DataImport.objects.filter(workspace_id=world.workspace.id).exists()
    job = run_import(prepare_import(world.workspace, files, mapping, by=world.wati, **given))
    assert Deal.objects.get(workspace_id=world.workspace.id).owner_id == world.tono.id
    assert job.by_id == world.wati.id


def test_a_guess_leaves_out_what_a_rep_may_not_bring(world: World) -> None:
    draft = draft_import(
        world.workspace, name="leads.csv", content=[b"judul,sales\nMesin,Tono\n"], record="deal", by=world.sari, at=NOW
    )
    assert [one["to"] for one in draft.mapping["columns"].values()] == ["title"]
    with pytest.raises(Refusal):
        draft_import(world.workspace, name="tim.csv", content=[b"name\nTono\n"], record="member", by=world.sari, at=NOW)


def test_a_viewer_brings_nothing(world: World, tmp_path: Path) -> None:
    with pytest.raises(Refusal):
        bring(world, tmp_path, LEADS, COLUMNS, by=world.vina)
    assert not DataImport.objects.filter(workspace_id=world.workspace.id).exists()


def test_a_hidden_deal_is_neither_found_nor_changed(world: World, tmp_path: Path) -> None:
    theirs = world.make_deal("Mesin", owner=world.tono, external_source="import", external_id="A1")
    same = world.make_deal("Kembar", owner=world.tono)
    columns = {"no": "external_id", "judul": "title"}
    job = bring(world, tmp_path, "no,judul\nA1,Direbut\nA2,Baru\n", columns, by=world.sari)
    assert (job.created, job.updated, job.failed) == (1, 0, 1)
    assert world.reload(theirs).title == "Mesin"
    again = bring(world, tmp_path, "judul\nKembar\n", {"judul": "title"}, by=world.sari)
    assert (again.created, again.skipped) == (1, 0)
    assert world.reload(same).owner_id == world.tono.id


def test_a_source_that_is_not_known_is_refused_in_its_row(world: World, tmp_path: Path) -> None:
    columns = {"judul": "title", "dari": "source"}
    job = bring(world, tmp_path, "judul,dari\nMesin,Bisikan\nBiji,Referensi\n", columns, by=world.sari)
    assert (job.created, job.failed) == (1, 1)


def test_an_import_is_its_own_makers_and_the_owners(client: Client, world: World, tmp_path: Path) -> None:
    job = bring(world, tmp_path, LEADS, COLUMNS, by=world.sari)
    page = f"/imports/{job.id}/"
    for who, status in ((world.sari, 200), (world.wati, 200), (world.budi, 404), (world.dewi, 404), (world.vina, 404)):
        sign_in(client, who)
        assert client.get(page).status_code == status, who
    sign_in(client, world.dewi)
    assert client.post(f"{page}undo/").status_code == 404
    assert "leads.csv" not in client.get("/imports/").text
    with pytest.raises(Refusal):
        undo_import(job, by=world.budi, at=NOW)
    assert Deal.objects.filter(workspace_id=world.workspace.id).count() == 2


def test_what_the_undo_kept_is_listed_only_as_far_as_one_may_see_it(world: World, tmp_path: Path) -> None:
    job = bring(world, tmp_path, LEADS, COLUMNS, by=world.sari)
    deal = Deal.objects.get(workspace_id=world.workspace.id, title="Mesin")
    edit(deal, {"owner_id": world.tono.id}, by=world.wati, at=NOW)
    undo_import(job, by=world.sari, at=NOW)
    job.refresh_from_db()
    assert "Mesin" not in [title for _kind, _id, title in kept_records(job, by=world.sari)]
    assert "Mesin" in [title for _kind, _id, title in kept_records(job, by=world.wati)]


def test_a_rep_clicks_through_an_import_of_their_own(client: Client, world: World) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    sign_in(client, world.sari)
    assert "milik Anda" in client.get("/imports/").text
    file = SimpleUploadedFile("leads.csv", b"judul,perusahaan,sales\nMesin,Kopi Lembah,Tono\n")
    place = client.post("/imports/", {"file": file, "record": "deal"}).headers["Location"]
    html = client.get(place).text
    assert 'value="owner"' not in html
    sent = {"to-0": "title", "to-1": "organization", "to-2": "", "duplicates": "skip", "run": "1"}
    assert client.post(place, sent).status_code == 302
    work()
    assert Deal.objects.get(workspace_id=world.workspace.id).owner_id == world.sari.id
