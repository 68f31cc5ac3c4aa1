"""A field's help, unit, limits, places and order."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import gettext, override

from alur.events.recording import operation
from alur.events.undoing import undo
from alur.fields.models import FieldDefinition, FieldType, Place, RecordKind
from alur.fields.operations.defining import FieldDesign, archive, define, edit_field
from alur.fields.operations.filling import fill
from alur.fields.operations.ordering import reorder
from alur.fields.operations.retyping import retype
from alur.fields.queries.records import definitions_of
from alur.kernel.refusal import Conflict, Refusal, Refusals
from alur.pipeline.operations.editing import edit
from tests.world import NOW, World

POWER = FieldDesign(
    "Daya listrik", "Power", FieldType.NUMBER, hint="Lihat MCB.", unit="VA", lowest="450", highest="33000"
)


def make(world: World, design: FieldDesign = POWER, kind: str = RecordKind.DEAL) -> FieldDefinition:
    return define(world.workspace.id, kind, design, by=world.wati, at=NOW)


def refused(world: World, field: FieldDefinition, value: Any, language: str) -> str:
    with pytest.raises(Refusals) as fault:
        fill(world.workspace.id, RecordKind.DEAL, {}, {field.key: value})
    with override(language):
        return fault.value.items[0].sentence(gettext)


def test_a_number_outside_its_limits_is_refused_with_the_limits_in_the_readers_writing(world: World) -> None:
    field = make(world)
    for value in ("449.999", "33000.001", "-500"):
        assert refused(world, field, value, "id") == "Isi angka dari 450 sampai 33.000\u00a0VA."
    assert refused(world, field, "77000", "en") == "Type a number from 450 to 33,000\u00a0VA."
    for value in ("450", "33000", "900.5"):
        assert fill(world.workspace.id, RecordKind.DEAL, {}, {field.key: value}) == {field.key: value}
    least = make(world, FieldDesign("Cabang", "", FieldType.NUMBER, lowest="1.5", unit="toko"))
    assert refused(world, least, "1", "id") == "Isi 1,5\u00a0toko atau lebih."
    most = make(world, FieldDesign("Diskon", "", FieldType.NUMBER, highest="-2"))
    assert refused(world, most, "0", "en") == "Type -2 at most."


def test_a_value_from_before_the_limits_stays_until_it_is_changed(world: World) -> None:
    field = make(world, FieldDesign("Daya listrik", "Power", FieldType.NUMBER))
    deal = world.make_deal()
    edit(deal, {"custom": {field.key: "77000"}}, by=world.sari, at=NOW)
    edit_field(field, POWER, by=world.wati, at=NOW)
    deal = edit(world.reload(deal), {"title": "Lain", "custom": {field.key: "77000"}}, by=world.sari, at=NOW)
    assert deal.custom == {field.key: "77000"}
    with pytest.raises(Refusals):
        edit(deal, {"custom": {field.key: "78000"}}, by=world.sari, at=NOW)


@pytest.mark.parametrize(
    ("low", "high", "field"),
    [("x", "", "lowest"), ("", "1e3", "highest"), ("0.0001", "", "lowest"), ("5", "4.999", "highest")],
)
def test_limits_that_cannot_be_are_refused_where_they_were_typed(world: World, low: str, high: str, field: str) -> None:
    with pytest.raises(Refusal) as fault:
        make(world, FieldDesign("Daya", "", FieldType.NUMBER, lowest=low, highest=high))
    assert fault.value.field == field


def test_only_numbers_have_a_unit_and_limits_and_another_type_keeps_help_and_places(world: World) -> None:
    text = make(
        world, FieldDesign("Kode", "", FieldType.TEXT, hint="  Dari \n kartu ", unit="VA", lowest="1", places=["new"])
    )
    assert (text.hint, text.unit, text.lowest) == ("Dari kartu", "", "")
    made = retype(text, FieldType.NUMBER, by=world.wati, at=NOW)
    assert (made.hint, made.shown_in) == ("Dari kartu", [Place.NEW])


def test_where_a_field_shows_is_what_it_was_until_someone_says_otherwise(world: World) -> None:
    of_deal, of_company = make(world), make(world, kind=RecordKind.ORGANIZATION)
    assert (of_deal.shown_in, of_company.shown_in) == ([Place.PAGE], [Place.PAGE, Place.NEW])
    with operation(world.workspace.id, by=world.wati, at=NOW) as act:
        design = FieldDesign("Daya listrik", "Power", FieldType.NUMBER, hint="Lihat MCB.", unit="VA", lowest="450")
        edit_field(of_deal, design, by=world.wati, at=NOW)
    assert [list(one.fact.changes) for one in act.recorded] == [["highest"]]  # type: ignore[attr-defined]
    edit_field(of_company, FieldDesign("Daya listrik", places=["card", "new", "mars"]), by=world.wati, at=NOW)
    assert world.reload(of_company).shown_in == [Place.NEW]
    edit_field(of_company, FieldDesign("Daya listrik", places=[]), by=world.wati, at=NOW)
    assert world.reload(of_company).shown_in == []


def test_fields_are_put_into_another_order_and_back(world: World) -> None:
    first, second, third = (make(world, FieldDesign(name)) for name in ("Satu", "Dua", "Tiga"))

    def names() -> list[str]:
        return [one.name_id for one in definitions_of(world.workspace.id, RecordKind.DEAL)]

    with operation(world.workspace.id, by=world.budi, at=NOW) as act:
        reorder(world.workspace.id, RecordKind.DEAL, [third.id, 7, first.id], by=world.budi, at=NOW)
    assert names() == ["Tiga", "Satu", "Dua"]
    undo(world.workspace.id, act.id, by=world.wati, at=NOW)
    assert names() == ["Satu", "Dua", "Tiga"]
    with operation(world.workspace.id, by=world.wati, at=NOW) as act:
        reorder(world.workspace.id, RecordKind.DEAL, [second.id], by=world.wati, at=NOW)
    archive(third, by=world.wati, at=NOW)
    with pytest.raises(Conflict):
        undo(world.workspace.id, act.id, by=world.wati, at=NOW)
    with pytest.raises(Refusal):
        reorder(world.workspace.id, RecordKind.DEAL, [first.id], by=world.sari, at=NOW)
    assert names() == ["Dua", "Satu"]
