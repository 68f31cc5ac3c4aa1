"""Files on the pages of deals, companies and people: sent in, shown, served so that nothing in them runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from alur.conversations.models import Activity
from alur.files.models import StoredFile
from alur.files.queries.places import place_of
from alur.pipeline.models import Demand, Evidence, Step
from tests.files import samples
from tests.files.test_keeping import step_of
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def sari(client: Client, world: World) -> Client:
    """Sari at the web, in Indonesian, as her workspace."""
    return sign_in(client, world.sari)


def send(client: Client, record: dict[str, str], *files: tuple[str, bytes], **headers: Any) -> Any:
    form = {**record, "file": [SimpleUploadedFile(name, content) for name, content in files]}
    return client.post("/files/", form, headers=headers or None)


def files(world: World) -> list[StoredFile]:
    return list(StoredFile.objects.filter(workspace_id=world.workspace.id).order_by("id"))


def test_sari_sends_two_files_without_script_and_sees_them_on_the_deal(sari: Client, world: World) -> None:
    deal = world.make_deal()
    answer = send(sari, {"deal": str(deal.id)}, ("Proposal.pdf", samples.PDF), ("meja.png", samples.png()))
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/deals/{deal.id}/")
    shown = sari.get(f"/deals/{deal.id}/").content.decode()
    assert "2 berkas disimpan." in shown
    assert all(f'href="/files/{one.id}/"' in shown for one in files(world))
    assert "Menambah berkas Proposal.pdf" in shown


def test_with_script_the_panel_alone_is_answered_with_a_toast_to_undo(sari: Client, world: World) -> None:
    company = world.make_organization()
    answer = send(sari, {"organization": str(company.id)}, ("Proposal.pdf", samples.PDF), **HTMX)
    assert answer.status_code == 200
    assert answer.content.decode().lstrip().startswith('<section class="panel" id="files"')
    assert "operation" in answer.headers["HX-Trigger"]


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("tagihan.pdf", samples.EXE, "bukan jenis berkas yang disimpan"),
        ("meja.pdf", samples.JPEG, "isinya JPEG"),
        ("kosong.pdf", b"", "kosong"),
        ("besar.pdf", samples.PDF + b" " * (1 << 20), "lebih besar dari 1 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_file_is_refused_beside_the_field_and_nothing_is_kept(
    sari: Client,
    world: World,
    settings: Any,
    folder: Path,
    headers: dict[str, str],
    name: str,
    content: bytes,
    said: str,
) -> None:
    settings.FILE_LIMIT = 1 << 20
    answer = send(sari, {"deal": str(world.make_deal().id)}, ("baik.pdf", samples.PDF), (name, content), **headers)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert files(world) == []
    assert not list(folder.glob("files/*/*/*"))


def test_no_file_at_all_is_asked_for(sari: Client, world: World) -> None:
    answer = send(sari, {"deal": str(world.make_deal().id)})
    assert (answer.status_code, "Pilih berkas dulu." in answer.content.decode()) == (422, True)


def test_ninety_megabytes_are_told_to_be_too_much_before_they_are_read(sari: Client, world: World) -> None:
    deal = world.make_deal()
    answer = sari.generic(
        "POST", "/files/", b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(101 << 20)
    )
    assert answer.status_code == 413
    assert "Kirim paling banyak 100 MB sekaligus." in answer.content.decode()
    assert sari.get(f"/deals/{deal.id}/").status_code == 200


def test_an_import_that_is_too_large_is_told_so(client: Client, world: World, settings: Any) -> None:
    settings.FILE_LIMIT = 1000
    sign_in(client, world.wati)
    answer = client.post("/imports/", {"record": "deal", "file": SimpleUploadedFile("deal.csv", b"title\n" * 400)})
    assert (answer.status_code, "deal.csv” lebih besar" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("name", "content", "media_type", "disposition"),
    [
        ("gambar.gif", samples.GIF_AND_SCRIPT, "image/gif", "inline"),
        ("meja.png", samples.png(), "image/png", "inline"),
        ("Proposal “Dago”.pdf", samples.PDF, "application/pdf", "attachment"),
        ("halaman.txt", samples.HTML, "text/plain", "attachment"),
        ("meja.heic", samples.HEIC, "image/heic", "attachment"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_served_is_what_it_was_recognized_to_be_and_nothing_in_it_runs(
    sari: Client, world: World, name: str, content: bytes, media_type: str, disposition: str
) -> None:
    send(sari, {"deal": str(world.make_deal().id)}, (name, content))
    (file,) = files(world)
    answer: Any = sari.get(f"/files/{file.id}/")
    assert b"".join(answer.streaming_content) == content
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Content-Disposition"].startswith(disposition)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    again = sari.get(f"/files/{file.id}/", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_file_whose_bytes_the_disk_has_lost_is_not_there(sari: Client, world: World) -> None:
    send(sari, {"deal": str(world.make_deal().id)}, ("Proposal.pdf", samples.PDF))
    (file,) = files(world)
    place_of(file).unlink()
    assert sari.get(f"/files/{file.id}/").status_code == 404


def test_a_file_put_away_can_be_undone_and_restored_from_the_trash(sari: Client, world: World) -> None:
    deal = world.make_deal()
    send(sari, {"deal": str(deal.id)}, ("Proposal.pdf", samples.PDF))
    (file,) = files(world)
    answer = sari.post(f"/files/{file.id}/removal/", headers=HTMX)
    assert "Proposal.pdf ada di sampah." in answer.headers["HX-Trigger"]
    assert "Belum ada berkas." in answer.content.decode()
    assert sari.get(f"/files/{file.id}/").status_code == 404
    assert "Proposal.pdf" in sari.get("/trash/").content.decode()
    sari.post(f"/trash/files/{file.id}/")
    assert files(world) == [file]


def test_the_trash_does_not_show_files_of_hidden_deals(client: Client, world: World) -> None:
    sari = sign_in(Client(), world.sari)
    send(sari, {"deal": str(world.make_deal(owner=world.sari).id)}, ("Rahasia.pdf", samples.PDF))
    (file,) = files(world)
    sari.post(f"/files/{file.id}/removal/")
    tono = sign_in(client, world.tono)
    assert "Rahasia.pdf" not in tono.get("/trash/").content.decode()
    assert tono.post(f"/trash/files/{file.id}/").status_code == 404
    assert files(world) == []


def test_a_photo_is_sent_with_the_note_of_a_visit(sari: Client, world: World) -> None:
    deal = world.make_deal()
    photo = SimpleUploadedFile("meja.png", samples.png())
    sari.post(f"/deals/{deal.id}/activities/", {"kind": "visit", "body": "Ukur meja bar", "file": photo})
    activity = Activity.objects.get(workspace_id=world.workspace.id, deal_id=deal.id)
    (file,) = files(world)
    assert (file.record_kind, file.record_id) == ("activity", activity.id)
    shown = sari.get(f"/deals/{deal.id}/").content.decode()
    assert f'href="/files/{file.id}/"' in shown
    page = sari.get(f"/files/?activity={activity.id}").content.decode()
    assert f'href="/deals/{deal.id}/"' in page


def test_a_bad_photo_leaves_the_note_as_it_was_typed(sari: Client, world: World) -> None:
    deal = world.make_deal()
    form = {"kind": "visit", "body": "Ukur meja bar", "file": SimpleUploadedFile("meja.png", samples.EXE)}
    answer = sari.post(f"/deals/{deal.id}/activities/", form)
    assert answer.status_code == 422
    assert "Ukur meja bar" in answer.content.decode()
    assert not Activity.objects.filter(workspace_id=world.workspace.id).exists()


def test_a_photo_sent_at_the_step_is_its_evidence(sari: Client, world: World) -> None:
    deal, step = world.make_deal(), step_of(world, "photo")
    place = f"/deals/{deal.id}/evidence/"
    refused = sari.post(place, {"step": step.id, "file": SimpleUploadedFile("surat.pdf", samples.PDF)})
    assert (refused.status_code, "“surat.pdf” bukan " in refused.content.decode()) == (422, True)
    assert files(world) == []
    without = sari.post(place, {"step": step.id})
    assert (without.status_code, without.content.decode().count("Pilih berkas dulu.")) == (422, 1)
    sari.post(place, {"step": step.id, "file": SimpleUploadedFile("meja.png", samples.png())})
    (file,) = files(world)
    given = Evidence.objects.get(workspace_id=world.workspace.id, removed_at=None)
    assert (given.kind, given.label, given.rests_on_id) == ("photo", "meja.png", file.id)
    removed = sari.post(f"/files/{file.id}/removal/", headers=HTMX)
    assert removed.headers["HX-Redirect"] == f"/deals/{deal.id}/"


def test_a_file_that_is_kept_already_is_chosen_as_evidence(sari: Client, world: World) -> None:
    deal, step = world.make_deal(), step_of(world, "file")
    send(sari, {"deal": str(deal.id)}, ("Proposal.pdf", samples.PDF))
    (file,) = files(world)
    assert sari.post(f"/deals/{deal.id}/evidence/", {"step": step.id, "kept": "1"}).status_code == 404
    sari.post(f"/deals/{deal.id}/evidence/", {"step": step.id, "kept": str(file.id)})
    assert Evidence.objects.get(workspace_id=world.workspace.id).rests_on_id == file.id


def test_a_step_that_takes_a_file_or_a_visit_offers_both_and_logs_the_visit(sari: Client, world: World) -> None:
    step = step_of(world, "file")
    Step.objects.filter(id=step.id).update(also=[["activity", "visit"], ["note", ""], ["field", "value"]])
    step.criteria.update(demand=Demand.REQUIRED)
    deal, other = world.make_deal(stage=step.stage), world.make_deal("Kopi", stage=step.stage)
    page = sari.get(f"/deals/{deal.id}/").content.decode()
    assert all(part in page for part in ('value="activity:visit"', 'value="note:"', "atau dengan mengisi Nilai"))
    sari.post(f"/deals/{deal.id}/evidence/", {"step": step.id, "way": "activity:visit", "label": "Bertemu Bu Ratna"})
    given = Evidence.objects.get(workspace_id=world.workspace.id)
    visit = Activity.objects.get(workspace_id=world.workspace.id, deal_id=deal.id)
    assert (given.kind, given.rests_on_id, visit.kind) == ("activity", visit.id, "visit")
    to = world.stages[step.stage.position + 1]
    asked = sari.post(f"/deals/{other.id}/stage/", {"stage": to.id}, headers=HTMX).content.decode()
    names = (f"file-{step.id}", f"activity-{step.id}.visit", f"evidence-{step.id}", "value")
    assert all(f'name="{name}"' in asked for name in names)
    sari.post(f"/deals/{other.id}/gate/", {"stage": to.id, f"activity-{step.id}.visit": "Datang lagi"})
    assert world.reload(other).stage_id == to.id


def test_the_gate_takes_the_file_it_asks_for_and_the_deal_goes_on(sari: Client, world: World) -> None:
    step = step_of(world, "file")
    step.criteria.update(demand=Demand.REQUIRED)
    deal = world.make_deal(stage=step.stage)
    to = world.stages[step.stage.position + 1]
    assert sari.post(f"/deals/{deal.id}/stage/", {"stage": to.id}, headers=HTMX).status_code == 409
    form = {"stage": to.id, f"file-{step.id}": SimpleUploadedFile("Survei.pdf", samples.PDF)}
    sari.post(f"/deals/{deal.id}/gate/", form)
    assert world.reload(deal).stage_id == to.id
    assert [one.name for one in files(world)] == ["Survei.pdf"]
