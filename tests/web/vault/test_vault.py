"""The screen where an owner takes everything out, sees the backups, and makes a workspace of one."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from alur.accounts.operations.joining import add_member
from alur.events.models import Event
from alur.exchange.models import VaultJob, VaultKind, VaultState
from alur.exchange.operations.vault_jobs import ask_for_backup
from alur.tenancy.models import Role, Workspace
from tests.exchange.working import work
from tests.world import NOW, World, sign_in

PAGE = "/settings/export/"


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def wati(client: Client, world: World) -> Client:
    return sign_in(client, world.wati)


def link_in(page: str, part: str = "/file/") -> str:
    return next(piece for piece in page.split('"') if part in piece)


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_an_export_is_asked_for_watched_and_fetched(wati: Client, world: World) -> None:
    assert wati.post(f"{PAGE}exports/").headers["Location"] == PAGE
    page = wati.get(PAGE).content.decode()
    assert "Menunggu giliran" in page
    progress = link_in(page, "/progress/")
    assert "Menunggu giliran" in wati.get(progress).content.decode()
    work()
    assert wati.get(progress).headers["HX-Redirect"] == PAGE
    answer: Any = wati.get(link_in(wati.get(PAGE).content.decode()))
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="arunika-niaga-')
    with zipfile.ZipFile(io.BytesIO(body(answer))) as file:
        assert "tables/tenancy.member.jsonl" in file.namelist()
    event = Event.objects.get(workspace_id=world.workspace.id, name="workspace.exported")
    assert event.actor_id == world.wati.id


def test_an_export_is_its_owners_alone_and_its_link_runs_out(wati: Client, world: World) -> None:
    wati.post(f"{PAGE}exports/")
    work()
    link = link_in(wati.get(PAGE).content.decode())
    rina = add_member(world.workspace, email="rina@arunika.example", role=Role.OWNER, by=world.wati, at=NOW)
    others = sign_in(Client(), rina)
    assert others.get(link).status_code == 404
    assert "/file/" not in others.get(PAGE).content.decode()
    assert Client().get(link).headers["Location"].startswith("/sign-in/")
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        answer = wati.get(link)
        assert answer.headers["Location"] == PAGE
        assert "kedaluwarsa" in wati.get(PAGE).content.decode()
    assert wati.get(link[:-3] + "x/").status_code == 404


def test_who_fetches_a_backup_is_written_down(wati: Client, world: World) -> None:
    ask_for_backup(world.workspace.id, by=None, at=timezone.now())
    work()
    link = link_in(wati.get(PAGE).content.decode())
    assert not Event.objects.filter(workspace_id=world.workspace.id, name="workspace.exported").exists()
    assert body(wati.get(link))
    event = Event.objects.get(workspace_id=world.workspace.id, name="workspace.exported")
    assert (event.actor_id, event.via) == (world.wati.id, "web")


def test_a_file_is_looked_through_then_restored_beside_and_entered(wati: Client, world: World) -> None:
    world.make_deal()
    wati.post(f"{PAGE}exports/")
    work()
    content = body(wati.get(link_in(wati.get(PAGE).content.decode())))
    world.make_deal("Penggiling")
    wati.post(f"{PAGE}uploads/", {"file": SimpleUploadedFile("lama.zip", content)})
    work()
    page = wati.get(PAGE).content.decode()
    assert "Sidik jari cocok" in page
    assert '<td class="r">2</td><td class="r">1</td><td class="r mut">+1</td>' in page
    restore = link_in(page, "/restore/")
    refused = wati.post(restore, {"name": " "})
    assert (refused.status_code, Workspace.objects.count()) == (422, 2)
    wati.post(restore, {"name": "Arunika pulih"})
    work()
    made = Workspace.objects.get(name="Arunika pulih")
    page = wati.get(PAGE).content.decode()
    assert "Arunika pulih sudah ada." in page
    assert wati.post("/workspace/", {"workspace": made.id}).status_code == 302
    assert "Mesin espresso" in wati.get("/deals/").content.decode()


def test_a_file_that_is_no_export_says_so_and_a_form_without_one_too(wati: Client, world: World) -> None:
    assert "Pilih berkas dulu" in wati.post(f"{PAGE}uploads/").content.decode()
    wati.post(f"{PAGE}uploads/", {"file": SimpleUploadedFile("surat.zip", b"PK\x03\x04 and no more")})
    work()
    page = wati.get(PAGE).content.decode()
    assert "bukan zip, atau ujungnya hilang" in page
    assert "tidak ada yang berubah" in page


def test_a_backup_that_failed_is_named_and_the_nights_are_told_in_words(wati: Client, world: World) -> None:
    for days, state in ((1, VaultState.DONE), (0, VaultState.FAILED)):
        VaultJob.objects.create(
            workspace_id=world.workspace.id, kind=VaultKind.BACKUP, state=state, size=1000,
            failure="This file is no longer there.", created_at=timezone.now() - timedelta(days=days),
        )  # fmt: skip
    page = wati.get(PAGE).content.decode()
    assert "30 hari terakhir: 1 cadangan berhasil, 1 gagal" in page
    assert "Berkas ini sudah tidak ada." in page


def test_a_stopped_export_says_that_no_file_was_left(wati: Client, world: World) -> None:
    wati.post("/settings/export/exports/")
    job = VaultJob.objects.get(workspace_id=world.workspace.id)
    answer = wati.post(f"/settings/export/{job.id}/stop/", follow=True)
    assert "Dihentikan; tidak ada berkas." in answer.text
    assert world.reload(job).state == VaultState.STOPPED


def test_a_double_tap_asks_once(wati: Client) -> None:
    for _ in range(2):
        assert wati.post(f"{PAGE}backups/", {"once": "satu"}).status_code == 302
    assert VaultJob.objects.count() == 1
    assert wati.post(f"{PAGE}backups/", {"once": "dua"}).status_code == 422
