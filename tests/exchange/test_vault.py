"""A workspace leaves as one zip and comes back beside the original, equal in all that is its own."""

from __future__ import annotations

import hashlib
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from alur.accounts.operations.joining import add_member, add_member_without_user
from alur.conversations.models import Activity
from alur.events.models import Event, EventSubject, FailedDelivery, Subscription
from alur.events.recording import last_position
from alur.exchange.models import DataImport, ImportState, VaultJob
from alur.exchange.operations.checking import check_export
from alur.exchange.operations.exporting import export_workspace, write_export
from alur.exchange.operations.restoring import restore_workspace
from alur.exchange.steps import run_through
from alur.exchange.vault.archive import NotOurs
from alur.exchange.vault.contents import tables
from alur.files.operations.keeping import add_files
from alur.files.operations.staging import Upload, staging
from alur.files.queries.places import place_for, place_of, root
from alur.pipeline.models import Deal, DealSpell, Stage
from alur.pipeline.operations.moving import move
from alur.pipeline.operations.verifying import differences
from alur.search.models import SearchEntry
from alur.search.queries.finding import find
from alur.search.tasks import begin_index
from alur.tenancy.models import Member, Team, Workspace
from tests.exchange.vault import export, export_copy, restore, rows_outside, sums
from tests.files import samples
from tests.world import NOW, World, user_of


def test_a_restored_workspace_exports_the_same_again_to_the_last_byte(full: World, tmp_path: Path) -> None:
    first = export(full, tmp_path / "first.zip")
    copy = restore(first)
    export_copy(copy, tmp_path / "second.zip")
    assert sums(first) == sums(tmp_path / "second.zip")
    with zipfile.ZipFile(first) as file:
        texts = {name: file.read(name) for name in file.namelist()}
    assert {name: hashlib.sha256(texts[name]).hexdigest() for name in sums(first)} == sums(first)
    filled = {table.label for table in tables() if texts[table.file]}
    assert {"pipeline.Deal", "pipeline.DealSpell", "events.Event", "people.Person", "pipeline.PastTotal"} <= filled


def test_records_keep_their_ids_history_and_totals_beside_the_original(full: World, tmp_path: Path) -> None:
    copy = restore(export(full, tmp_path / "out.zip"))
    here, there = full.workspace.id, copy.id
    assert (copy.name, copy.currency, copy.created_at) == ("Arunika Niaga (2)", "IDR", full.workspace.created_at)
    for model in (Deal, DealSpell, Event, Activity):
        mine, theirs = (set(model.objects.filter(workspace_id=ws).values_list("id", flat=True)) for ws in (here, there))
        assert mine - theirs <= set(Event.objects.filter(name="workspace.exported").values_list("id", flat=True))
        assert theirs <= mine
    assert differences(there) == []
    assert EventSubject.objects.filter(workspace_id=there, kind="workspace", record_id=there).exists()
    assert not EventSubject.objects.filter(workspace_id=there, kind="workspace", record_id=here).exists()
    team = Team.objects.get(workspace_id=there, id=full.jawa.id)
    assert team.lead_id == full.budi.id, "a lead refers to a member who refers to the team"


def test_work_goes_on_in_the_copy_and_the_original_does_not_notice(full: World, tmp_path: Path) -> None:
    deal = full.make_deal("Penggiling")
    copy = restore(export(full, tmp_path / "out.zip"))
    before = last_position(full.workspace.id)
    wati = Member.objects.get(workspace_id=copy.id, id=full.wati.id)
    twin = Deal.objects.get(workspace_id=copy.id, id=deal.id)
    later = Stage.objects.get(workspace_id=copy.id, pipeline_id=twin.pipeline_id, deleted_at__isnull=True, position=3)
    move(twin, to=later, by=wati, at=NOW)
    assert full.reload(deal).stage_id == deal.stage_id != later.id
    assert last_position(full.workspace.id) == before
    assert (differences(copy.id), differences(full.workspace.id)) == ([], [])


def test_members_sign_in_where_their_address_has_an_account_here_and_nobody_else(world: World, tmp_path: Path) -> None:
    add_member_without_user(world.workspace.id, name="Nama dari berkas", by=world.wati, at=NOW)
    path = export(world, tmp_path / "out.zip")
    user = user_of(world.sari)
    user.email = "sari@baru.example"
    user.save()
    done = run_through(restore_workspace(path, at=NOW))
    members = {one.name: one for one in Member.objects.filter(workspace_id=done.workspace.id)}
    assert (done.members, done.with_sign_in) == (7, 5)
    assert members["Wati Kusuma"].user_id == world.wati.user_id
    assert members["Sari Dewanti"].user_id is None, "the account has another address now"
    assert members["Nama dari berkas"].user_id is None
    again = add_member(done.workspace, email="sari@arunika.example", role="manager", by=None, at=NOW)
    assert (again.id, again.name, again.role) == (world.sari.id, "Sari Dewanti", "manager")
    assert again.user_id is not None


def test_who_restores_on_a_screen_owns_the_copy(world: World, tmp_path: Path) -> None:
    copy = restore(export(world, tmp_path / "out.zip"), by_user=user_of(world.citra))
    citra = Member.objects.get(workspace_id=copy.id, user=user_of(world.citra))
    assert citra.is_owner
    copy = restore(tmp_path / "out.zip", by_user=user_of(world.dewi))
    assert Member.objects.get(workspace_id=copy.id, id=world.dewi.id).is_owner


def test_what_listeners_have_heard_is_not_told_them_again_and_imports_under_way_stand_still(
    full: World, tmp_path: Path
) -> None:
    ws = full.workspace.id
    Subscription.objects.create(workspace_id=ws, subscriber="mail", position=3)
    FailedDelivery.objects.create(workspace_id=ws, subscriber="mail", event_position=2, retry_at=NOW)
    DataImport.objects.filter(workspace_id=ws).update(state=ImportState.RUNNING, in_background=True)
    copy = restore(export(full, tmp_path / "out.zip"))
    assert Subscription.objects.get(workspace_id=copy.id).position == 3
    assert not FailedDelivery.objects.filter(workspace_id=copy.id).exists()
    assert set(DataImport.objects.filter(workspace_id=copy.id).values_list("state", flat=True)) == {"stopped"}


def test_an_export_is_recorded_with_who_made_it(world: World, tmp_path: Path) -> None:
    export(world, tmp_path / "out.zip")
    event = Event.objects.get(workspace_id=world.workspace.id, name="workspace.exported")
    assert (event.actor_id, event.payload["file"]) == (world.wati.id, "out.zip")


def test_an_export_that_is_stopped_leaves_no_file(world: World, tmp_path: Path) -> None:
    steps = export_workspace(world.workspace, tmp_path / "out.zip", by=world.wati, at=NOW)
    done, whole = next(steps)
    assert 0 < done < whole
    assert list(tmp_path.iterdir()) == [tmp_path / "out.zip.part"]
    steps.close()
    assert list(tmp_path.iterdir()) == []


def test_a_restore_that_is_stopped_leaves_no_workspace(full: World, tmp_path: Path) -> None:
    path = export(full, tmp_path / "out.zip")
    before = set(Workspace.everything.values_list("id", flat=True))
    for part in (0.1, 0.6, 0.99):
        steps = restore_workspace(path, at=NOW)
        while next(steps, (1, 1))[0] < part * next(steps, (1, 1))[1]:
            pass
        steps.close()
        assert set(Workspace.everything.values_list("id", flat=True)) == before
        assert rows_outside(before) == 0


def test_nobody_sees_a_workspace_that_is_half_restored(full: World, tmp_path: Path) -> None:
    steps = restore_workspace(export(full, tmp_path / "out.zip"), at=NOW)
    while Workspace.everything.count() == 2:
        next(steps)
    assert Workspace.objects.count() == 2
    assert not Member.objects.filter(user=user_of(full.wati)).exclude(workspace_id=full.workspace.id).exists()
    run_through(steps)
    assert Workspace.objects.count() == 3


def test_what_a_killed_restore_left_is_taken_out_by_the_next(world: World, tmp_path: Path) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from alur.exchange.operations.restoring import _begin

    path = export(world, tmp_path / "out.zip")
    half, mark = _begin(run_through(check_export(path)), None, NOW)
    Team.objects.create(workspace_id=half.id, name="Setengah", created_at=NOW)
    restore(path)
    assert Workspace.everything.filter(id=half.id).exists(), "it may still be at work"
    VaultJob.objects.filter(workspace_id=half.id, id=mark.id).update(beat_at=timezone.now() - timedelta(minutes=5))
    restore(path)
    assert not Workspace.everything.filter(id=half.id).exists()
    assert not Team.objects.filter(workspace_id=half.id).exists()


def test_the_copy_is_found_by_its_own_index_and_the_originals_finds_as_before(full: World, tmp_path: Path) -> None:
    deal = full.make_deal("Sangrai Toraja")
    copy = restore(export(full, tmp_path / "out.zip"))
    assert not SearchEntry.objects.filter(workspace_id=copy.id).exists()
    for _ in begin_index(copy, NOW):
        pass
    for workspace_id in (full.workspace.id, copy.id):
        wati = Member.objects.get(workspace_id=workspace_id, id=full.wati.id)
        found = find(wati, "toraja", seen=[]).found
        assert [(kind, one.id) for kind, rows in found.items() for one in rows] == [("deal", deal.id)]


def test_files_come_back_byte_for_byte_and_a_changed_one_is_refused(
    world: World, tmp_path: Path, settings: Any
) -> None:
    settings.DATA_DIR = tmp_path / "data"
    deal = world.make_deal("Mesin")
    with staging(
        deal.workspace_id, [Upload("a.pdf", BytesIO(samples.PDF)), Upload("b.png", BytesIO(samples.png()))]
    ) as staged:
        kept = add_files(deal.workspace_id, "deal", deal.id, staged, by=world.sari, at=NOW)
    first = export(world, tmp_path / "first.zip")
    copy = restore(first)
    for file in kept:
        assert place_for(copy.id, file.id).read_bytes() == place_of(file).read_bytes()
        assert place_for(copy.id, file.id).stat().st_mode & 0o777 == 0o600
    export_copy(copy, tmp_path / "second.zip")
    assert sums(first) == sums(tmp_path / "second.zip")
    assert sum(name.startswith("files/") for name in sums(first)) == 2

    without = tmp_path / "night.zip"
    run_through(write_export(world.workspace, without, at=NOW, with_files=False))
    assert not any(name.startswith("files/") for name in sums(without))
    place_of(kept[0]).write_bytes(b"another")
    night = restore(without)
    assert not place_for(night.id, kept[0].id).exists(), "these are not the bytes that the row tells of"
    assert place_for(night.id, kept[1].id).read_bytes() == samples.png()

    wrong = export(world, tmp_path / "wrong.zip")
    before = Workspace.everything.count()
    with pytest.raises(NotOurs):
        restore(wrong)
    assert Workspace.everything.count() == before
    assert {int(one.name) for one in root().iterdir()} == {world.workspace.id, copy.id, night.id}
