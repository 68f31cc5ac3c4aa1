"""A list taken out as a file, from the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from alur.events.models import Event
from alur.exchange.models import VaultJob, VaultState
from alur.people.operations.persons import edit_person
from alur.web.lists import exporting
from tests.exchange.working import work
from tests.world import NOW, World, sign_in

CSV = {"format": "csv", "separator": "semicolon", "bom": "1", "language": "id"}
DEALS = "/lists/deal/export/?filter=value:over:1&columns=value&sort=-value"


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def sari(client: Client, world: World) -> Client:
    world.make_deal("Kecil", amount=1)
    world.make_deal("=Besar", amount=2_000)
    world.make_deal("Sedang", amount=500)
    world.make_deal("Milik Tono", owner=world.tono, amount=900)
    return sign_in(client, world.sari)


def body(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode()


def test_a_list_leaves_as_it_is_seen_filtered_sorted_and_harmless(sari: Client, world: World) -> None:
    assert "2 baris" in sari.get(DEALS).content.decode()
    answer = sari.post(DEALS, CSV)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="deal-')
    assert body(answer) == "\ufeffPerusahaan;Deal;Nilai (IDR)\r\n;'=Besar;2000\r\n;Sedang;500\r\n"
    event = Event.objects.get(workspace_id=world.workspace.id, name="list.exported")
    assert (event.actor_id, event.via, event.payload["rows"]) == (world.sari.id, "web", 2)


def test_a_list_leaves_as_a_workbook(sari: Client) -> None:
    answer = sari.post(DEALS, {**CSV, "format": "xlsx"})
    assert answer.content.startswith(b"PK")


def test_the_list_leads_to_its_export_with_what_it_was_asked(sari: Client) -> None:
    page = sari.get("/deals/?filter=value:over:1&sort=-value").content.decode()
    assert 'href="/lists/deal/export/?filter=value%3Aover%3A1&amp;sort=-value"' in page


def test_a_long_list_is_watched_and_fetched_by_who_asked(sari: Client, world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    place = sari.post(DEALS, CSV).headers["Location"]
    assert "Menunggu giliran" in sari.get(place).content.decode()
    twice = sari.post(DEALS, CSV)
    assert (twice.status_code, VaultJob.objects.count()) == (422, 1)
    assert f'href="{place}"' in twice.content.decode()
    work()
    htmx = {"HX-Request": "true", "HX-Target": "work-1"}
    assert sari.get(place, headers=htmx).headers["HX-Redirect"] == place
    link = next(part for part in sari.get(place).content.decode().split('"') if "/file/" in part)
    assert "'=Besar;2000" in body(sari.get(link))
    others = sign_in(Client(), world.wati)
    assert [others.get(path).status_code for path in (place, link)] == [404, 404]


def test_a_long_list_is_stopped(sari: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    place = sari.post(DEALS, CSV).headers["Location"]
    assert sari.post(f"{place}stop/").status_code == 302
    work()
    assert VaultJob.objects.get().state == VaultState.STOPPED
    assert "Dihentikan" in sari.get(place).content.decode()


def test_what_cannot_be_asked_says_why(sari: Client) -> None:
    assert sari.post(DEALS, {**CSV, "format": "exe"}).status_code == 422
    answer = sari.get("/lists/deal/export/?filter=nonsense:is:1")
    assert answer.status_code == 422
    assert sari.get("/lists/nothing/export/").status_code == 404


def test_persons_leave_as_contacts_for_a_telephone(sari: Client, world: World) -> None:
    hotel = world.make_organization("Hotel Puri; Melati")
    ways = [("phone", "0812 3456 7890", ""), ("email", "ratna@puri.example", "")]
    ratna = world.make_person("Ibu Ratna", organization_id=hotel.id)
    edit_person(ratna, {"contacts": ways}, by=world.sari, at=NOW)
    card = sari.get(f"/persons/{ratna.id}/card.vcf")
    told = card.content.decode()
    assert card.headers["Content-Disposition"] == 'attachment; filename="ibu-ratna.vcf"'
    assert "ORG:Hotel Puri\\; Melati" in told
    assert "TEL;TYPE=CELL:+6281234567890" in told
    assert f'href="/persons/{ratna.id}/card.vcf"' in sari.get(f"/persons/{ratna.id}/").content.decode()
    world.make_person("Pak Anton")
    book = body(sari.post("/lists/person/export/?filter=", {**CSV, "format": "vcf"}))
    assert book.startswith(told)
    assert book.count("END:VCARD") == 2
    assert sari.post(DEALS, {**CSV, "format": "vcf"}).status_code == 422
