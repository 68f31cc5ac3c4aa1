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
from tests.exchange.test_importing import bring_text, counts
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
    file = SimpleUploadedFile("toko.csv", b"account,telepon\nSoember Redjeki Makmur,0812 3456 7890\n")
    client.post("/imports/", {"file": file, "record": "organization"})
    job = DataImport.objects.latest("created_at")
    page = client.get(f"/imports/{job.id}/columns/").content.decode()
    assert f'href="/organizations/{shop.id}/">Sumber Rejeki Makmur' in page
    assert "telepon sama" in page
