from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from alur.events.models import EventSubject
from alur.events.relaying import relay
from alur.events.undoing import undo
from alur.kernel.refusal import Conflict, Refusal
from alur.notices.models import Follow
from alur.orders.models import Order
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.ordering import make_order
from alur.orders.operations.quoting import make_quote
from alur.people.models import ContactPoint, Organization, OrganizationTag, Person
from alur.people.operations.barring import bar
from alur.people.operations.organizations import (
    NewOrganization,
    create_organization,
    delete_organization,
    edit_organization,
)
from alur.people.operations.persons import NewPerson, create_person
from alur.pipeline.models import Deal
from alur.rescue.matching.choices import FIELDS, STRICTER
from alur.rescue.matching.moving import DERIVED, PLAIN, STAYING, pointing_at
from alur.rescue.models import LikelyPair, Merge
from alur.rescue.operations.merging import merge
from alur.rescue.operations.telling_apart import tell_apart
from alur.search.models import SearchEntry
from alur.tenancy.scoped import Scoped, ScopedForeignKey
from tests.world import NOW, World, make_world

LATER = NOW + timedelta(days=20)
LINES = [LineDraft("Kopi", 1_000, 250_000)]
OWN_STORY = {"events.Event", "events.EventSubject", "events.EventHead", "rescue.Merge", "search.SearchEntry"}
"""What is added to by every act, undoing too; search rows are replaced rather than edited."""


def made(world: World, name: str, **extra: Any) -> Organization:
    return create_organization(world.workspace.id, NewOrganization(name, extra), by=world.sari, at=NOW)


def everything(workspace_id: int) -> dict[str, dict[int, str]]:
    """Table to id to the row, whole."""
    found = {}
    for model in apps.get_models():
        if issubclass(model, Scoped) and not model._meta.proxy and model._meta.label not in OWN_STORY:
            names = [field.attname for field in model._meta.local_concrete_fields if field.column]
            rows = model._base_manager.filter(workspace_id=workspace_id).values_list(*names)
            found[model._meta.label] = {row[names.index("id")]: json.dumps(row, default=str) for row in rows}
    return found


def two_alike(world: World) -> tuple[Organization, Organization]:
    """Kopi Lembah Manis and CV Kopi Lembah Manis, with much in common and much of their own."""
    phone = ("phone", "0812 3456 7890", "")
    ours = made(world, "Kopi Lembah Manis", contacts=[phone], tags=["kafe"], note="Lewat pintu belakang.")
    theirs = made(
        world, "CV Kopi Lembah Manis", contacts=[phone, ("email", "dago@lembahmanis.example", "")],
        tags=["kafe", "dago"], website="lembahmanis.example", street="Jl. Juanda 88", note="Tutup hari Senin.",
        external_source="lama", external_id="K-512",
    )  # fmt: skip
    branch = made(world, "Lembah Manis Dago", parent_id=theirs.id)
    sold = world.make_deal("Mesin espresso", organization=theirs)
    world.make_deal("Biji kopi", organization=ours)
    make_quote(sold, {}, LINES, by=world.sari, at=NOW)
    make_order(world.workspace, {}, LINES, deal=sold, by=world.sari, at=NOW)
    for company in (ours, theirs):
        make_order(world.workspace, {"organization_id": company.id}, LINES, by=world.sari, at=NOW)
    extra = {"organization_id": theirs.id, "roles": [(ours.id, "pemilik"), (theirs.id, "kasir")]}
    create_person(world.workspace.id, NewPerson("Dimas Kurniadi", extra), by=world.sari, at=NOW)
    for company in (ours, theirs):
        Follow.objects.create(
            workspace_id=world.workspace.id, organization_id=company.id, member_id=world.dewi.id, created_at=NOW
        )
    assert branch.parent_id == theirs.id
    return world.reload(ours), world.reload(theirs)


def test_all_that_belongs_to_one_company_goes_to_the_other_and_nothing_stands_there_twice(world: World) -> None:
    ours, theirs = two_alike(world)
    merge(ours, theirs, by=world.sari, at=NOW)

    after = world.reload(ours)
    assert (after.name, after.website, after.street) == ("Kopi Lembah Manis", "lembahmanis.example", "Jl. Juanda 88")
    assert (after.external_id, after.note) == ("K-512", "Lewat pintu belakang.\n\nTutup hari Senin.")
    assert world.reload(theirs).deleted_at == NOW
    ws = world.workspace.id
    assert Deal.objects.filter(workspace_id=ws, organization_id=ours.id).count() == 2
    assert Order.objects.filter(workspace_id=ws, organization_id=ours.id).count() == 3
    assert Organization.objects.get(workspace_id=ws, name="Lembah Manis Dago").parent_id == ours.id
    assert Person.objects.get(workspace_id=ws, name="Dimas Kurniadi").organization_id == ours.id
    values = ContactPoint.objects.filter(workspace_id=ws, organization_id=ours.id).order_by("position")
    assert list(values.values_list("value", flat=True)) == ["+6281234567890", "dago@lembahmanis.example"]
    tags = OrganizationTag.objects.filter(workspace_id=ws, organization_id=ours.id)
    assert sorted(tags.values_list("tag__name", flat=True)) == ["dago", "kafe"]
    assert Follow.objects.filter(workspace_id=ws, organization_id=ours.id).count() == 1
    for pointing in pointing_at(Organization):
        if pointing.model is not EventSubject:  # the merge itself is told on both timelines
            assert not pointing.rows(ws, "organization", theirs.id).exists(), pointing.label


class MergeAndUndo(TestCase):
    @settings(max_examples=6, deadline=None, database=None)
    @given(
        chosen=st.dictionaries(
            st.sampled_from(["name", "website", "address", "owner", "note", "external"]),
            st.sampled_from(["winner", "loser"]),
        ),
        is_swapped=st.booleans(),
    )
    def test_undoing_leaves_every_row_as_it_was_to_the_last_byte(
        self, chosen: dict[str, str], is_swapped: bool
    ) -> None:
        world = make_world()
        ours, theirs = two_alike(world)
        if is_swapped:
            ours, theirs = theirs, ours
        before = everything(world.workspace.id)
        done = merge(ours, theirs, chosen=chosen, by=world.sari, at=NOW + timedelta(hours=1))
        assert everything(world.workspace.id) != before
        undo(world.workspace.id, done.operation_id, by=world.wati, at=LATER)
        assert everything(world.workspace.id) == before


def test_undoing_keeps_what_was_edited_since_and_names_it(world: World) -> None:
    ours, theirs = two_alike(world)
    ws = world.workspace.id
    done = merge(ours, theirs, by=world.sari, at=NOW)
    third = made(world, "Bengkel Surya")
    moved = Deal.objects.get(workspace_id=ws, title="Mesin espresso")
    Deal.objects.filter(workspace_id=ws, id=moved.id).update(organization_id=third.id)
    edit_organization(
        world.reload(ours), {"website": "kopi.example", "contacts": [("phone", "0812 1111 2222", "")]},
        by=world.dewi, at=NOW,
    )  # fmt: skip

    act = undo(ws, done.operation_id, by=world.wati, at=LATER)

    fact = act.recorded[0].fact
    assert set(fact.kept) == {"pipeline.Deal.organization_id", "people.ContactPoint.organization_id", "website"}  # type: ignore[attr-defined]
    assert world.reload(moved).organization_id == third.id
    assert (world.reload(ours).website, world.reload(ours).street) == ("kopi.example", "")
    assert world.reload(theirs).deleted_at is None
    mine = ContactPoint.objects.filter(workspace_id=ws, organization_id=theirs.id).order_by("position")
    assert list(mine.values_list("value", flat=True)) == ["+6281234567890", "dago@lembahmanis.example"]


def test_whom_one_leaves_alone_is_left_alone_after_merging_too_whatever_is_chosen(world: World) -> None:
    ours, theirs = two_alike(world)
    bar(theirs, why="Sudah minta tidak dihubungi", by=world.sari, at=NOW)
    before = everything(world.workspace.id)
    done = merge(world.reload(ours), world.reload(theirs), by=world.sari, at=NOW)
    assert world.reload(ours).do_not_contact_why == "Sudah minta tidak dihubungi"
    undo(world.workspace.id, done.operation_id, by=world.sari, at=LATER)
    assert world.reload(ours).may_be_contacted
    assert everything(world.workspace.id) == before


@pytest.mark.parametrize(("kind", "model"), [("organization", Organization), ("person", Person), ("deal", Deal)])
def test_each_column_of_a_record_is_chosen_or_decided(kind: str, model: Any) -> None:
    """A new column has to be offered, or to be named among those that nobody chooses."""
    decided = {
        "workspace_id", "id", "custom", "version", "created_at", "updated_at", "deleted_at", *STRICTER,
    }  # fmt: skip
    if kind == "deal":  # where it stands is the winner's, what follows from other tables is made from them
        decided |= {
            "pipeline_id", "stage_id", "stage_entered_at", "status", "temperature", "warmth", "cooled_at",
            "probability", "close_order_on", "next_step_id", "next_step_kind", "next_step_title", "next_step_due_at",
            "agenda_at", "last_activity_at", "postponed_until", "postponed_count", "reason_id", "reason_text",
            "closed_at",
        }  # fmt: skip
    columns = {field.attname for field in model._meta.local_concrete_fields if field.column}
    assert columns - decided == {column for some in FIELDS[kind].values() for column in some}


def test_two_people_become_one_and_what_names_them_follows(world: World) -> None:
    shop = made(world, "Kopi Lembah Manis")
    ours = create_person(world.workspace.id, NewPerson("Ratna Anggraini"), by=world.sari, at=NOW)
    extra = {"organization_id": shop.id, "contacts": [("phone", "0812 3456 7890", "")]}
    theirs = create_person(world.workspace.id, NewPerson("Bu Ratna", extra), by=world.sari, at=NOW)
    before = everything(world.workspace.id)
    done = merge(ours, theirs, by=world.sari, at=NOW)
    assert world.reload(ours).organization_id == shop.id
    assert ContactPoint.objects.get(workspace_id=world.workspace.id).person_id == ours.id
    undo(world.workspace.id, done.operation_id, by=world.sari, at=LATER)
    assert everything(world.workspace.id) == before


def test_what_makes_no_sense_is_refused_with_a_sentence(world: World) -> None:
    ours, theirs = two_alike(world)
    stranger = create_organization(world.elsewhere.id, NewOrganization("Kopi Lembah Manis"), by=world.citra, at=NOW)
    person = world.make_person()
    for one, other, words in (
        (ours, ours, "itself"), (ours, stranger, "two workspaces"), (ours, person, "cannot become one"),
    ):  # fmt: skip
        with pytest.raises(Refusal, match=words):
            merge(one, other, by=world.sari, at=NOW)
    with pytest.raises(Refusal):
        merge(ours, theirs, chosen={"name": "both"}, by=world.sari, at=NOW)
    done = merge(ours, theirs, by=world.sari, at=NOW)
    with pytest.raises(Conflict, match="already"):
        merge(theirs, ours, by=world.sari, at=NOW)
    third = made(world, "Kopi Lembah")
    merge(third, world.reload(ours), by=world.sari, at=NOW)
    with pytest.raises(Conflict, match="Undo that first"):
        undo(world.workspace.id, done.operation_id, by=world.sari, at=NOW)
    delete_organization(world.reload(third), by=world.sari, at=NOW)
    with pytest.raises(Conflict, match="trash"):
        merge(made(world, "Lain"), third, by=world.sari, at=NOW)
    assert Merge.objects.filter(workspace_id=world.workspace.id).count() == 2


def test_a_company_above_or_below_goes_in_without_standing_above_itself(world: World) -> None:
    above = made(world, "Lembah Raya")
    ours = made(world, "Kopi Lembah", parent_id=above.id)
    shop = made(world, "Kopi Lembah Dago", parent_id=ours.id)
    done = merge(shop, ours, by=world.sari, at=NOW)
    assert world.reload(shop).parent_id == above.id
    undo(world.workspace.id, done.operation_id, by=world.sari, at=NOW)
    assert (world.reload(shop).parent_id, world.reload(ours).parent_id) == (ours.id, above.id)


def test_a_pair_that_was_told_apart_is_not_brought_up_again_until_that_is_undone(world: World) -> None:
    for _ in range(2):
        made(world, "Kopi Lembah Manis")
    relay(world.workspace.id, at=NOW)
    pair = LikelyPair.objects.get(workspace_id=world.workspace.id)
    tell_apart(pair, by=world.sari, at=NOW)
    edit_organization(
        Organization.objects.get(workspace_id=world.workspace.id, id=pair.other_id), {"size": 4}, by=world.sari, at=NOW
    )
    relay(world.workspace.id, at=NOW)
    assert LikelyPair.objects.get(workspace_id=world.workspace.id).told_apart_at == NOW


def test_search_finds_the_deals_by_their_new_company(world: World) -> None:
    ours, theirs = made(world, "Kopi Lembah Manis"), made(world, "Warung Zamrud")
    deal = world.make_deal("Mesin espresso", organization=theirs)
    merge(ours, theirs, by=world.sari, at=NOW)
    relay(world.workspace.id, at=NOW)
    entry = SearchEntry.objects.get(workspace_id=world.workspace.id, kind="deal", record_id=deal.id)
    assert "lembah" in entry.words


NAMED_BY_HAND = {
    "events.EventSubject": "moves (moving.PLAIN)",
    "files.StoredFile": "moves (moving.PLAIN)",
    "fields.CustomLink": "the person it names is moved (merging._name_in_fields); whose it is goes by the values",
    "search.SearchEntry": "made from the record",
    "search.SeenRecord": "what someone has looked at",
    "exchange.ImportedRecord": "what an import made, whatever became of it",
    "rescue.LikenessKey": "made from the record",
    "rescue.LikelyPair": "forgotten with the loser",
    "rescue.Merge": "the record of merging itself",
}


def test_no_table_points_at_a_record_without_saying_what_merging_does_with_it() -> None:
    """A foreign key moves by itself; a table with a plain id of any record has to be named above, with its reason."""
    plain = {
        model._meta.label
        for model in apps.get_models()
        if issubclass(model, Scoped)
        and {"record_id", "one_id", "loser_id"} & {field.attname for field in model._meta.local_fields}
    }
    assert plain == set(NAMED_BY_HAND)
    assert {child._meta.label for child, _, _ in PLAIN} == {
        label for label, why in NAMED_BY_HAND.items() if why.startswith("moves")
    }
    for target in (Organization, Person, Deal):
        keys = {
            f"{model._meta.label}.{field.column_name}"
            for model in apps.get_models()
            for field in model._meta.local_fields
            if isinstance(field, ScopedForeignKey)
            and field.related_model is target
            and model._meta.label not in DERIVED
            and not (target is Deal and model._meta.label in STAYING)
        }
        assert keys <= {pointing.label for pointing in pointing_at(target)}
