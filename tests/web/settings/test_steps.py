"""The editor of a pipeline's steps: pressed as its buttons press it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from alur.events.models import Event
from alur.fields.models import FieldDefinition, RecordKind
from alur.fields.operations.defining import FieldDesign, define
from alur.pipeline.models import Step
from alur.pipeline.queries.design import design_of
from tests.web.settings.test_pipelines import form_of, press
from tests.world import NOW, World, days_ago, sign_in


@pytest.fixture
def wati(client: Client, world: World) -> Client:
    return sign_in(client, world.wati)


def address(world: World) -> str:
    return f"/settings/pipelines/{world.pipeline.id}/steps/"


def sent(response: Any) -> dict[str, Any]:
    return form_of(response, "steps")


def new_step(client: Client, world: World, **values: str) -> dict[str, Any]:
    """The form after a step was added to Kontak and filled in."""
    form = sent(client.get(address(world)))
    form = sent(press(client, address(world), form, f"add:{world.stages[2].id}"))
    return form | {f"t.n1.{name}": value for name, value in values.items()}


def test_a_form_sent_as_it_came_changes_nothing(wati: Client, world: World) -> None:
    before, events = design_of(world.pipeline), Event.objects.count()
    assert press(wati, address(world), sent(wati.get(address(world))), "save").status_code == 302
    assert (design_of(world.pipeline), Event.objects.count()) == (before, events)


def test_a_step_is_added_told_to_open_deals_and_saved(wati: Client, world: World) -> None:
    world.make_deal("Puri Melati", stage=2, at=days_ago(9))
    form = new_step(
        wati,
        world,
        name_id="Kirim contoh",
        evidence="activity:message",
        demand="required",
        days="4",
        by=str(world.tono.id),
    )
    asked = press(wati, address(world), form, "save")
    text = asked.content.decode()
    assert asked.status_code == 200
    assert "1 deal mendapat langkah baru" in text
    assert "1 deal belum punya yang kini wajib" in text
    assert "1 deal menjadi terlambat" in text
    assert not Step.objects.filter(name_id="Kirim contoh").exists()
    agreed = re.search(r'value="(confirm:[^"]+)"', text)
    assert agreed is not None
    assert press(wati, address(world), sent(asked), agreed[1]).status_code == 302
    step = Step.objects.get(name_id="Kirim contoh")
    assert (step.detail, step.due_days, step.performer, step.member_id) == ("message", 4, "member", world.tono.id)
    assert step.stage_id == world.stages[2].id


def test_several_kinds_of_evidence_are_ticked_and_one_at_least_is_needed(wati: Client, world: World) -> None:
    form = new_step(wati, world, name_id="Kirim contoh")
    form["t.n1.evidence"] = ["file", "activity:message", "field"]
    form["t.n1.field"] = "value"
    refused = press(wati, address(world), {**form, "t.n1.evidence": []}, "save")
    assert (refused.status_code, "Pilih apa buktinya." in refused.content.decode()) == (422, True)
    shown = press(wati, address(world), form, "close").content.decode()
    assert "Berkas atau Pesan terkirim atau Nilai" in " ".join(re.sub("<[^>]+>", " ", shown).split())
    assert press(wati, address(world), form, "save").status_code == 302
    step = Step.objects.get(name_id="Kirim contoh")
    assert step.ways == (("field", "value"), ("activity", "message"), ("file", ""))
    before = Event.objects.count()
    opened = sent(press(wati, address(world), sent(wati.get(address(world))), f"show:{world.stages[2].id}"))
    opened = sent(press(wati, address(world), opened, f"edit:{step.criteria.get().id}"))
    assert press(wati, address(world), opened, "save").status_code == 302
    assert Event.objects.count() == before


def test_a_step_is_sent_to_another_stage_told_and_saved(wati: Client, world: World) -> None:
    world.make_deal("Puri Melati", stage=2, at=days_ago(9))
    step = Step.objects.get(name_en="Need written down", stage_id=world.stages[1].id)
    form = sent(press(wati, address(world), sent(wati.get(address(world))), f"show:{world.stages[1].id}"))
    form = sent(press(wati, address(world), form, f"edit:{step.criteria.get().id}"))
    moved = press(wati, address(world), form, f"to:{step.criteria.get().id}.{world.stages[2].id}")
    text = moved.content.decode()
    assert "dari Kualifikasi" in text
    assert "1 deal mendapat langkah baru" in text
    asked = press(wati, address(world), sent(moved), "save")
    agreed = re.search(r'value="(confirm:[^"]+)"', asked.content.decode())
    assert agreed is not None
    assert press(wati, address(world), sent(asked), agreed[1]).status_code == 302
    step.refresh_from_db()
    assert (step.stage_id, step.criteria.get().stage_id) == (world.stages[2].id, world.stages[2].id)


def test_an_example_deal_follows_what_is_typed(wati: Client, world: World) -> None:
    """Puri, nine days in Kontak: the new step would be late, and done once its field is one that is filled."""
    world.make_deal("Puri Melati", stage=2, at=days_ago(9), amount=5_000_000)
    form = new_step(wati, world, name_id="Kirim contoh", days="4")
    shown = press(wati, address(world), form, "check").content.decode()
    example = shown[shown.index('id="example"') : shown.index("</section>", shown.index('id="example"'))]
    assert re.search(r"plan__i--new.*?Kirim contoh.*?terlambat \d+ hari", example, re.DOTALL)
    assert "Puri Melati" in example
    shown = press(wati, address(world), {**form, "t.n1.evidence": "field", "t.n1.field": "value"}, "check")
    assert "sudah terisi, jadi langsung selesai" in shown.content.decode()
    empty = press(wati, address(world), {**form, "t.n1.days": "99999999999", "t.n1.by": "9" * 30}, "check")
    assert empty.status_code == 200
    assert (
        "Belum ada deal terbuka di Closing"
        in press(wati, address(world), sent(wati.get(address(world))), f"show:{world.stages[4].id}").content.decode()
    )


def test_letters_for_days_are_refused_in_the_open_step_and_what_was_typed_stays(wati: Client, world: World) -> None:
    form = new_step(wati, world, name_id="Kirim contoh", days="tujuh")
    refused = press(wati, address(world), form | {"edited": ""}, "save")
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "Tulis jumlah hari" in text
    assert 'value="tujuh"' in text
    assert 'value="Kirim contoh"' in text
    refused = press(wati, address(world), form | {"t.n1.days": "9000", "t.n1.name_id": ""}, "save")
    assert refused.status_code == 422
    assert "Tulis singkat apa yang harus dilakukan." in refused.content.decode()
    assert not Step.objects.filter(name_id="Kirim contoh").exists()


def test_the_usual_steps_come_back_behind_those_that_are_there(wati: Client, world: World) -> None:
    design = design_of(world.pipeline)
    Step.objects.filter(name_en="Quote sent").update(name_id="Lain", name_en="Other")
    Step.objects.filter(name_en="Need written down").update(due_days=None)
    form = sent(press(wati, address(world), sent(wati.get(address(world))), "usual"))
    assert press(wati, address(world), form, "save").status_code == 302
    after = design_of(world.pipeline)
    names = [one.step.name_en for one in after.stages[4].criteria if one.step is not None]
    assert names == ["Expected close set", "Other", "Quote accepted", "Quote sent"]
    assert after.stages[1] == design.stages[1]


def test_a_field_that_was_put_away_is_told_at_its_step(wati: Client, world: World) -> None:
    power = define(world.workspace.id, RecordKind.DEAL, FieldDesign("Daya"), by=world.wati, at=NOW)
    Step.objects.filter(name_en="Need written down").update(evidence="field", detail=power.key)
    FieldDefinition.objects.filter(id=power.id).update(archived_at=NOW)
    form = sent(wati.get(address(world)))
    shown = press(wati, address(world), form, f"show:{world.stages[1].id}").content.decode()
    assert "Kolomnya sudah diarsipkan" in shown
