"""The form of a company: what is wrong is told at its field, and nothing that was typed is lost."""

from __future__ import annotations

import pytest
from django.test import Client

from alur.people.models import Organization
from tests.world import World, sign_in


def test_the_form_of_a_company_names_all_that_is_wrong_at_once_and_keeps_what_was_typed(
    world: World, client: Client
) -> None:
    sari = sign_in(client, world.sari)
    typed = {
        "name": " ",
        "industry": "Restoran",
        "size": "banyak",
        "phone": "0812 1111 2222, telepon",
        "email": "ratna@",
        "coordinates": "di Bandung",
        "region": "Atlantis",
        "company": "Tidak ada",
    }
    kopi = world.make_organization("Kopi Lembah")
    for path in ("/organizations/new/", f"/organizations/{kopi.id}/"):
        answer = sari.post(path, typed)
        assert answer.status_code == 422
        for field in ("name", "size", "phone", "email", "coordinates", "region", "company"):
            assert f'id="err-{field}"' in answer.text, f"{field} on {path}"
        for words in ("Restoran", "banyak", "0812 1111 2222, telepon", "ratna@", "di Bandung", "Atlantis"):
            assert f'value="{words}"' in answer.text
    assert list(Organization.objects.values_list("name", flat=True)) == ["Kopi Lembah"]


@pytest.mark.parametrize("typed", ["1e400, 2", "nan, 107.6", "-6.914744", "91, 107.6", "1, 2, 3"])
def test_what_is_no_place_on_earth_is_told_at_the_coordinates(world: World, client: Client, typed: str) -> None:
    answer = sign_in(client, world.sari).post("/organizations/new/", {"name": "Kopi", "coordinates": typed})
    assert answer.status_code == 422
    assert 'id="err-coordinates"' in answer.text
    assert f'value="{typed}"' in answer.text
