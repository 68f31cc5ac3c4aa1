"""A company's page among its group; a branch made from there; roles with their days."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alur.people.models import Organization, PersonRole
from tests.api.asking import caller
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def sari(client: Client, world: World) -> Client:
    return sign_in(client, world.sari)


def test_the_page_shows_what_it_is_a_part_of_its_branches_and_what_is_open_in_all(sari: Client, world: World) -> None:
    group = world.make_organization("Induk Lembah")
    chain = world.make_organization("Kopi Lembah", parent_id=group.id)
    branch = world.make_organization("Kopi Lembah Dago", parent_id=chain.id)
    world.make_deal("Mesin", organization=chain, amount=100_000_000)
    world.make_deal("Grinder", organization=branch, amount=20_000_000)
    world.make_deal("Rahasia", organization=branch, amount=500_000_000, owner=world.tono)
    html = sari.get(f"/organizations/{chain.id}/").text.replace("\u00a0", " ")
    assert html.index("Induk Lembah") < html.index("Kopi Lembah Dago")
    assert "Rp 120 jt" in html
    assert "Rp 20 jt" in html
    assert "Rp 620 jt" not in html


def test_a_branch_is_made_from_its_chains_page_and_found_by_name(sari: Client, world: World) -> None:
    chain = world.make_organization("Kopi Lembah")
    form = sari.get(f"/organizations/new/?parent={chain.id}").text
    assert 'value="Kopi Lembah"' in form
    assert f'name="organization" value="{chain.id}"' in form
    sari.post("/organizations/new/", {"name": "Kopi Lembah Riau", "company": "kopi lembah"})
    assert Organization.objects.get(workspace_id=world.workspace.id, name="Kopi Lembah Riau").parent_id == chain.id


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"company": "Tidak Ada"}, "Pilih perusahaan dari daftar."),
        ({"company": "Kembar"}, "Pilih perusahaan dari daftar."),
        ({"company": "Kopi Lembah Dago", "organization": "{branch}"}, "sudah menjadi bagian dari perusahaan ini"),
        ({"company": "Entah", "organization": "12"}, "Perusahaan ini sudah tidak ada."),
    ],
)
def test_what_cannot_be_a_parent_is_said_beside_the_field(
    sari: Client, world: World, typed: dict[str, str], said: str
) -> None:
    chain = world.make_organization("Kopi Lembah")
    branch = world.make_organization("Kopi Lembah Dago", parent_id=chain.id)
    for _ in range(2):
        world.make_organization("Kembar")
    form = {name: value.format(branch=branch.id) for name, value in typed.items()}
    answer = sari.post(f"/organizations/{chain.id}/", {"name": "Kopi Lembah", "version": "1", **form})
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{typed["company"]}"' in answer.text
    assert world.reload(chain).parent_id is None


def test_many_branches_cost_no_more_queries_than_two(sari: Client, world: World) -> None:
    chain = world.make_organization("Kopi Lembah")

    def grow(numbers: range) -> int:
        for number in numbers:
            branch = world.make_organization(f"Cabang {number}", parent_id=chain.id)
            world.make_deal(f"Mesin {number}", organization=branch, amount=1_000)
        sari.get(f"/organizations/{chain.id}/")
        with CaptureQueriesContext(connection) as asked:
            sari.get(f"/organizations/{chain.id}/")
        return len(asked)

    assert grow(range(2)) == grow(range(2, 30))


def test_a_role_is_typed_with_its_days_and_shows_that_someone_has_left(sari: Client, world: World) -> None:
    person, kiosk = world.make_person("Ibu Ratna"), world.make_organization("Kedai Sore")
    form: dict[str, Any] = {
        "name": "Ibu Ratna", "role_company": "Kedai Sore", "role": "Manajer", "role_since": "2018-01-01",
        "role_until": "2021-01-01", "version": "1",
    }  # fmt: skip
    assert sari.post(f"/persons/{person.id}/", form).status_code == 302
    html = sari.get(f"/persons/{person.id}/").text
    assert "Manajer, sejak 1 Jan 2018 sampai 1 Jan 2021, sudah keluar" in html
    assert "Manajer, sudah keluar" in sari.get(f"/organizations/{kiosk.id}/").text
    wrong = sari.post(f"/persons/{person.id}/", {**form, "role_until": "2017-01-01", "version": ""})
    assert wrong.status_code == 422
    assert "Peran berakhir setelah dimulai." in wrong.text
    assert 'value="2017-01-01"' in wrong.text


def test_the_api_says_and_takes_the_parent_and_the_days_of_a_role(world: World) -> None:
    sari = caller(world.sari)
    chain = sari.post("/organizations", {"name": "Kopi Lembah"}).json()["id"]
    branch = sari.post("/organizations", {"name": "Kopi Lembah Dago", "parent": chain}).json()
    assert branch["parent"] == chain
    assert [one["id"] for one in sari.get("/organizations", parent=chain).json()["items"]] == [branch["id"]]
    circle = sari.patch(f"/organizations/{chain}", {"parent": branch["id"]})
    assert (circle.status_code, circle.json()["errors"][0]["field"]) == (409, "parent")
    assert sari.patch(f"/organizations/{chain}", {"parent": "12"}).status_code == 404
    assert sari.patch(f"/organizations/{branch['id']}", {"parent": None}).json()["parent"] is None
    role = {"organization": chain, "role": "Pemilik", "since": "2021-05-01", "until": None}
    person = sari.post("/persons", {"name": "Ibu Ratna", "roles": [role]}).json()
    assert person["roles"] == [role]
    assert PersonRole.objects.filter(workspace_id=world.workspace.id).count() == 1
