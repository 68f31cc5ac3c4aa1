from __future__ import annotations

import pytest

from alur.events.models import Event
from alur.events.undoing import NothingToUndo, undo
from alur.fields.models import FieldDefinition, FieldType, RecordKind
from alur.fields.operations.defining import ChoiceDesign, FieldDesign, archive, define, edit_field, restore
from alur.fields.queries.records import definitions_of, filled
from alur.kernel.refusal import Conflict, Refusal
from alur.pipeline.operations.editing import edit
from tests.world import NOW, World

PAYMENT = FieldDesign(
    "Cara bayar",
    "Way to pay",
    FieldType.CHOICE,
    (ChoiceDesign("Tunai", "Cash"), ChoiceDesign("Kredit", "Credit")),
)


def make(world: World, design: FieldDesign, kind: str = RecordKind.DEAL) -> FieldDefinition:
    return define(world.workspace.id, kind, design, by=world.wati, at=NOW)


def names(world: World, kind: str = RecordKind.DEAL) -> list[str]:
    return [one.name_id for one in definitions_of(world.workspace.id, kind)]


def undo_last(world: World) -> None:
    event = Event.objects.filter(workspace_id=world.workspace.id).order_by("-position").first()
    assert event is not None
    undo(world.workspace.id, event.operation_id, by=world.wati, at=NOW)


def test_a_supervisor_defines_a_field_of_each_type_and_for_each_kind_of_record(world: World) -> None:
    for kind in RecordKind.values:
        for value in FieldType.values:
            choices = PAYMENT.choices if value == FieldType.CHOICE else ()
            define(world.workspace.id, kind, FieldDesign(f"Isi {value}", "", value, choices), by=world.budi, at=NOW)
        assert names(world, kind) == [f"Isi {value}" for value in FieldType.values]
    assert definitions_of(world.elsewhere.id, RecordKind.DEAL) == []


def test_a_rep_defines_nothing_and_archives_nothing(world: World) -> None:
    made = make(world, PAYMENT)
    with pytest.raises(Refusal):
        define(world.workspace.id, RecordKind.DEAL, FieldDesign("Lain"), by=world.sari, at=NOW)
    with pytest.raises(Refusal):
        archive(made, by=world.sari, at=NOW)
    assert names(world) == ["Cara bayar"]


@pytest.mark.parametrize(
    ("design", "field"),
    [
        (FieldDesign("  "), "name_id"),
        (FieldDesign("cara BAYAR"), "name_id"),
        (FieldDesign("Lain", type="colour"), "type"),
        (FieldDesign("Lain", type=FieldType.CHOICE, choices=(ChoiceDesign("Satu"),)), "choices"),
        (FieldDesign("Lain", type=FieldType.CHOICE, choices=(ChoiceDesign("A"), ChoiceDesign("a"))), "choices"),
    ],
)
def test_what_is_wrong_with_a_field_is_said_at_its_place(world: World, design: FieldDesign, field: str) -> None:
    make(world, PAYMENT)
    with pytest.raises(Refusal) as refused:
        make(world, design)
    assert refused.value.field == field
    assert names(world) == ["Cara bayar"]


def test_a_renamed_answer_keeps_its_records_and_one_left_out_is_offered_no_longer(world: World) -> None:
    made = make(world, PAYMENT)
    cash, credit = (one["key"] for one in made.choices)
    deal = world.make_deal(custom={made.key: credit})
    design = FieldDesign(
        "Pembayaran", "Payment", FieldType.CHOICE, (ChoiceDesign("Kontan", "", cash), ChoiceDesign("Tempo"))
    )
    made = edit_field(made, design, by=world.wati, at=NOW)
    assert [(one["name_id"], one.get("archived", False)) for one in made.choices] == [
        ("Kontan", False),
        ("Tempo", False),
        ("Kredit", True),
    ]
    assert made.choices[0]["key"] == cash
    edit(deal, {"custom": {made.key: credit}, "title": "Lain"}, by=world.sari, at=NOW)
    with pytest.raises(Refusal):
        edit(world.make_deal(), {"custom": {made.key: credit}}, by=world.sari, at=NOW)


def test_a_type_stays_once_a_record_has_a_value_in_it(world: World) -> None:
    made = make(world, FieldDesign("Daya listrik"))
    made = edit_field(made, FieldDesign("Daya listrik", type=FieldType.NUMBER), by=world.wati, at=NOW)
    assert made.type == FieldType.NUMBER
    deal = world.make_deal(custom={made.key: "3500"})
    with pytest.raises(Conflict) as refused:
        edit_field(made, FieldDesign("Daya listrik", type=FieldType.TEXT), by=world.wati, at=NOW)
    assert refused.value.field == "type"
    assert (filled(made).count, filled(made).total) == (1, 1)
    edit(deal, {"custom": {made.key: None}}, by=world.sari, at=NOW)
    assert edit_field(made, FieldDesign("Daya"), by=world.wati, at=NOW).type == FieldType.TEXT


def test_an_archived_field_comes_back_with_its_values(world: World) -> None:
    made = make(world, FieldDesign("Daya listrik", type=FieldType.NUMBER))
    deal = world.make_deal(custom={made.key: "3500"})
    archive(made, by=world.wati, at=NOW)
    assert names(world) == []
    assert world.reload(deal).custom == {made.key: "3500"}
    restore(world.reload(made), by=world.wati, at=NOW)
    assert names(world) == ["Daya listrik"]


def test_what_is_done_to_fields_can_be_undone_by_those_who_may_do_it(world: World) -> None:
    made = make(world, PAYMENT)
    edit_field(made, FieldDesign("Lain", "", FieldType.CHOICE, PAYMENT.choices), by=world.wati, at=NOW)
    event = Event.objects.order_by("-position").first()
    assert event is not None
    with pytest.raises(NothingToUndo):
        undo(world.workspace.id, event.operation_id, by=world.sari, at=NOW)
    undo_last(world)
    assert world.reload(made).name_id == "Cara bayar"
    archive(world.reload(made), by=world.wati, at=NOW)
    undo_last(world)
    assert names(world) == ["Cara bayar"]
