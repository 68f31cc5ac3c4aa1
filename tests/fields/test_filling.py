from __future__ import annotations

from typing import Any

import pytest

from alur.catalogue.operations.products import create_product, edit_product
from alur.events.models import Event
from alur.events.undoing import undo
from alur.fields.models import CustomLink, FieldDefinition, FieldType, RecordKind
from alur.fields.operations.defining import ChoiceDesign, FieldDesign, define
from alur.fields.operations.filling import from_text
from alur.kernel.refusal import Refusal, Refusals
from alur.people.operations.organizations import NewOrganization, create_organization, edit_organization
from alur.people.operations.persons import NewPerson, create_person, edit_person
from alur.pipeline.operations.duplicating import duplicate
from alur.pipeline.operations.editing import edit
from alur.pipeline.queries.gates import GateRefused
from tests.world import NOW, World

CHOICES = (ChoiceDesign("Tunai", "Cash"), ChoiceDesign("Kredit", "Credit"))


def make(world: World, holds: str, kind: str = RecordKind.DEAL) -> FieldDefinition:
    choices = CHOICES if holds == FieldType.CHOICE else ()
    return define(world.workspace.id, kind, FieldDesign(f"Isi {holds}", "", holds, choices), by=world.wati, at=NOW)


@pytest.mark.parametrize(
    ("holds", "typed", "kept"),
    [
        (FieldType.TEXT, " dekat pasar ", "dekat pasar"),
        (FieldType.NUMBER, "1.234,5", "1234.5"),
        (FieldType.NUMBER, "-0,25", "-0.25"),
        (FieldType.NUMBER, "0", "0"),
        (FieldType.MONEY, "2,5jt", 2_500_000),
        (FieldType.DATE, "2026-12-10", "2026-12-10"),
        (FieldType.CHOICE, "c2", "c2"),
        (FieldType.YES_NO, "no", False),
    ],
)
def test_what_is_typed_is_kept_in_the_form_of_its_type(world: World, holds: str, typed: str, kept: Any) -> None:
    made = make(world, holds)
    deal = world.make_deal()
    edit(deal, {"custom": {made.key: from_text(made, typed, currency="IDR", language="id")}}, by=world.sari, at=NOW)
    assert world.reload(deal).custom == {made.key: kept}


@pytest.mark.parametrize(
    ("holds", "typed"),
    [
        (FieldType.NUMBER, "banyak"),
        (FieldType.NUMBER, "1,2345"),
        (FieldType.MONEY, "murah"),
        (FieldType.DATE, "besok pagi"),
        (FieldType.CHOICE, "c9"),
        (FieldType.TEXT, "x" * 1001),
        (FieldType.MEMBER, "Sari"),
        (FieldType.PERSON, "12"),
    ],
)
def test_what_does_not_fit_the_type_is_refused_at_its_field(world: World, holds: str, typed: str) -> None:
    made = make(world, holds)
    deal = world.make_deal()
    with pytest.raises(Refusal) as refused:
        edit(deal, {"custom": {made.key: from_text(made, typed, currency="IDR", language="id")}}, by=world.sari, at=NOW)
    assert refused.value.field == made.key
    assert world.reload(deal).custom == {}


def test_all_wrong_values_are_named_at_once_and_none_is_written(world: World) -> None:
    number, choice, text = (make(world, one) for one in (FieldType.NUMBER, FieldType.CHOICE, FieldType.TEXT))
    deal = world.make_deal()
    wrong = {number.key: 12, choice.key: "c7", text.key: "ada", "f1": "x"}
    with pytest.raises(Refusals) as refused:
        edit(deal, {"custom": wrong}, by=world.sari, at=NOW)
    assert {item.field for item in refused.value.items} == {number.key, choice.key, "f1"}
    assert world.reload(deal).custom == {}


def test_one_value_is_changed_without_touching_the_others_and_an_empty_one_goes(world: World) -> None:
    number, text = make(world, FieldType.NUMBER), make(world, FieldType.TEXT)
    deal = world.make_deal(custom={number.key: "1", text.key: "ada"})
    edit(deal, {"custom": {text.key: "lain"}}, by=world.sari, at=NOW)
    assert world.reload(deal).custom == {number.key: "1", text.key: "lain"}
    edit(deal, {"custom": {number.key: ""}}, by=world.sari, at=NOW)
    assert world.reload(deal).custom == {text.key: "lain"}


def test_values_are_kept_on_companies_persons_and_products_too(world: World) -> None:
    ws, by = world.workspace.id, world.wati
    number = {kind: make(world, FieldType.NUMBER, kind) for kind in RecordKind.values}
    company = create_organization(ws, NewOrganization("PT Graha"), by=by, at=NOW)
    person = create_person(ws, NewPerson("Ratna"), by=by, at=NOW)
    product = create_product(ws, {"name": "Grinder"}, by=by, at=NOW)
    cases: list[tuple[Any, str, Any]] = [
        (company, RecordKind.ORGANIZATION, edit_organization),
        (person, RecordKind.PERSON, edit_person),
        (product, RecordKind.PRODUCT, edit_product),
    ]
    for row, kind, change in cases:
        change(row, {"custom": {number[kind].key: "7"}}, by=by, at=NOW)
        assert world.reload(row).custom == {number[kind].key: "7"}
        with pytest.raises(Refusal):
            change(row, {"custom": {number[kind].key: "tujuh"}}, by=by, at=NOW)
        with pytest.raises(Refusal):
            change(row, {"custom": {number[RecordKind.DEAL].key: "1"}}, by=by, at=NOW)
        assert world.reload(row).custom == {number[kind].key: "7"}


def test_a_named_person_or_member_is_found_from_there_and_undo_takes_that_back(world: World) -> None:
    person_field, member_field = make(world, FieldType.PERSON), make(world, FieldType.MEMBER)
    ratna = world.make_person()
    deal = world.make_deal()
    edit(
        deal, {"custom": {person_field.key: str(ratna.id), member_field.key: str(world.sari.id)}}, by=world.sari, at=NOW
    )
    links = CustomLink.objects.filter(workspace_id=world.workspace.id, record_id=deal.id).order_by("target_kind")
    assert [(one.target_kind, one.target_id) for one in links] == [("member", world.sari.id), ("person", ratna.id)]
    event = Event.objects.order_by("-position").first()
    assert event is not None
    undo(world.workspace.id, event.operation_id, by=world.sari, at=NOW)
    assert world.reload(deal).custom == {}
    assert not links.all().exists()


def test_someone_of_another_company_is_not_named(world: World) -> None:
    made = make(world, FieldType.MEMBER)
    with pytest.raises(Refusal):
        world.make_deal(custom={made.key: str(world.citra.id)})
    assert not CustomLink.objects.exists()


def test_a_copy_of_a_deal_has_its_values(world: World) -> None:
    made = make(world, FieldType.MEMBER)
    deal = world.make_deal(custom={made.key: str(world.sari.id)})
    copied = duplicate(deal, by=world.sari, at=NOW).deal
    assert copied.custom == {made.key: str(world.sari.id)}
    assert CustomLink.objects.filter(record_id=copied.id).count() == 1


def test_a_stage_may_require_a_field_of_ones_own(world: World) -> None:
    from dataclasses import replace

    from alur.pipeline.operations.designing import edit_stage
    from alur.pipeline.operations.moving import move
    from alur.pipeline.queries.design import CriterionDesign, design_of

    made = make(world, FieldType.NUMBER)
    first = replace(design_of(world.pipeline).stages[0], criteria=(CriterionDesign(made.key, demand="required"),))
    edit_stage(world.stages[0], first, by=world.wati, at=NOW)
    deal = world.make_deal()
    with pytest.raises(GateRefused) as refused:
        move(deal, to=world.stages[1], by=world.sari, at=NOW)
    assert refused.value.unmet[0].label("id") == "Isi number"
    edit(deal, {"custom": {made.key: "5"}}, by=world.sari, at=NOW)
    move(deal, to=world.stages[1], by=world.sari, at=NOW)
    assert world.reload(deal).stage_id == world.stages[1].id
