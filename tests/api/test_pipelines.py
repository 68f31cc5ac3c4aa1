"""Pipelines and stages are rebuilt over the API as in the editor."""

from __future__ import annotations

from typing import Any

from alur.catalogue.operations.products import create_family
from alur.pipeline.models import Pipeline, Stage
from tests.api.asking import caller
from tests.world import NOW, World

NAMES = {"id": "Awal", "en": "Start"}


def stages() -> list[Any]:
    return [
        {"names": NAMES, "kind": "prospecting", "probability": 10, "rot_days": 7},
        {
            "names": {"id": "Akhir", "en": "End"},
            "kind": "closing",
            "probability": 90,
            "criteria": [
                {"field": "value", "demand": "required"},
                {"step": {"names": {"id": "Setuju", "en": "Agreed"}, "evidence": "note"}},
            ],
        },
    ]


def test_a_manager_makes_a_pipeline_with_its_stages(world: World) -> None:
    family = create_family(world.workspace.id, "Mesin", by=world.wati, at=NOW)
    body = {"name": "Proyek", "stages": stages(), "product_families": [str(family.id)], "hue": 3}
    made = caller(world.budi).post("/pipelines", body)
    assert made.status_code == 201, made.content
    shown = made.json()
    assert (shown["name"], shown["hue"], shown["product_families"]) == ("Proyek", 3, [str(family.id)])
    assert [stage["probability"] for stage in shown["stages"]] == [10, 90]
    assert [one["demand"] for one in shown["stages"][1]["criteria"]] == ["required", "asked"]
    assert caller(world.budi).get(f"/pipelines/{shown['id']}").headers["ETag"] == made.headers["ETag"]


def test_what_a_pipeline_lacks_is_named_by_its_field(world: World) -> None:
    who = caller(world.wati)
    assert who.post("/pipelines", {"name": "Proyek", "stages": []}).status_code == 422
    nameless = [{"names": {}, "kind": "closing"}]
    answer = who.post("/pipelines", {"name": world.pipeline.name, "stages": nameless, "product_families": ["1"]})
    assert answer.status_code == 422
    assert {one["field"] for one in answer.json()["errors"]} == {"name", "stages.0.names.id", "product_families"}
    assert Pipeline.objects.filter(workspace_id=world.workspace.id).count() == 1


def test_a_pipeline_is_sent_back_as_it_was_given(world: World) -> None:
    who, path = caller(world.wati), f"/pipelines/{world.pipeline.id}"
    before = who.get(path)
    answer = who.patch(path, {"stages": before.json()["stages"]}, If_Match=before.headers["ETag"])
    assert answer.status_code == 200, answer.content
    assert answer.json() == before.json()
    assert "Alur-Operation" not in answer.headers


def test_deals_of_a_removed_stage_go_where_the_caller_says(world: World) -> None:
    deal = world.make_deal("Mesin", stage=1, amount=1_000)
    who, path = caller(world.wati), f"/pipelines/{world.pipeline.id}"
    shown = who.get(path).json()
    removed, kept = shown["stages"][1]["id"], shown["stages"][2]["id"]
    rest = [stage for stage in shown["stages"] if stage["id"] != removed]
    answer = who.patch(path, {"stages": rest, "moves": {removed: kept}})
    assert answer.status_code == 200, answer.content
    assert world.reload(deal).stage_id == int(kept)
    undone = who.post(f"/operations/{answer.headers['Alur-Operation']}/undo")
    assert undone.status_code == 200, undone.content
    assert world.reload(deal).stage_id == int(removed)


def test_a_stage_is_changed_by_itself(world: World) -> None:
    who, stage = caller(world.budi), world.stages[1]
    path = f"/stages/{stage.id}"
    present = who.get(path)
    body = {
        "names": {"id": "Saring", "en": "Screen"},
        "kind": "contacting",
        "probability": 35,
        "rot_days": None,
        "criteria": [
            {"step": present.json()["criteria"][0]["step"]["id"], "demand": "required"},
            {"field": "organization", "demand": "asked"},
        ],
    }
    changed = who.patch(path, body, If_Match=present.headers["ETag"])
    assert changed.status_code == 200, changed.content
    shown = changed.json()
    assert (shown["names"], shown["probability"], shown["rot_days"]) == (body["names"], 35, None)
    assert [one["demand"] for one in shown["criteria"]] == ["required", "asked"]
    assert shown["criteria"][0]["step"] == present.json()["criteria"][0]["step"]
    assert who.patch(path, {"probability": 40}, If_Match=present.headers["ETag"]).status_code == 412
    assert who.patch(path, {"probability": 101}).json()["errors"][0]["field"] == "probability"
    wrong = who.patch(path, {"criteria": [{"field": "colour"}]})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "criteria.0.field")
    assert world.reload(stage).probability == 35


def test_a_required_criterion_set_here_refuses_the_move(world: World) -> None:
    deal = world.make_deal("Mesin")
    who = caller(world.wati)
    assert who.patch(f"/stages/{world.stages[0].id}", {"criteria": [{"field": "value", "demand": "required"}]})
    refused = who.put(f"/deals/{deal.id}/stage", {"stage": str(world.stages[1].id)})
    assert (refused.status_code, len(refused.json()["unmet"])) == (409, 1)
    who.patch(f"/deals/{deal.id}", {"value": {"amount": 5, "currency": "IDR"}})
    assert who.put(f"/deals/{deal.id}/stage", {"stage": str(world.stages[1].id)}).status_code == 200


def test_a_rep_rebuilds_nothing(world: World) -> None:
    who = caller(world.sari)
    assert who.patch(f"/stages/{world.stages[0].id}", {"probability": 99}).status_code == 403
    assert Stage.objects.get(workspace_id=world.workspace.id, id=world.stages[0].id).probability == 10


def test_further_kinds_of_evidence_are_sent_shown_and_kept_where_they_are_left_out(world: World) -> None:
    who, path = caller(world.wati), f"/stages/{world.stages[1].id}"
    step = {"names": {"id": "Contoh", "en": "Sample"}, "evidence": "photo"}
    further = [{"evidence": "field", "detail": "value"}, {"evidence": "note", "detail": ""}]
    answer = who.patch(path, {"criteria": [{"step": {**step, "also": further}}]})
    assert answer.json()["criteria"][0]["step"]["also"] == further
    answer = who.patch(path, {"criteria": [{"step": step, "demand": "required"}]})
    assert answer.json()["criteria"][0]["step"]["also"] == further
    refused = who.patch(path, {"criteria": [{"step": {**step, "also": [{"evidence": "field", "detail": "mood"}]}}]})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "criteria.0.evidence")
