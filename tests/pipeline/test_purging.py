"""What has lain in the trash for thirty days is removed for good, with its parts and past; the rest stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from alur.catalogue.models import Product, ProductFamily
from alur.catalogue.operations.products import create_family, create_product, delete_family, delete_product
from alur.conversations.models import Activity
from alur.conversations.operations.planning import NewActivity, add
from alur.conversations.operations.planning import delete as delete_activity
from alur.events import purging
from alur.events.models import Event
from alur.events.purging import TrashPurged, purge, purged_kinds, relations_to
from alur.events.recording import operation
from alur.events.undoing import NothingToUndo, undo
from alur.fields.models import CustomLink, RecordKind
from alur.fields.operations.defining import FieldDesign, define
from alur.kernel.refusal import Conflict
from alur.people.models import Organization, Person
from alur.people.operations.organizations import (
    NewOrganization,
    create_organization,
    delete_organization,
    edit_organization,
)
from alur.people.operations.persons import NewPerson, create_person, delete_person
from alur.pipeline.models import Deal, DealSpell, Step
from alur.pipeline.operations.deleting import delete, restore
from alur.pipeline.operations.moving import move
from alur.pipeline.operations.parts import add_evidence, set_people, write_tags
from alur.pipeline.operations.valuing import Line, set_lines
from alur.pipeline.operations.verifying import differences
from alur.tenancy.scoped import Purged, Scoped
from tests.world import NOW, World, sign_in

LATER = NOW + timedelta(days=31)


def empty_trash(world: World, at: datetime = LATER) -> int:
    return sum(purge(world.workspace.id, at=at))


def rows_that_name(column: str, record_id: int) -> list[str]:
    """Every table with a row whose column of that name holds the id."""
    return [
        model._meta.label
        for model in apps.get_models()
        if issubclass(model, Scoped) and any(field.attname == column for field in model._meta.concrete_fields)
        if model._base_manager.filter(**{column: record_id}).exists()
    ]


def busy_deal(world: World) -> Deal:
    """A deal with one of everything that a deal can have."""
    by: dict[str, Any] = {"by": world.sari, "at": NOW}
    deal = world.make_deal("Mesin lama", organization=world.make_organization("Kopi Lembah"), amount=5_000_000)
    product = create_product(world.workspace.id, {"name": "Grinder", "unit_price": 1_000_000}, **by)
    set_lines(deal, [Line(product.id, 2000, 1_000_000)], **by)
    set_people(deal, [(world.make_person().id, "Pembeli")], **by)
    write_tags(deal, ["Ekspor"])
    call = add(world.workspace.id, NewActivity(kind="call", title="Telepon", deal=deal, due_at=NOW), **by)
    step = Step.objects.filter(workspace_id=world.workspace.id, evidence="note").first()
    assert step is not None
    add_evidence(deal, step, kind=step.evidence, label="ditelepon", rests_on=("activity", call.id), **by)
    move(deal, to=world.stages[2], by=world.sari, at=NOW + timedelta(hours=1))
    return deal


def test_a_deal_goes_for_good_after_thirty_days_with_all_its_parts(world: World) -> None:
    deal, other = busy_deal(world), world.make_deal("Mesin baru")
    assert len(rows_that_name("deal_id", deal.id)) >= 9
    delete(deal, by=world.wati, at=NOW)
    assert empty_trash(world, NOW + timedelta(days=29)) == 0
    assert empty_trash(world) == 1
    assert not Deal.everything.filter(workspace_id=world.workspace.id, id=deal.id).exists()
    assert rows_that_name("deal_id", deal.id) == []
    assert world.reload(other).title == "Mesin baru"
    assert DealSpell.objects.filter(workspace_id=world.workspace.id, deal_id=other.id).exists()
    assert differences(world.workspace.id) == []
    assert empty_trash(world) == 0


def test_what_was_restored_in_time_stays(world: World) -> None:
    deal = busy_deal(world)
    delete(deal, by=world.wati, at=NOW)
    restore(deal, by=world.wati, at=NOW + timedelta(days=29))
    assert empty_trash(world) == 0
    assert world.reload(deal).deleted_at is None


def test_its_events_stay_and_say_that_it_went(world: World) -> None:
    deal = busy_deal(world)
    before = Event.objects.filter(workspace_id=world.workspace.id).count()
    delete(deal, by=world.wati, at=NOW)
    empty_trash(world)
    events = Event.objects.filter(workspace_id=world.workspace.id).order_by("position")
    assert list(events.values_list("position", flat=True)) == list(range(1, before + 3))
    last = events.last()
    assert last is not None
    assert (last.name, last.payload, last.actor_id) == (
        "trash.purged",
        {"kind": "deal", "records": [deal.id]},
        None,
    )


def test_nothing_of_it_can_be_undone_any_more(world: World) -> None:
    deal = busy_deal(world)
    delete(deal, by=world.wati, at=NOW)
    operations = set(Event.objects.filter(workspace_id=world.workspace.id).values_list("operation_id", flat=True))
    empty_trash(world)
    head = Event.objects.filter(workspace_id=world.workspace.id).count()
    refused = 0
    for operation_id in operations:
        try:
            undo(world.workspace.id, operation_id, by=world.wati, at=LATER)
        except (NothingToUndo, Conflict):
            refused += 1
            assert Event.objects.filter(workspace_id=world.workspace.id).count() == head
        head = Event.objects.filter(workspace_id=world.workspace.id).count()
    assert refused >= 8


def test_an_activity_that_was_removed_goes_too_and_its_undo_says_so(world: World) -> None:
    deal = world.make_deal()
    call = add(world.workspace.id, NewActivity(kind="call", title="Telepon", deal=deal), by=world.sari, at=NOW)
    with operation(world.workspace.id, by=world.sari, at=NOW) as act:
        delete_activity(call, by=world.sari, at=NOW)
    assert empty_trash(world) == 1
    assert not Activity.objects.filter(workspace_id=world.workspace.id, id=call.id).exists()
    with pytest.raises((NothingToUndo, Conflict)):
        undo(world.workspace.id, act.id, by=world.wati, at=LATER)


def test_a_company_stays_as_long_as_a_deal_names_it(world: World) -> None:
    company = world.make_organization("Kopi Lembah")
    deal = world.make_deal("Mesin", organization=company)
    delete_organization(company, by=world.wati, at=NOW)
    assert empty_trash(world) == 0
    assert world.reload(company).name == "Kopi Lembah"
    delete(deal, by=world.wati, at=NOW + timedelta(days=1))
    assert empty_trash(world, LATER + timedelta(days=2)) == 2
    assert not Organization.everything.filter(workspace_id=world.workspace.id, id=company.id).exists()


def test_a_company_goes_with_its_contacts_tags_and_notes_and_its_people_stay(world: World) -> None:
    contacts = {"tags": ["Ekspor"], "contacts": [("phone", "021 5551234", "")]}
    company = create_organization(world.workspace.id, NewOrganization("Kopi Lembah", contacts), by=world.wati, at=NOW)
    person = create_person(
        world.workspace.id, NewPerson("Ratna", {"organization_id": company.id}), by=world.wati, at=NOW
    )
    alone = add(world.workspace.id, NewActivity(kind="note", body="tutup", organization=company), by=world.wati, at=NOW)
    of_both = add(
        world.workspace.id,
        NewActivity(kind="note", body="pindah", organization=company, person=person),
        by=world.wati,
        at=NOW,
    )
    delete_organization(company, by=world.wati, at=NOW)
    assert empty_trash(world) == 1
    assert rows_that_name("organization_id", company.id) == []
    assert world.reload(person).organization_id is None
    kept = Activity.objects.filter(workspace_id=world.workspace.id)
    assert list(kept.values_list("id", flat=True)) == [of_both.id]
    assert alone.id != of_both.id


def test_a_person_goes_out_of_deals_and_of_fields_that_name_them(world: World, client: Client) -> None:
    guide = define(
        world.workspace.id, RecordKind.ORGANIZATION, FieldDesign("Perantara", "Guide", "person"), by=world.wati, at=NOW
    )
    person = world.make_person("Ibu Ratna")
    company = create_organization(world.workspace.id, NewOrganization("Kopi Lembah"), by=world.wati, at=NOW)
    edit_organization(company, {"custom": {guide.key: str(person.id)}}, by=world.wati, at=NOW)
    deal = world.make_deal(organization=company)
    set_people(deal, [(person.id, "Pembeli")], by=world.sari, at=NOW)
    delete_person(person, by=world.wati, at=NOW)
    assert empty_trash(world) == 1
    assert not Person.everything.filter(workspace_id=world.workspace.id, id=person.id).exists()
    assert rows_that_name("person_id", person.id) == []
    assert not CustomLink.objects.filter(workspace_id=world.workspace.id).exists()
    sign_in(client, world.sari)
    for page in (f"/deals/{deal.id}/", f"/organizations/{company.id}/"):
        assert client.get(page).status_code == 200


def test_products_and_families_go_when_no_deal_holds_them(world: World) -> None:
    family = create_family(world.workspace.id, "Mesin", by=world.wati, at=NOW)
    sold = create_product(world.workspace.id, {"name": "Grinder", "family_id": family.id}, by=world.wati, at=NOW)
    spare = create_product(world.workspace.id, {"name": "Portafilter", "family_id": family.id}, by=world.wati, at=NOW)
    set_lines(world.make_deal(), [Line(sold.id, 1000, 5)], by=world.sari, at=NOW)
    for product in (sold, spare):
        delete_product(product, by=world.wati, at=NOW)
    delete_family(family, by=world.wati, at=NOW)
    assert empty_trash(world) == 2
    assert list(Product.everything.filter(workspace_id=world.workspace.id)) == [sold]
    assert world.reload(sold).family_id is None
    assert not ProductFamily.objects.filter(workspace_id=world.workspace.id, id=family.id).exists()


def test_the_trash_of_a_stranger_is_left_alone(world: World) -> None:
    deal = world.make_deal()
    delete(deal, by=world.wati, at=NOW)
    assert sum(purge(world.elsewhere.id, at=LATER)) == 0
    assert world.reload(deal).deleted_at is not None


def test_many_go_in_short_transactions(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purging, "BATCH", 2)
    for number in range(5):
        delete(world.make_deal(f"Mesin {number}"), by=world.wati, at=NOW)
    assert list(purge(world.workspace.id, at=LATER)) == [2, 2, 1]
    assert Event.objects.filter(workspace_id=world.workspace.id, name=TrashPurged.name).count() == 3


@pytest.mark.parametrize("kind", sorted(purged_kinds()))
def test_every_relation_says_what_becomes_of_it(kind: str) -> None:
    for relation in relations_to(purged_kinds()[kind]):
        assert relation.when_purged is not None, (
            f"{relation}: belongs_to(…, when_purged=Purged.…), see tenancy/scoped.py"
        )
        assert relation.null or relation.when_purged is not Purged.IS_CLEARED, f"{relation} cannot be empty"


def test_the_page_says_when_it_goes(client: Client, world: World) -> None:
    deal = world.make_deal("Mesin lama")
    delete(deal, by=world.wati, at=NOW)
    sign_in(client, world.wati)
    assert "30 hari" in client.get("/trash/").text
