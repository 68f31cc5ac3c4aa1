"""Companies that are parts of others: no circle, on whichever way; the value of a group adds up to its deals."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alur.events.recording import operation
from alur.events.undoing import undo
from alur.kernel.refusal import Conflict, Refusal
from alur.people.models import Organization, PersonRole
from alur.people.operations.organizations import NewOrganization, create_organization, edit_organization
from alur.people.operations.persons import edit_person
from alur.people.queries.company import people_at
from alur.people.queries.group import DEEPEST, ancestors_of, children_of
from alur.pipeline.models import Deal, Status
from alur.pipeline.operations.closing import close
from alur.pipeline.queries.group_value import Value, open_value_by_branch
from tests.world import NOW, World, make_organization

pytestmark = pytest.mark.django_db


def hang(world: World, row: Organization, under: Organization | None) -> Organization:
    return edit_organization(row, {"parent_id": under.id if under else None}, by=world.sari, at=NOW)


def names(rows: list[Organization]) -> list[str]:
    return [one.name for one in rows]


def test_a_chain_knows_its_branches_and_a_branch_what_it_is_a_part_of(world: World) -> None:
    group, chain = world.make_organization("Induk Lembah"), world.make_organization("Kopi Lembah")
    hang(world, chain, group)
    made = create_organization(
        world.workspace.id, NewOrganization("Kopi Lembah Dago", {"parent_id": chain.id}), by=world.sari, at=NOW
    )
    world.make_organization("Lain")
    assert names(ancestors_of(made)) == ["Induk Lembah", "Kopi Lembah"]
    assert names(children_of(chain)) == ["Kopi Lembah Dago"]
    assert names(children_of(made)) == []


def test_no_company_comes_to_stand_above_itself(world: World) -> None:
    top, middle, bottom = (world.make_organization(name) for name in ("Atas", "Tengah", "Bawah"))
    hang(world, middle, top)
    hang(world, bottom, middle)
    for wrong in (top, middle, bottom):
        with pytest.raises(Conflict, match="part of this company already") as refused:
            hang(world, top, wrong)
        assert refused.value.field == "parent"
    assert world.reload(top).parent_id is None


def test_undoing_makes_no_circle_either(world: World) -> None:
    one, other = world.make_organization("Satu"), world.make_organization("Dua")
    hang(world, one, other)
    with operation(world.workspace.id, by=world.sari, at=NOW) as act:
        hang(world, one, None)
    hang(world, other, one)
    with pytest.raises(Conflict, match="part of this company already"):
        undo(world.workspace.id, act.id, by=world.sari, at=NOW)
    assert (world.reload(one).parent_id, world.reload(other).parent_id) == (None, one.id)


def test_a_strangers_company_and_a_removed_one_are_no_parents(world: World) -> None:
    row = world.make_organization("Satu")
    for wrong in (make_organization(world.elsewhere, "Milik Citra"), world.make_organization("Hilang", deleted_at=NOW)):
        with pytest.raises(Refusal, match="no longer there"):
            hang(world, row, wrong)


def test_a_group_is_twelve_deep_at_most(world: World) -> None:
    rows = [world.make_organization(f"Tingkat {number}") for number in range(DEEPEST + 1)]
    for upper, lower in pairwise(rows[:-1]):
        hang(world, lower, upper)
    with pytest.raises(Conflict, match="12 deep"):
        hang(world, rows[-1], rows[-2])


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    parents=st.lists(st.integers(-1, 6), min_size=2, max_size=7),
    deals=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 10**12), st.booleans(), st.booleans()), max_size=12),
)
def test_the_branches_of_a_company_hold_each_open_deal_below_it_once(
    world: World, parents: list[int], deals: list[tuple[int, int, bool, bool]]
) -> None:
    companies: list[Organization] = []
    for number, parent in enumerate(parents):
        above = companies[parent % number].id if number and parent >= 0 else None
        companies.append(world.make_organization(f"C{number}", parent_id=above))
    for place, amount, is_open, is_tonos in deals:
        deal = world.make_deal(
            f"D{place}", organization=companies[place % len(companies)], amount=amount,
            owner=world.tono if is_tonos else world.sari,
        )  # fmt: skip
        if not is_open:
            close(deal, outcome="lost", reason="Harga", by=world.wati, at=NOW)
    for who in (world.wati, world.sari):
        for company in companies:
            found = open_value_by_branch(who, company.id)
            assert found == {branch.id: value for branch in children_of(company) if (value := _sum(who, branch)).count}


def _sum(who: object, company: Organization) -> Value:
    """By hand: the deals of a company and, one after the other, of its parts."""
    open_deals = Deal.objects.visible_to(who).filter(organization_id=company.id, status=Status.OPEN)
    counted = [(one.amount, one.probability) for one in open_deals]
    for branch in children_of(company):
        below = Deal.objects.visible_to(who).filter(status=Status.OPEN)
        counted += [(one.amount, one.probability) for one in below if _is_below(one.organization_id, branch)]
    amount, weighted = sum(one for one, _ in counted), sum(one * percent for one, percent in counted)
    return Value(len(counted), amount, (weighted + 50) // 100)


def _is_below(organization_id: int | None, company: Organization) -> bool:
    return organization_id == company.id or any(_is_below(organization_id, one) for one in children_of(company))


def test_a_person_stands_at_several_companies_from_and_until_a_day(world: World) -> None:
    person = world.make_person("Ibu Ratna")
    school, kiosk = world.make_organization("Yayasan Pasundan"), world.make_organization("Kedai Sore")
    roles = [
        (school.id, "Bendahara", date(2024, 3, 1), None),
        (kiosk.id, "Manajer", date(2018, 1, 1), date(2021, 1, 1)),
    ]
    with operation(world.workspace.id, by=world.sari, at=NOW) as act:
        edit_person(person, {"roles": roles}, by=world.sari, at=NOW)
    kept = PersonRole.objects.filter(workspace_id=world.workspace.id).order_by("id")
    assert list(kept.values_list("organization_id", "role", "from_on", "until_on")) == roles
    assert [one.is_over(date(2021, 1, 1)) for one in kept] == [False, True]
    assert [one.is_over(date(2020, 12, 31)) for one in kept] == [False, False]
    with pytest.raises(Refusal, match="ends after it begins"):
        edit_person(person, {"roles": [(school.id, "", date(2024, 3, 1), date(2024, 2, 1))]}, by=world.sari, at=NOW)
    edit_person(person, {"roles": roles[:1]}, by=world.sari, at=NOW)
    undo(world.workspace.id, act.id, by=world.sari, at=NOW)
    assert not kept.all().exists()


def test_who_has_left_a_company_stands_last_among_its_people(world: World) -> None:
    company = world.make_organization("Kedai Sore")
    left, stays = world.make_person("Agus"), world.make_person("Zaki", organization_id=company.id)
    edit_person(left, {"roles": [(company.id, "Manajer", None, date(2021, 1, 1))]}, by=world.sari, at=NOW)
    people, roles = people_at(world.workspace.id, company.id, today=date(2026, 11, 23))
    assert [one.name for one in people] == [stays.name, left.name]
    assert roles[left.id].role == "Manajer"
