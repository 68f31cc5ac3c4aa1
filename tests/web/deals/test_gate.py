"""The gate's dialog offers what is missing in place; what was typed stays until all of it goes through."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from alur.catalogue.operations.products import create_product
from alur.events.models import Event
from alur.events.undoing import undo
from alur.fields.models import RecordKind
from alur.fields.operations.defining import FieldDesign, define
from alur.people.models import Organization, Person
from alur.pipeline.models import Deal, DealPerson, LineItem
from alur.pipeline.operations.designing import edit_pipeline
from alur.pipeline.queries.design import CriterionDesign, design_of
from tests.world import NOW, World, sign_in


@pytest.fixture
def sari(client: Client, world: World) -> Client:
    return sign_in(client, world.sari)


def require(world: World, *fields: str) -> None:
    """The first stage lets no deal go on without these fields."""
    design = design_of(world.pipeline)
    criteria = tuple(CriterionDesign(field=field, demand="required") for field in fields)
    first = replace(design.stages[0], criteria=criteria)
    edit_pipeline(world.pipeline, replace(design, stages=(first, *design.stages[1:])), by=world.wati, at=NOW)


def go_on(client: Client, world: World, deal: Deal, **values: str) -> Any:
    return client.post(f"/deals/{deal.id}/gate/", {"stage": str(world.stages[1].id), **values})


def test_every_kind_of_field_is_asked_for_and_filled_in_at_the_gate(sari: Client, world: World) -> None:
    power = define(world.workspace.id, RecordKind.DEAL, FieldDesign("Daya", "Power", "number"), by=world.wati, at=NOW)
    product = create_product(world.workspace.id, {"name": "Grinder", "unit_price": 5_000_000}, by=world.wati, at=NOW)
    there = world.make_organization("Kopi Lembah")
    deal = world.make_deal()
    require(world, "organization", "people", "lines", "expected_close_on", "next_step", power.key)
    html = sari.post(f"/deals/{deal.id}/stage/", {"stage": str(world.stages[1].id)}).text
    names = ("company", "person", "product", "expected_close_on", "next_step_on", power.key)
    assert all(f'name="{name}"' in html for name in names)
    filled = {
        "company": "Kopi Lembah",
        "person": "Ibu Ratna",
        "product": str(product.id),
        "expected_close_on": "2026-12-18",
        "next_step_on": "2026-11-25",
        power.key: "1.300",
    }
    assert go_on(sari, world, deal, **filled).status_code == 302
    now = world.reload(deal)
    assert (now.stage_id, now.organization_id, now.amount) == (world.stages[1].id, there.id, 5_000_000)
    assert now.custom == {power.key: "1300"}
    assert now.next_step_due_at is not None
    assert LineItem.objects.filter(workspace_id=world.workspace.id, deal_id=deal.id).count() == 1
    person = DealPerson.objects.get(workspace_id=world.workspace.id, deal_id=deal.id).person
    assert (person.name, person.organization_id) == ("Ibu Ratna", there.id)
    assert Organization.objects.filter(workspace_id=world.workspace.id).count() == 1
    last = Event.objects.filter(workspace_id=world.workspace.id).latest("position")
    undo(world.workspace.id, last.operation_id, by=world.sari, at=NOW)
    assert world.reload(deal).stage_id == world.stages[0].id
    assert world.reload(deal).organization_id is None


def test_what_was_typed_stays_when_something_is_still_missing(sari: Client, world: World) -> None:
    deal = world.make_deal()
    require(world, "organization", "people")
    answer = go_on(sari, world, deal, company="Kopi Lembah")
    assert answer.status_code == 409
    assert 'value="Kopi Lembah"' in answer.text
    assert 'id="err-people"' in answer.text
    assert 'id="err-organization"' not in answer.text
    assert not Organization.objects.filter(workspace_id=world.workspace.id).exists()
    assert not Person.objects.filter(workspace_id=world.workspace.id).exists()


def test_what_cannot_be_read_is_refused_beside_it(sari: Client, world: World) -> None:
    deal = world.make_deal()
    require(world, "value", "organization")
    answer = go_on(sari, world, deal, value="1.50", company="Kopi Lembah")
    assert answer.status_code == 422
    assert 'id="err-value"' in answer.text
    assert 'value="1.50"' in answer.text
    assert 'value="Kopi Lembah"' in answer.text
    assert world.reload(deal).stage_id == world.stages[0].id


def test_a_rep_cannot_give_the_deal_to_a_stranger_at_the_gate(sari: Client, world: World) -> None:
    deal = world.make_deal(owner=None)
    require(world, "owner")
    assert go_on(sari, world, deal, owner=str(world.citra.id)).status_code == 422
    assert go_on(sari, world, deal, owner=str(world.tono.id)).status_code == 422
    assert world.reload(deal).owner_id is None
    assert go_on(sari, world, deal, owner=str(world.sari.id)).status_code == 302
