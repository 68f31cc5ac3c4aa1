"""Rows that are likely a company or person who is there: by the same points as on the page of duplicates."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from alur.events.relaying import relay
from alur.exchange.models import DataImport
from alur.people.models import Organization, Person
from alur.people.operations.organizations import NewOrganization, create_organization
from alur.people.operations.persons import NewPerson, create_person
from alur.pipeline.models import Deal
from tests.exchange.test_importing import bring_text, counts
from tests.reporting.histories import put_back
from tests.world import NOW, World, sign_in

COLUMNS = {"nama": "name", "telepon": "phone", "kota": "region"}
HEAD = "nama,telepon,kota\n"


@pytest.fixture
def shop(world: World) -> Organization:
    extra = {"contacts": [("phone", "0812 3456 7890", "")], "region_code": "35.78"}
    made = create_organization(
        world.workspace.id, NewOrganization("Sumber Rejeki Makmur", extra), by=world.sari, at=NOW
    )
    relay(world.workspace.id, at=NOW)
    return made


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("CV Soember Redjeki Makmur,+62 812-3456-7890,", (0, 0, 1, 0)),  # old spelling, same number
        ("Sumbr Rejeki Makmur,,Kota Surabaya", (1, 0, 0, 0)),  # alike alone is not enough to decide unasked
        ("PT Sumber Rejeki Makmur,,", (0, 0, 1, 0)),
        ("Sumber Rejeki Makmur,,Kota Bandung", (1, 0, 0, 0)),  # of the same name in another town
        ("Toko Zamrud,0812 3456 7890,", (1, 0, 0, 0)),  # a number that two share
    ],
)
def test_a_row_is_taken_for_a_company_by_its_points(
    world: World, shop: Organization, tmp_path: Path, row: str, expected: tuple[int, int, int, int]
) -> None:
    assert counts(bring_text(world, tmp_path, f"{HEAD}{row}\n", COLUMNS, "skip", "organization")) == expected
    assert counts(bring_text(world, tmp_path, f"{HEAD}{row}\n", COLUMNS, "new", "organization"))[0] == 1


@pytest.mark.parametrize(
    ("duplicates", "expected"), [("skip", (4, 0, 1, 0)), ("merge", (4, 1, 0, 0)), ("new", (5, 0, 0, 0))]
)
def test_a_row_that_repeats_an_earlier_one_in_another_spelling_is_taken_for_it(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, duplicates: str, expected: tuple[int, ...]
) -> None:
    """In the same batch or another; numbers of a chain's shops are no spellings, nor is a number that two share."""
    text = HEAD + (
        "Sumber Rejeki Makmur,0812 3456 7890,\nGerai 11,,\nGerai 1,,\nToko Zamrud,0812 3456 7890,\n"
        "CV Soember Redjeki Makmur,+62 812-3456-7890,Kota Surabaya\n"
    )
    for size in (2, 250):
        for name in ("FIRST_BATCH", "SMALLEST_BATCH", "LARGEST_BATCH"):
            monkeypatch.setattr(f"alur.exchange.operations.importing.{name}", size)
        with put_back():
            assert counts(bring_text(world, tmp_path, text, COLUMNS, duplicates, "organization")) == expected
            made = Organization.objects.get(workspace_id=world.workspace.id, name="Sumber Rejeki Makmur")
            assert made.region_code == ("35.78" if duplicates == "merge" else "")


def test_deals_of_one_company_in_two_spellings_are_of_one_company(world: World, tmp_path: Path) -> None:
    """New in the file, or there already under a third spelling."""
    there = create_organization(world.workspace.id, NewOrganization("Tjahaja Timoer", {}), by=world.sari, at=NOW)
    relay(world.workspace.id, at=NOW)
    text = (
        "judul,pt\nMesin,Sumber Rejeki\nBiji,Soember Redjeki\nGilingan,PT Cahaya Timur\nSewa,Gerai 11\nServis,Gerai 1\n"
    )
    assert bring_text(world, tmp_path, text, {"judul": "title", "pt": "organization"}).created == 5
    named = dict(Deal.objects.filter(workspace_id=world.workspace.id).values_list("title", "organization__name"))
    assert (named["Mesin"], named["Biji"], named["Gilingan"]) == ("Sumber Rejeki", "Sumber Rejeki", there.name)
    assert (named["Sewa"], named["Servis"]) == ("Gerai 11", "Gerai 1")


def test_a_person_is_known_by_a_shortened_name_and_the_number(world: World, tmp_path: Path) -> None:
    extra = {"contacts": [("phone", "0812 3456 7890", "")]}
    ratna = create_person(world.workspace.id, NewPerson("Ratna Anggraini", extra), by=world.sari, at=NOW)
    relay(world.workspace.id, at=NOW)
    text = 'nama,telepon,catatan\n"Ratna  Angraini",0812-3456-7890,Suka kopi Gayo\nJoko,0812-3456-7890,\n'
    columns = {"nama": "name", "telepon": "phone", "catatan": "note"}
    job = bring_text(world, tmp_path, text, columns, "merge", "person")
    assert counts(job) == (1, 1, 0, 0)
    assert world.reload(ratna).note == "Suka kopi Gayo"
    assert Person.objects.filter(workspace_id=world.workspace.id).count() == 2


def test_the_trial_names_whom_a_row_is_taken_for_and_why(
    world: World, shop: Organization, settings: object, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    client = Client()
    sign_in(client, world.wati)
    rows = b"Soember Redjeki Makmur,0812 3456 7890\nWarung Intan,0813 5550 0001\nWaroeng Intan,0813 5550 0001\n"
    file = SimpleUploadedFile("toko.csv", b"account,telepon\n" + rows)
    client.post("/imports/", {"file": file, "record": "organization"})
    job = DataImport.objects.latest("created_at")
    page = client.get(f"/imports/{job.id}/columns/").content.decode()
    assert f'href="/organizations/{shop.id}/">Sumber Rejeki Makmur' in page
    assert "telepon sama" in page
    assert "Waroeng Intan" in page.split("Dianggap sama")[1]
    assert "(baris 3)" in page, "the row before, which is not there yet"
