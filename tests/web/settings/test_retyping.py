"""Another type for a field that is filled in: tried on the page, then done, and undone from there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from alur.fields.models import FieldDefinition
from alur.fields.operations.defining import FieldDesign, define
from alur.fields.queries.records import definitions_of
from alur.pipeline.models import Deal
from alur.pipeline.operations.editing import edit
from alur.reporting.operations.viewing import ViewDesign, save_view
from tests.world import NOW, World, sign_in


@pytest.fixture
def wati(client: Client, world: World) -> Client:
    return sign_in(client, world.wati)


@pytest.fixture
def power(world: World) -> FieldDefinition:
    """A text that two deals have as a number, one in words."""
    field = define(world.workspace.id, "deal", FieldDesign("Daya listrik", "Power", "text"), by=world.wati, at=NOW)
    for number, value in enumerate(("3.500", "450", "tiga ribu")):
        edit(world.make_deal(f"Mesin {number}"), {"custom": {field.key: value}}, by=world.sari, at=NOW)
    return field


def typed(field: FieldDefinition, **values: str) -> Any:
    return {"type": "number", "seen": "2-1", **values}


def test_what_cannot_be_read_is_shown_before_anything_is_written(wati: Client, power: FieldDefinition) -> None:
    page = wati.get(f"/settings/fields/{power.id}/").content.decode()
    assert f'href="/settings/fields/{power.id}/type/"' in page
    page = wati.get(f"/settings/fields/{power.id}/type/?type=number").content.decode()
    assert "2 nilai terbaca" in page
    assert "1 nilai tidak terbaca" in page
    assert "Mesin 2" in page
    assert "tiga ribu" in page
    assert [one.type for one in definitions_of(power.workspace_id, "deal")] == ["text"]


def test_the_type_is_changed_once_and_undone_from_there(wati: Client, power: FieldDefinition, world: World) -> None:
    place = f"/settings/fields/{power.id}/type/"
    first = wati.post(place, typed(power)).headers["Location"]
    assert wati.post(place, typed(power)).headers["Location"] == first
    (made,) = definitions_of(world.workspace.id, "deal")
    assert made.type == "number"
    values = {deal.title: deal.custom.get(made.key) for deal in Deal.objects.filter(workspace_id=world.workspace.id)}
    assert values == {"Mesin 0": "3500", "Mesin 1": "450", "Mesin 2": None}
    page = wati.get(first).content.decode()
    operation = page.split("/operations/")[1].split("/")[0] if "/operations/" in page else page.split("/undo/")[1]
    assert wati.post(f"/operations/{operation}/undo/").status_code == 302
    assert [one.id for one in definitions_of(world.workspace.id, "deal")] == [power.id]


def test_values_that_came_meanwhile_are_shown_before_it_goes_on(wati: Client, power: FieldDefinition) -> None:
    page = wati.post(f"/settings/fields/{power.id}/type/", typed(power, seen="9-9")).content.decode()
    assert "Nilainya sudah berubah. Lihat lagi." in page
    assert [one.type for one in definitions_of(power.workspace_id, "deal")] == ["text"]


def test_a_page_says_where_a_field_is_used_and_names_no_private_view_of_others(
    wati: Client, power: FieldDefinition, world: World
) -> None:
    page = wati.get(f"/settings/fields/{power.id}/").content.decode()
    assert "Belum ada tahap yang memintanya" in page
    own = ViewDesign("deal", "Berdaya", f"{power.key}:filled", columns=("value", power.key))
    save_view(own, by=world.wati, at=NOW)
    save_view(ViewDesign("deal", "Rahasia Sari", "", columns=("value", power.key)), by=world.sari, at=NOW)
    page = wati.get(f"/settings/fields/{power.id}/").content.decode()
    assert "Berdaya" in page
    assert "Rahasia Sari" not in page
    assert "Tampilan rekan" in page
