from __future__ import annotations

from math import cos, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alur.events.relaying import relay
from alur.kernel.likeness import companies_alike, company_words, person_words, persons_alike
from alur.people.models import Organization
from alur.people.operations.organizations import (
    NewOrganization,
    create_organization,
    delete_organization,
    edit_organization,
    restore_organization,
)
from alur.people.operations.persons import NewPerson, create_person
from alur.rescue.matching.features import Features
from alur.rescue.matching.keys import keys_of
from alur.rescue.matching.scoring import likeness
from alur.rescue.models import LikelyPair
from alur.rescue.operations.pairing import pair_all
from alur.rescue.queries.likely_same import companies_like
from tests.rescue.golden import plant
from tests.world import NOW, World


def pairs(world: World) -> list[tuple[int, int, int]]:
    rows = LikelyPair.objects.filter(workspace_id=world.workspace.id).order_by("-score")
    return list(rows.values_list("one_id", "other_id", "score"))


def told(world: World, name: str, **extra: object) -> int:
    return create_organization(world.workspace.id, NewOrganization(name, extra), by=world.sari, at=NOW).id


def test_of_a_thousand_companies_nearly_all_that_stand_there_twice_are_found_and_hardly_any_other(
    world: World,
) -> None:
    golden = plant(world.workspace.id)
    for _ in pair_all(world.workspace.id, at=NOW):
        pass
    found = {(one, other) for one, other, _ in pairs(world)}
    right = len(found & golden.planted)
    print(f"precision {right / len(found):.3f}, recall {right / len(golden.planted):.3f}")
    assert right / len(found) >= 0.95
    assert right / len(golden.planted) >= 0.90


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("PT Tjahaja Djaja, Tbk", "Cahaya Jaya"),
        ("CV Soember Redjeki", "Toko Sumber Rejeki"),
        ("Maju Jaya, UD", "Jaya Maju"),
        ("Kopi Nusantara", "Kopinusantara"),
        ("Htl. Puri Melati", "Hotel Puri Melati Surabaya"),
        ("Hotel Puri Mellati", "Hotel Puri Melati"),
        ("Toko Roti Sedap Wangi", "Roti Sedap Wagni"),
        ("RM Pondok Soerya", "Rumah Makan Pondok Surya"),
        ("Apotik Khatulistiwa, CV", "Apotek Katulistiwa"),
        ("PT Nusantara Phinisi", "Nusantara Pinisi"),
        ("UD Achmad Joesoef", "Ahmad Yusuf"),
    ],
)
def test_one_company_is_known_however_it_is_written(ours: str, theirs: str) -> None:
    assert companies_alike(company_words(ours), company_words(theirs)).score >= 84


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("Kios 12", "Kios 13"), ("Sumber Makmur", "Sumber Rejeki"), ("Sinar", "Sinar Jaya"), ("Sari", "Sapi")],
)
def test_two_companies_with_much_in_common_stay_two(ours: str, theirs: str) -> None:
    assert companies_alike(company_words(ours), company_words(theirs)).score < 80


def test_a_person_is_known_by_a_shortened_name_but_not_by_a_shared_number_alone(world: World) -> None:
    assert persons_alike(person_words("Andra W."), person_words("Andra Wiguna")).score >= 80
    shop = told(world, "Kopi Lembah Manis")
    for name in ("Bu Ratna", "Ratna Anggraini", "Joko"):
        extra = {"contacts": [("phone", "0812 3456 7890", "")], "organization_id": shop}
        create_person(world.workspace.id, NewPerson(name, extra), by=world.sari, at=NOW)
    relay(world.workspace.id, at=NOW)
    assert len(pairs(world)) == 1


def test_a_pair_comes_soon_after_a_company_is_typed_twice_and_goes_with_one_of_them(world: World) -> None:
    first = told(world, "Kopi Lembah Manis", contacts=[("phone", "0812-3456-7890", "")])
    second = told(world, "CV Kopi Lembah Manis", contacts=[("phone", "+62 812 3456 7890", "")])
    relay(world.workspace.id, at=NOW)
    assert [(one, other) for one, other, _ in pairs(world)] == [(first, second)]

    company = Organization.objects.get(workspace_id=world.workspace.id, id=second)
    delete_organization(company, by=world.sari, at=NOW)
    assert pairs(world) == []

    restore_organization(company, by=world.sari, at=NOW)
    relay(world.workspace.id, at=NOW)
    assert len(pairs(world)) == 1

    edit_organization(company, {"name": "Bengkel Surya", "contacts": []}, by=world.sari, at=NOW)
    relay(world.workspace.id, at=NOW)
    assert pairs(world) == []


def test_places_within_fifty_metres_count_for_one_and_another_town_against_it(world: World) -> None:
    here = {"latitude": -6_914_000, "longitude": 107_610_000}
    told(world, "Warung Bu Imas", **here, region_code="32.73")
    told(world, "Warung Bu Imass", latitude=-6_914_300, longitude=107_610_200, region_code="32.73")
    told(world, "Warung Bu Imas", region_code="51.71")
    relay(world.workspace.id, at=NOW)
    reasons = LikelyPair.objects.filter(workspace_id=world.workspace.id).values_list("reasons", flat=True)
    assert [sorted(what for what, _ in one) for one in reasons] == [["city", "name_same", "place"]]


@given(
    north=st.integers(-11_000_000, 6_000_000), east=st.integers(95_000_000, 141_000_000),
    metres=st.floats(0, 80), way=st.floats(0, 6.28),
)  # fmt: skip
def test_two_places_find_each_other_wherever_they_lie_and_count_up_to_fifty_metres(
    north: int, east: int, metres: float, way: float
) -> None:
    up, right = metres * sin(way) / 0.11132, metres * cos(way) / (0.11132 * cos(radians(north / 1e6)))
    there = (north + round(up), east + round(right))
    one, other = Features(1, "A", ("a",), place=(north, east)), Features(2, "B", ("b",), place=there)
    is_near = any(what == "place" for what, _ in likeness("organization", one, other).reasons)
    if metres < 49.5:
        assert is_near
        assert keys_of("organization", one) & keys_of("organization", other)
    if metres > 50.5:
        assert not is_near


def test_typing_a_name_otherwise_finds_the_company_that_is_there(world: World) -> None:
    told(world, "Sumber Rejeki Makmur")
    relay(world.workspace.id, at=NOW)
    for typed in ("PT Soember Redjeki Makmur", "Rejeki Sumber Makmur", "Sumbr Rejeki Makmur", "Sumber Rej"):
        assert [match.name for match in companies_like(world.workspace.id, typed)] == ["Sumber Rejeki Makmur"], typed
    assert companies_like(world.elsewhere.id, "Sumber Rejeki Makmur") == []
    assert companies_like(world.workspace.id, "  ") == []
