from __future__ import annotations

import pytest

from alur.people.operations.organizations import NewOrganization, create_organization
from tests.api.asking import caller
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


def test_a_word_finds_records_of_every_kind_and_says_what_was_meant(world: World) -> None:
    inn = create_organization(world.workspace.id, NewOrganization("Hotel Melati"), by=world.wati, at=NOW)
    deal = world.make_deal("Mesin espresso", organization=inn)
    answer = caller(world.sari).get("/search", q="melatti").json()
    assert answer["items"] == [
        {"kind": "deal", "id": str(deal.id), "title": "Mesin espresso", "detail": "Hotel Melati"},
        {"kind": "organization", "id": str(inn.id), "title": "Hotel Melati", "detail": ""},
    ]
    assert answer["meant"] == ["melati"]
    assert caller(world.tono).get("/search", q="espresso").json()["items"] == []


def test_one_kind_is_read_page_by_page(world: World) -> None:
    for number in range(5):
        create_organization(world.workspace.id, NewOrganization(f"Kopi {number}"), by=world.wati, at=NOW)
    who, seen, cursor = caller(world.sari), [], ""
    while cursor is not None:
        answer = who.get("/search", q="kopi", kind="organization", limit=2, cursor=cursor).json()
        seen += [one["title"] for one in answer["items"]]
        cursor = answer["next_cursor"]
    assert seen == ["Kopi 4", "Kopi 3", "Kopi 2", "Kopi 1", "Kopi 0"]
    wrong = who.get("/search", q="kopi", kind="organization", cursor="x")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "cursor")
