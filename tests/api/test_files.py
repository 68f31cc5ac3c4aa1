"""Files over the API: sent as multipart, listed by record, read, put away, evidence of a step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from alur.files.models import StoredFile
from tests.api.asking import caller, multipart
from tests.files import samples
from tests.files.test_keeping import step_of
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def count(world: World) -> int:
    return StoredFile.objects.filter(workspace_id=world.workspace.id).count()


def test_a_file_is_sent_listed_read_and_put_away(world: World) -> None:
    sari, deal = caller(world.sari), world.make_deal()
    sent = sari.post("/files", multipart({"deal": str(deal.id)}, "Proposal.pdf", samples.PDF))
    shown = sent.json()
    assert (sent.status_code, sent.headers["Location"]) == (201, f"/api/v1/files/{shown['id']}")
    assert (shown["name"], shown["media_type"], shown["size"]) == ("Proposal.pdf", "application/pdf", len(samples.PDF))
    assert (shown["deal"], shown["organization"], shown["by"]) == (str(deal.id), None, str(world.sari.id))
    assert sari.get("/files", deal=deal.id).json() == {"items": [shown], "next_cursor": None}
    content = sari.get(f"/files/{shown['id']}/content")
    assert b"".join(content.streaming_content) == samples.PDF
    assert (content.headers["Content-Type"], content.headers["ETag"]) == ("application/pdf", sent.headers["ETag"])
    assert sari.delete(f"/files/{shown['id']}", If_Match='"other"').status_code == 412
    gone = sari.delete(f"/files/{shown['id']}", If_Match=sent.headers["ETag"])
    assert sari.get(f"/files/{shown['id']}").status_code == 404
    assert sari.post(f"/operations/{gone.headers['Alur-Operation']}/undo").status_code == 200
    assert count(world) == 1


@pytest.mark.parametrize(
    ("form", "name", "content", "status", "field"),
    [
        ({"deal": "{deal}"}, "tagihan.pdf", samples.EXE, 422, "file"),
        ({"deal": "{deal}"}, "kosong.pdf", b"", 422, "file"),
        ({}, "Proposal.pdf", samples.PDF, 422, "deal"),
        ({"deal": "{deal}", "person": "1"}, "Proposal.pdf", samples.PDF, 422, "deal"),
        ({"deal": "1"}, "Proposal.pdf", samples.PDF, 404, "deal"),
        ({"deal": "x"}, "Proposal.pdf", samples.PDF, 404, "deal"),
        ({"deal": "{deal}", "colour": "red"}, "Proposal.pdf", samples.PDF, 422, "colour"),
    ],
    ids=["exe", "empty", "no record", "two records", "unknown", "no id", "unknown field"],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(
    world: World, folder: Path, form: dict[str, str], name: str, content: bytes, status: int, field: str
) -> None:
    deal = world.make_deal()
    body = multipart({key: value.format(deal=deal.id) for key, value in form.items()}, name, content)
    answer = caller(world.sari).post("/files", body)
    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (status, [field])
    assert count(world) == 0
    assert not list(folder.glob("files/*/*/*"))


def test_a_body_without_a_file_says_that_one_is_needed(world: World) -> None:
    answer = caller(world.sari).post("/files", {"deal": str(world.make_deal().id)})
    assert answer.status_code == 422
    assert "file" in [one["field"] for one in answer.json()["errors"]]


def test_too_large_is_refused_while_it_comes_in_and_far_too_large_before(world: World, settings: Any) -> None:
    settings.FILE_LIMIT = 1000
    sari, deal = caller(world.sari), world.make_deal()
    body = multipart({"deal": str(deal.id)}, "besar.pdf", samples.PDF + b" " * 2000)
    assert sari.post("/files", body).status_code == 422
    body = multipart({"deal": str(deal.id)}, "besar.pdf", samples.PDF + b" " * 5000)
    assert sari.post("/files", body).status_code == 413


def test_the_same_key_and_file_again_is_kept_once_and_another_file_is_refused(world: World) -> None:
    sari, deal = caller(world.sari), world.make_deal()
    body = multipart({"deal": str(deal.id)}, "Proposal.pdf", samples.PDF)
    first, second = (sari.post("/files", body, Idempotency_Key="satu") for _ in range(2))
    assert (second.status_code, second.json()) == (201, first.json())
    assert count(world) == 1
    other = multipart({"deal": str(deal.id)}, "Proposal.pdf", samples.PDF + b"%%EOF\n")
    assert sari.post("/files", other, Idempotency_Key="satu").status_code == 422


def test_a_photo_is_evidence_of_a_step_and_a_hidden_one_is_not_there(world: World) -> None:
    sari, deal, step = caller(world.sari), world.make_deal(), step_of(world, "photo")
    photo = sari.post("/files", multipart({"deal": str(deal.id)}, "meja.png", samples.png())).json()["id"]
    tonos = world.make_deal("Milik Tono", owner=world.tono)
    hidden = caller(world.tono).post("/files", multipart({"deal": str(tonos.id)}, "a.png", samples.png())).json()["id"]
    place = f"/deals/{deal.id}/evidence"
    assert sari.post(place, {"step": str(step.id), "label": "Meja"}).status_code == 422
    assert sari.post(place, {"step": str(step.id), "label": "Meja", "file": hidden}).status_code == 404
    given = sari.post(place, {"step": str(step.id), "label": "Meja", "file": photo}).json()
    assert (given["kind"], given["file"], given["activity"]) == ("photo", photo, None)
