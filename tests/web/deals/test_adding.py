"""Quick add: a company or a title and the next step are enough; what is refused says why and keeps what was typed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from alur.conversations.models import Activity
from alur.fields.models import FieldDefinition, RecordKind
from alur.fields.operations.defining import FieldDesign, define
from alur.people.models import Organization
from alur.pipeline.models import Deal
from alur.pipeline.operations.designing import edit_pipeline
from alur.pipeline.queries.design import CriterionDesign, design_of
from tests.world import NOW, World, sign_in


@pytest.fixture
def sari(client: Client, world: World) -> Client:
    return sign_in(client, world.sari)


def require(world: World, place: int, field: str) -> None:
    """The stage at that place lets no deal go on without this field."""
    design = design_of(world.pipeline)
    stages = list(design.stages)
    stages[place] = replace(stages[place], criteria=(CriterionDesign(field=field, demand="required"),))
    edit_pipeline(world.pipeline, replace(design, stages=tuple(stages)), by=world.wati, at=NOW)


def own_field(world: World) -> FieldDefinition:
    design = FieldDesign("Daya listrik", "Power", "number")
    return define(world.workspace.id, RecordKind.DEAL, design, by=world.wati, at=NOW)


def add(client: Client, **values: str) -> Any:
    return client.post("/deals/new/", {"company": "", "title": "", "stage": "", "due_on": "", **values})


def test_a_company_and_a_next_step_make_a_deal(sari: Client, world: World) -> None:
    answer = add(sari, company="Kopi Lembah", step_kind="call", step="tanya volume", due_on="2026-11-24", due_time="")
    assert answer.status_code == 302
    deal = Deal.objects.get(workspace_id=world.workspace.id)
    assert (deal.title, deal.owner_id, deal.organization.name) == ("Kopi Lembah", world.sari.id, "Kopi Lembah")
    assert deal.next_step_title == "tanya volume"


def test_the_company_that_is_there_is_found_while_typing_and_not_made_again(sari: Client, world: World) -> None:
    there = world.make_organization("PT Kopi Lembah")
    found = sari.get("/deals/new/companies/", {"company": "kopi lem"}).text
    assert "PT Kopi Lembah" in found
    assert "1 perusahaan serupa" in found, "it is told to who listens"
    add(sari, company="PT Kopi Lembah", organization=str(there.id))
    assert Organization.objects.filter(workspace_id=world.workspace.id).count() == 1
    options = sari.get("/deals/new/companies/", {"options": "1", "role_company": "kopi lem"}).text
    assert options.count("<option") == found.count("data-choose") > 0, "for the fields of a person's companies"


def test_an_open_deal_of_the_company_like_the_one_being_typed_is_named_before_it_is_made_twice(
    sari: Client, world: World
) -> None:
    there = world.make_organization("PT Kopi Lembah")
    world.make_deal("Mesin espresso", organization=there, amount=45_000_000)
    world.make_deal("Biji kopi", organization=there, owner=world.tono)

    def told(**typed: str) -> str:
        return sari.get("/deals/new/doubles/", typed).text

    assert "Mesin espresso" in told(company="CV Kopi Lembah")
    assert "Mesin espresso" in told(company="PT Kopi Lembah", organization=str(there.id), title="Espresso mesin")
    assert "Biji kopi" not in told(company="PT Kopi Lembah")  # Tono's, in Bali
    assert "Mesin" not in told(company="PT Kopi Lembah", title="Sewa gelas")
    assert told(company="") == told(company="Warung Zamrud")


def test_neither_company_nor_title_is_refused_and_what_was_typed_stays(sari: Client, world: World) -> None:
    answer = add(sari, value="1,5 jt", step="tanya volume")
    assert answer.status_code == 422
    assert 'id="err-title"' in answer.text
    assert 'value="1,5 jt"' in answer.text
    assert 'value="tanya volume"' in answer.text
    assert not Deal.objects.filter(workspace_id=world.workspace.id).exists()


def test_a_double_tap_makes_one_deal(sari: Client, world: World) -> None:
    form = {"company": "Kopi Lembah", "once": "a-token-of-the-form"}
    first, second = add(sari, **form), add(sari, **form)
    assert first.headers["Location"] == second.headers["Location"]
    assert Deal.objects.filter(workspace_id=world.workspace.id).count() == 1
    assert Activity.objects.filter(workspace_id=world.workspace.id).count() <= 1


def test_a_field_that_the_first_stage_requires_is_on_the_form(sari: Client, world: World) -> None:
    field = own_field(world)
    assert "Daya listrik" not in sari.get("/deals/new/").text
    require(world, 0, field.key)
    assert "Daya listrik" in sari.get("/deals/new/").text
    refused = add(sari, company="Kopi Lembah", **{field.key: "banyak"})
    assert refused.status_code == 422
    assert 'value="banyak"' in refused.text
    assert add(sari, company="Kopi Lembah", **{field.key: "1.300"}).status_code == 302
    assert Deal.objects.get(workspace_id=world.workspace.id).custom == {field.key: "1300"}


def test_a_later_stage_says_what_the_way_there_needs_and_offers_the_field(sari: Client, world: World) -> None:
    field = own_field(world)
    require(world, 0, field.key)
    require(world, 1, "value")
    refused = add(sari, company="Kopi Lembah", stage=str(world.stages[2].id))
    assert refused.status_code == 422
    assert "Untuk mulai di sana, deal masih perlu: Daya listrik, Nilai." in refused.text
    assert f'name="{field.key}"' in refused.text
    assert not Deal.objects.filter(workspace_id=world.workspace.id).exists()
    assert not Organization.objects.filter(workspace_id=world.workspace.id).exists()
    form = {field.key: "900", "value": "5 jt", "stage": str(world.stages[2].id)}
    assert add(sari, company="Kopi Lembah", **form).status_code == 302
    assert Deal.objects.get(workspace_id=world.workspace.id).stage_id == world.stages[2].id


def test_a_viewer_adds_nothing(client: Client, world: World) -> None:
    assert add(sign_in(client, world.vina), company="Kopi Lembah").status_code == 403
    assert not Deal.objects.filter(workspace_id=world.workspace.id).exists()


def test_on_a_friday_the_next_step_is_offered_for_monday(client: Client, world: World) -> None:
    with time_machine.travel(datetime(2026, 11, 27, 4, tzinfo=UTC), tick=False):
        page = sign_in(client, world.sari).get("/deals/new/").text
    assert 'name="due_on" type="date" value="2026-11-30"' in page


def test_the_board_that_a_deal_is_added_on_is_told_which_it_is(sari: Client, world: World) -> None:
    on_board = {"HX-Request": "true", "HX-Current-URL": f"https://testserver/pipelines/{world.pipeline.id}/"}
    told = json.loads(sari.post("/deals/new/", {"company": "Kopi Siang"}, headers=on_board).headers["HX-Trigger"])
    assert told["alur:made"] == str(Deal.objects.get(workspace_id=world.workspace.id).id)
    assert told["alur:toast"]["operation"]
