"""What people type, and whom and what they find; and what they must not find."""

from __future__ import annotations

import pytest

from alur.accounts.operations.configuring import edit_workspace
from alur.catalogue.operations.products import create_family, create_product, edit_family
from alur.conversations.operations.planning import NewActivity, add
from alur.events.relaying import relay
from alur.events.undoing import undo
from alur.people.models import Organization, Person
from alur.people.operations.organizations import (
    NewOrganization,
    create_organization,
    delete_organization,
    edit_organization,
    restore_organization,
)
from alur.people.operations.persons import NewPerson, create_person
from alur.pipeline.models import Deal
from alur.pipeline.operations.deleting import delete, delete_several, restore
from alur.pipeline.operations.editing import edit
from alur.search.operations.seeing import see
from alur.search.queries.finding import find, find_of_kind
from alur.search.queries.seen import seen_lately, shown_lately
from alur.tenancy.models import Member
from tests.world import NOW, World

SIGNS = ["", "  ", '"', "'", "kopi'", "a OR b", "NEAR(", "*", "_", "%", "\x00", "kopi & !x", "丁香", "🙂", "ﬁ²"]

pytestmark = pytest.mark.django_db


def titles(member: Member, text: str, *kinds: str) -> list[str]:
    """Names of what a member finds, of these kinds or of all."""
    found = find(member, text, **({"kinds": kinds} if kinds else {}), seen=seen_lately(member)).found  # type: ignore[arg-type]
    return [one.title for rows in found.values() for one in rows]


def company(world: World, name: str, **extra: object) -> Organization:
    return create_organization(world.workspace.id, NewOrganization(name, extra), by=world.wati, at=NOW)


def person(world: World, name: str, **extra: object) -> Person:
    return create_person(world.workspace.id, NewPerson(name, extra), by=world.wati, at=NOW)


def note(world: World, deal: Deal, words: str) -> None:
    add(world.workspace.id, NewActivity("note", body=words, deal=deal), by=world.sari, at=NOW)


@pytest.mark.parametrize(
    "typed",
    [
        "Kopi Lembah Manis",
        "lembah",
        "lem man",
        "LEMBAH kopi",
        "embah",
        "lembha",
        "lmbah",
        "lembahh",
        "kopi lembar",
        "kpoi manis",
    ],
)
def test_a_company_is_found_by_words_beginnings_parts_and_slips(world: World, typed: str) -> None:
    company(world, "PT Kopi Lembah Manis")
    company(world, "Lembar Kertas Abadi")
    company(world, "Hotel Samudra")
    assert "PT Kopi Lembah Manis" in titles(world.sari, typed)
    assert "Hotel Samudra" not in titles(world.sari, typed)


def test_what_was_meant_is_said(world: World) -> None:
    company(world, "Kopi Lembah Manis")
    assert find(world.sari, "lembha").meant == ("lembah",)
    assert find(world.sari, "lemb").meant == ()


def test_a_person_is_found_by_telephone_mail_and_company(world: World) -> None:
    inn = company(world, "Hotel Puri Melati")
    ways = [("phone", "0812 3456 7890", ""), ("email", "ratna.k@puri.example", "")]
    person(world, "Ibu Ratna", organization_id=inn.id, contacts=ways)
    for typed in ("+62 812-3456-7890", "0812345", "34567890", "ratna.k@puri.example", "ratna melati"):
        assert titles(world.sari, typed, "person") == ["Ibu Ratna"], typed


def test_a_company_is_found_by_its_number_outside_and_its_tag(world: World) -> None:
    company(world, "Depot Bu Sum", external_source="sap", external_id="C-004711", tags=["grosir"])
    assert (
        titles(world.sari, "C-004711") == titles(world.sari, "4711") == titles(world.sari, "grosir") == ["Depot Bu Sum"]
    )


def test_a_product_is_found_by_its_family_which_may_be_renamed(world: World) -> None:
    family = create_family(world.workspace.id, "Mesin kopi", by=world.wati, at=NOW)
    create_product(world.workspace.id, {"name": "Aurora dua", "family_id": family.id}, by=world.wati, at=NOW)
    assert titles(world.sari, "mesin") == ["Aurora dua"]
    edit_family(family, {"name": "Peralatan"}, by=world.wati, at=NOW)
    relay(world.workspace.id, at=NOW)
    assert titles(world.sari, "mesin") == []
    assert titles(world.sari, "peralatan") == ["Aurora dua"]


def test_deals_and_persons_follow_the_new_name_of_their_company(world: World) -> None:
    inn = company(world, "Hotel Melati")
    world.make_deal("Mesin espresso", organization=inn)
    person(world, "Ibu Ratna", organization_id=inn.id)
    assert titles(world.sari, "melati", "deal", "person") == ["Mesin espresso", "Ibu Ratna"]
    edit_organization(inn, {"name": "Hotel Kenanga"}, by=world.wati, at=NOW)
    relay(world.workspace.id, at=NOW)
    assert titles(world.sari, "melati") == []
    assert titles(world.sari, "kenanga", "deal", "person") == ["Mesin espresso", "Ibu Ratna"]


def test_a_rep_finds_neither_the_deals_of_others_nor_what_was_said_in_them(world: World) -> None:
    deal = world.make_deal("Mesin rahasia", owner=world.sari)
    note(world, deal, "Harga khusus tembaga")
    for word in ("rahasia", "rahsia", "tembaga"):
        assert len(titles(world.sari, word)) == len(titles(world.budi, word)) == len(titles(world.wati, word)) == 1
        assert titles(world.tono, word) == titles(world.dewi, word) == titles(world.citra, word) == []


def test_a_team_that_shares_its_deals_finds_them(world: World) -> None:
    world.make_deal("Mesin rahasia", owner=world.sari)
    edit_workspace(world.workspace, {"shares_deals_in_team": True}, by=world.wati, at=NOW)
    dewi, tono = world.reload(world.dewi), world.reload(world.tono)
    assert titles(dewi, "rahasia") == ["Mesin rahasia"]
    assert titles(tono, "rahasia") == []


def test_what_belongs_to_nobody_is_found_by_all(world: World) -> None:
    world.make_deal("Mesin yatim", owner=None)
    assert titles(world.sari, "yatim") == titles(world.tono, "yatim") == ["Mesin yatim"]


def test_a_deal_handed_over_is_found_by_the_other_at_once_and_its_notes_never_by_the_first(world: World) -> None:
    deal = world.make_deal("Mesin rahasia", owner=world.sari)
    note(world, deal, "Harga khusus tembaga")
    edit(deal, {"owner_id": world.tono.id}, by=world.wati, at=NOW)
    assert titles(world.sari, "rahasia") == titles(world.sari, "tembaga") == []
    assert titles(world.tono, "rahasia") == ["Mesin rahasia"]
    relay(world.workspace.id, at=NOW)
    assert len(titles(world.tono, "tembaga")) == 1


def test_nothing_of_another_workspace_is_found(world: World) -> None:
    create_organization(world.elsewhere.id, NewOrganization("Kopi Rahasia"), by=world.citra, at=NOW)
    assert titles(world.wati, "rahasia") == []
    assert titles(world.wati, "rahasai") == []
    assert titles(world.citra, "rahasia") == ["Kopi Rahasia"]


def test_the_trash_is_not_searched_and_what_comes_back_is(world: World) -> None:
    inn, deal = company(world, "Hotel Melati"), world.make_deal("Mesin melati")
    note(world, deal, "melati minta brosur")
    assert len(titles(world.sari, "melati")) == 3
    delete_organization(inn, by=world.wati, at=NOW)
    delete(deal, by=world.wati, at=NOW)
    assert titles(world.sari, "melati") == []
    restore_organization(world.reload(inn), by=world.wati, at=NOW)
    restore(world.reload(deal), by=world.wati, at=NOW)
    assert len(titles(world.sari, "melati")) == 3
    delete_several([world.reload(deal)], by=world.wati, at=NOW)
    assert titles(world.sari, "melati", "deal") == []


def test_notes_in_the_trash_do_not_stand_before_those_that_are_kept(world: World) -> None:
    kept, gone = world.make_deal("Mesin"), world.make_deal("Grinder")
    note(world, kept, "minta brosur")
    for number in range(20):
        note(world, gone, f"minta brosur {number}")
    delete(gone, by=world.wati, at=NOW)
    assert len(titles(world.sari, "brosur")) == 1


def test_an_undone_rename_is_found_by_the_old_name_again(world: World) -> None:
    from alur.events.recording import operation

    inn = company(world, "Hotel Melati")
    with operation(world.workspace.id, by=world.wati, at=NOW) as act:
        edit_organization(inn, {"name": "Hotel Kenanga"}, by=world.wati, at=NOW)
    assert titles(world.sari, "kenanga") == ["Hotel Kenanga"]
    undo(world.workspace.id, act.id, by=world.wati, at=NOW)
    assert titles(world.sari, "kenanga") == []
    assert titles(world.sari, "melati") == ["Hotel Melati"]


def test_what_was_seen_comes_first_then_the_latest(world: World) -> None:
    first, _, third = (company(world, f"Kopi {name}") for name in ("Anggrek", "Bakung", "Cempaka"))
    assert titles(world.sari, "kopi") == ["Kopi Cempaka", "Kopi Bakung", "Kopi Anggrek"]
    assert see(world.sari, "organization", first.id, at=NOW)
    assert titles(world.sari, "kopi") == ["Kopi Anggrek", "Kopi Cempaka", "Kopi Bakung"]
    assert titles(world.tono, "kopi") == ["Kopi Cempaka", "Kopi Bakung", "Kopi Anggrek"]
    assert [one.title for one in shown_lately(world.sari, limit=8)] == ["Kopi Anggrek"]
    delete_organization(first, by=world.wati, at=NOW)
    assert shown_lately(world.sari, limit=8) == []
    assert titles(world.sari, "kopi") == ["Kopi Cempaka", "Kopi Bakung"]
    assert third.name == "Kopi Cempaka"


def test_what_is_named_exactly_so_comes_before_later_ones(world: World) -> None:
    company(world, "Kopi")
    for number in range(40):
        company(world, f"Kopi {number}")
    assert titles(world.sari, "kopi")[0] == "Kopi"


def test_nobody_notes_that_they_saw_what_they_may_not_see(world: World) -> None:
    deal = world.make_deal("Mesin rahasia", owner=world.sari)
    assert not see(world.tono, "deal", deal.id, at=NOW)
    assert not see(world.citra, "deal", deal.id, at=NOW)
    assert seen_lately(world.tono) == []


def test_pages_of_one_kind_follow_each_other_without_gap_or_double(world: World) -> None:
    for number in range(7):
        company(world, f"Kopi {number}")
    first, cursor, _ = find_of_kind(world.sari, "kopi", "organization", limit=3)
    second, cursor, _ = find_of_kind(world.sari, "kopi", "organization", limit=3, cursor=cursor)
    third, end, _ = find_of_kind(world.sari, "kopi", "organization", limit=3, cursor=cursor)
    assert [one.title for one in [*first, *second, *third]] == [f"Kopi {number}" for number in (6, 5, 4, 3, 2, 1, 0)]
    assert end == ""


@pytest.mark.parametrize(
    "typed", ["", "  ", '"', "'", "kopi'", "a OR b", "NEAR(", "*", "_", "%", "\x00", "kopi & !x", "丁香", "🙂", "ﬁ²"]
)
def test_signs_of_the_index_are_only_signs(world: World, typed: str) -> None:
    company(world, "Kopi Lembah")
    found = titles(world.sari, typed)
    assert set(found) <= {"Kopi Lembah"}


def test_names_in_other_writings_are_found(world: World) -> None:
    company(world, "丁香咖啡馆")
    assert titles(world.sari, "丁香") == ["丁香咖啡馆"]
