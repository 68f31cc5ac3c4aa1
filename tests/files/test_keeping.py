"""Files on records: kept outside the database, seen through what they hang on, undone, purged."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from alur.conversations.operations.planning import NewActivity, add
from alur.events.models import Event
from alur.events.purging import purge
from alur.events.recording import operation
from alur.events.undoing import NothingToUndo, undo
from alur.files.access import file_seen_by
from alur.files.models import StoredFile
from alur.files.operations.keeping import add_files, delete_file, restore_file
from alur.files.operations.purging import sweep
from alur.files.operations.staging import Upload, staging
from alur.files.queries.lists import bytes_kept
from alur.files.queries.places import place_for, place_of
from alur.kernel.refusal import Conflict, Refusal
from alur.pipeline.models import Deal, Evidence, EvidenceKind, Step
from alur.pipeline.operations.deleting import delete
from alur.pipeline.operations.parts import add_evidence
from alur.tenancy.models import Member
from tests.files import samples
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def kept(
    deal: Deal, name: str = "Proposal.pdf", content: bytes = samples.PDF, *, by: Member | None = None
) -> StoredFile:
    with staging(deal.workspace_id, [Upload(name, BytesIO(content))]) as staged:
        return add_files(deal.workspace_id, "deal", deal.id, staged, by=by, at=NOW)[0]


def on_disk(folder: Path) -> list[Path]:
    return [path for path in (folder / "files").rglob("*") if path.is_file()] if (folder / "files").exists() else []


def test_the_bytes_lie_under_the_id_where_nobody_else_reads_or_runs_them(world: World, folder: Path) -> None:
    file = kept(world.make_deal(), "../../jahat.pdf", by=world.sari)
    place = place_of(file)
    assert place == folder / "files" / str(world.workspace.id) / f"{file.id % 100:02}" / str(file.id)
    assert place.read_bytes() == samples.PDF
    assert place.stat().st_mode & 0o777 == 0o600
    assert (file.name, file.size, file.media_type) == ("jahat.pdf", len(samples.PDF), "application/pdf")
    assert file.sha256 == hashlib.sha256(samples.PDF).hexdigest()
    event = Event.objects.get(workspace_id=world.workspace.id, name="file.added")
    assert (event.payload["kind"], event.payload["of"], event.actor_id) == ("deal", file.record_id, world.sari.id)


def test_of_several_files_all_are_kept_or_none(world: World, folder: Path) -> None:
    deal = world.make_deal()
    uploads = [Upload("a.pdf", BytesIO(samples.PDF)), Upload("b.pdf", BytesIO(samples.EXE))]
    with pytest.raises(Refusal, match=r"b\.pdf"), staging(deal.workspace_id, uploads):
        raise AssertionError
    assert on_disk(folder) == []


def test_bytes_whose_row_was_not_written_are_removed_again(world: World, folder: Path) -> None:
    deal = world.make_deal()
    upload = Upload("a.pdf", BytesIO(samples.PDF))
    with pytest.raises(ZeroDivisionError), staging(deal.workspace_id, [upload]) as staged, transaction.atomic():
        add_files(deal.workspace_id, "deal", deal.id, staged, by=world.sari, at=NOW)
        assert len(on_disk(folder)) == 1
        raise ZeroDivisionError
    assert on_disk(folder) == []
    assert not StoredFile.objects.filter(workspace_id=deal.workspace_id).exists()


def test_empty_too_large_and_too_many_are_refused(world: World, folder: Path, settings: Any) -> None:
    deal = world.make_deal()
    with pytest.raises(Refusal, match="is empty"):
        kept(deal, content=b"")
    settings.FILE_LIMIT = 1 << 20
    with pytest.raises(Refusal, match="larger than 1 MB"):
        kept(deal, content=samples.PDF + b" " * (1 << 20))
    settings.FILES_QUOTA = 2 * len(samples.PDF)
    kept(deal)
    second = kept(deal)
    delete_file(second, by=world.sari, at=NOW)
    with pytest.raises(Refusal, match="no room"):
        kept(deal)
    assert bytes_kept(world.workspace.id) == 2 * len(samples.PDF)
    assert len(on_disk(folder)) == 2


def test_another_workspaces_files_take_no_room_here(world: World, settings: Any) -> None:
    settings.FILES_QUOTA = len(samples.PDF)
    kept(world.make_deal())
    with staging(world.elsewhere.id, [Upload("a.pdf", BytesIO(samples.PDF))]) as staged:
        assert len(staged) == 1


def test_who_sees_the_deal_sees_its_files_and_nobody_else(world: World) -> None:
    deal = world.make_deal(owner=world.sari)
    file = kept(deal)
    seeing = [
        who.name.split()[0] for who in (world.wati, world.budi, world.sari, world.vina) if file_seen_by(who, file.id)
    ]
    assert seeing == ["Wati", "Budi", "Sari", "Vina"]
    assert file_seen_by(world.tono, file.id) is None
    assert file_seen_by(world.citra, file.id) is None
    delete(deal, by=world.sari, at=NOW)
    assert file_seen_by(world.wati, file.id) is None


def test_a_file_of_an_activity_shows_on_its_deal_and_hides_with_it(world: World) -> None:
    deal = world.make_deal(owner=world.sari)
    visit = add(deal.workspace_id, NewActivity(kind="visit", title="Ukur meja", deal=deal), by=world.sari, at=NOW)
    with staging(deal.workspace_id, [Upload("meja.png", BytesIO(samples.png()))]) as staged:
        (photo,) = add_files(deal.workspace_id, "activity", visit.id, staged, by=world.sari, at=NOW)
    assert file_seen_by(world.sari, photo.id)
    assert file_seen_by(world.tono, photo.id) is None
    event = Event.objects.get(workspace_id=deal.workspace_id, name="file.added")
    with pytest.raises(NothingToUndo):
        undo(deal.workspace_id, event.operation_id, by=world.tono, at=NOW)


def test_putting_away_is_undone_and_done_again(world: World) -> None:
    file = kept(world.make_deal())
    with operation(file.workspace_id, by=world.sari, at=NOW) as act:
        delete_file(file, by=world.sari, at=NOW)
    assert file_seen_by(world.sari, file.id) is None
    back = undo(file.workspace_id, act.id, by=world.sari, at=NOW)
    assert file_seen_by(world.sari, file.id) is not None
    undo(file.workspace_id, back.id, by=world.sari, at=NOW)
    assert file_seen_by(world.sari, file.id) is None
    with pytest.raises(Conflict, match="in the trash already"):
        delete_file(world.reload(file), by=world.sari, at=NOW)
    restore_file(world.reload(file), by=world.sari, at=NOW)
    with pytest.raises(Conflict, match="not in the trash"):
        restore_file(world.reload(file), by=world.sari, at=NOW)


def test_after_thirty_days_in_the_trash_the_bytes_go_for_good(world: World, folder: Path) -> None:
    deal = world.make_deal()
    stays, goes = kept(deal, "a.pdf"), kept(deal, "b.pdf")
    with operation(deal.workspace_id, by=world.sari, at=NOW) as act:
        delete_file(goes, by=world.sari, at=NOW)
    assert sum(purge(deal.workspace_id, at=NOW + timedelta(days=29))) == 0
    assert sum(purge(deal.workspace_id, at=NOW + timedelta(days=31))) == 1
    swept_at_night(deal.workspace_id, folder)
    assert on_disk(folder) == [place_of(stays)]
    with pytest.raises(Conflict, match="removed for good"):
        undo(deal.workspace_id, act.id, by=world.sari, at=NOW)


def test_files_go_with_their_deal_and_with_what_was_done_in_it(world: World, folder: Path) -> None:
    deal, other = world.make_deal(), world.make_deal("Lain")
    visit = add(deal.workspace_id, NewActivity(kind="visit", title="Ukur", deal=deal), by=world.sari, at=NOW)
    kept(deal)
    stays = kept(other)
    with staging(deal.workspace_id, [Upload("meja.png", BytesIO(samples.png()))]) as staged:
        add_files(deal.workspace_id, "activity", visit.id, staged, by=world.sari, at=NOW)
    delete(deal, by=world.sari, at=NOW)
    sum(purge(deal.workspace_id, at=NOW + timedelta(days=31)))
    swept_at_night(deal.workspace_id, folder)
    assert on_disk(folder) == [place_of(stays)]


def test_what_a_killed_process_left_is_swept_up_after_a_day(world: World, folder: Path) -> None:
    file = kept(world.make_deal())
    orphan = place_for(world.workspace.id, 12345)
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"left behind")
    for path in on_disk(folder):
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    assert sum(sweep(world.workspace.id, at=NOW + timedelta(hours=23))) == 0
    assert sum(sweep(world.workspace.id, at=NOW + timedelta(hours=25))) == 1
    assert on_disk(folder) == [place_of(file)]


def swept_at_night(workspace_id: int, folder: Path) -> None:
    for path in on_disk(folder):
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    sum(sweep(workspace_id, at=NOW + timedelta(days=31)))


def step_of(world: World, kind: str) -> Step:
    step = (
        Step.objects.filter(workspace_id=world.workspace.id, evidence="note").select_related("stage").order_by("id")[0]
    )
    step.evidence = kind
    step.save(update_fields=["evidence"])
    return step


def test_a_photo_of_the_deal_is_a_steps_evidence_and_a_document_is_not_a_photo(world: World) -> None:
    deal, step = world.make_deal(), step_of(world, EvidenceKind.PHOTO)
    document, photo = kept(deal), kept(deal, "meja.png", samples.png())
    elsewhere = kept(world.make_deal("Lain"), "lain.png", samples.png())

    def give(rests_on: tuple[str, int] | None) -> Evidence:
        return add_evidence(deal, step, label="Meja", kind="photo", rests_on=rests_on, by=world.sari, at=NOW)

    for wrong, said in (
        (None, "needs a photo"),
        (("file", elsewhere.id), "needs a photo"),
        (("activity", photo.id), "needs a photo"),
        (("file", document.id), "is not a photo"),
    ):
        with pytest.raises(Refusal, match=said):
            give(wrong)
    assert give(("file", photo.id)).rests_on_id == photo.id


def test_evidence_goes_with_its_file_and_comes_back_with_it(world: World) -> None:
    deal, step = world.make_deal(), step_of(world, EvidenceKind.FILE)
    file = kept(deal)
    given = add_evidence(deal, step, label="Proposal", kind="file", rests_on=("file", file.id), by=world.sari, at=NOW)
    with operation(deal.workspace_id, by=world.sari, at=NOW) as act:
        delete_file(file, by=world.sari, at=NOW)
    assert world.reload(given).removed_at == NOW
    undo(deal.workspace_id, act.id, by=world.sari, at=NOW)
    assert world.reload(given).removed_at is None
    assert file_seen_by(world.sari, file.id)
