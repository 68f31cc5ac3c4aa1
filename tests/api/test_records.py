"""Companies, persons, products, families, activities, and what belongs to a deal."""

from __future__ import annotations

from typing import Any

from alur.fields.models import FieldDefinition
from alur.pipeline.models import Step
from tests.api.asking import caller
from tests.world import NOW, World


def test_a_company_is_kept_with_all_that_is_sent(world: World) -> None:
    who = caller(world.sari)
    body = {
        "name": "Hotel Puri Melati",
        "industry": "Hotel",
        "size": 40,
        "region": "32.73",
        "latitude": "-6.914744",
        "longitude": "107.60981",
        "tags": ["kopi"],
        "contacts": [{"kind": "phone", "value": "0812 3456 7890", "label": "Kantor"}],
        "external_source": "erp",
        "external_id": "C-1",
    }
    made = who.post("/organizations", body)
    assert made.status_code == 201, made.content
    shown = made.json()
    assert shown["owner"] == str(world.sari.id)
    assert shown["region_name"].startswith("Kota Bandung")
    assert (shown["latitude"], shown["longitude"]) == ("-6.914744", "107.609810")
    assert shown["contacts"] == [
        {"kind": "phone", "value": "+6281234567890", "typed": "0812 3456 7890", "label": "Kantor"}
    ]
    path = f"/organizations/{shown['id']}"
    again = who.patch(path, {"tags": [], "region": None, "contacts": shown["contacts"], "external_id": None})
    assert again.status_code == 200, again.content
    assert (again.json()["tags"], again.json()["region"], again.json()["external_id"]) == ([], None, None)
    assert again.json()["contacts"] == shown["contacts"]
    assert who.patch(path, {"region": "99.99"}).json()["errors"][0]["field"] == "region"
    assert who.patch(path, {"size": -1}).status_code == 422
    assert who.delete(path).status_code == 204
    assert who.get(path).status_code == 404


def test_a_person_belongs_to_a_company_of_the_workspace(world: World) -> None:
    who, company = caller(world.sari), world.make_organization()
    made = who.post("/persons", {"name": "Ibu Ratna", "organization": str(company.id), "job_title": "Pemilik"})
    assert (made.status_code, made.json()["organization"]) == (201, str(company.id))
    school = world.make_organization("Yayasan Pasundan")
    roles = [{"organization": str(school.id), "role": "Bendahara", "since": None, "until": None}]
    assert who.patch(f"/persons/{made.json()['id']}", {"roles": roles}).json()["roles"] == roles
    assert who.patch(f"/persons/{made.json()['id']}", {"roles": [{"organization": "123"}]}).status_code == 422
    assert who.get(f"/persons/{made.json()['id']}").json()["roles"] == roles
    wrong = who.patch(f"/persons/{made.json()['id']}", {"organization": "123"})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (404, "organization")
    bad = who.post("/persons", {"name": "Pak Anto", "contacts": [{"kind": "phone", "value": "081234"}]})
    assert (bad.status_code, bad.json()["errors"][0]["field"]) == (422, "phone")
    assert len(who.get("/persons").json()["items"]) == 1


def test_a_product_has_a_price_in_the_workspaces_currency(world: World) -> None:
    who = caller(world.sari)
    family = who.post("/product-families", {"name": "Kopi"}).json()
    body = {
        "name": "Biji kopi",
        "family": family["id"],
        "unit": "kg",
        "unit_price": {"amount": 90_000, "currency": "IDR"},
    }
    made = who.post("/products", body)
    assert (made.status_code, made.json()["unit_price"]) == (201, body["unit_price"])
    dollars = who.post("/products", {**body, "unit_price": {"amount": 9, "currency": "USD"}})
    assert (dollars.status_code, dollars.json()["errors"][0]["field"]) == (422, "unit_price.currency")
    assert who.post("/product-families", {"name": "Kopi"}).status_code == 409
    other = who.post("/product-families", {"name": "Teh"}).json()
    assert who.patch(f"/product-families/{other['id']}", {"name": "Kopi"}).status_code == 409
    assert who.patch(f"/product-families/{other['id']}", {"name": "Sirup baru"}).json()["name"] == "Sirup baru"


def test_lines_make_the_value_of_a_deal(world: World) -> None:
    who, deal = caller(world.sari), world.make_deal("Mesin")
    price = {"amount": 90_000, "currency": "IDR"}
    product = who.post("/products", {"name": "Biji kopi", "unit_price": price}).json()["id"]
    path = f"/deals/{deal.id}/lines"
    put = who.put(path, {"lines": [{"product": product, "quantity": "2.5", "discount": 1000}]})
    assert put.status_code == 200, put.content
    assert put.json()["items"] == [{"product": product, "quantity": "2.5", "unit_price": price, "discount": 1000}]
    assert who.get(f"/deals/{deal.id}").json()["value"]["amount"] == 202_500
    assert who.put(path, who.get(path).json()).headers.get("Alur-Operation") is None
    assert who.put(path, [{"product": product, "quantity": "1", "unit_price": price}]).status_code == 200
    assert who.get(f"/deals/{deal.id}").json()["value"]["amount"] == 90_000
    for wrong in (2.5, "0", "-1", "1.2345", "1e3", "2,5"):
        refused = who.put(path, {"lines": [{"product": product, "quantity": wrong}]})
        assert refused.status_code == 422, wrong
    missing = who.put(path, {"lines": [{"product": "1"}]})
    assert (missing.status_code, missing.json()["errors"][0]["field"]) == (404, "lines.0.product")
    foreign = who.put(path, {"lines": [{"product": product, "unit_price": {"amount": 1, "currency": "USD"}}]})
    assert (foreign.status_code, foreign.json()["errors"][0]["field"]) == (422, "lines.0.unit_price.currency")
    assert who.get(f"/deals/{deal.id}").json()["value"]["amount"] == 90_000


def test_a_value_without_a_rate_is_refused(world: World) -> None:
    answer = caller(world.sari).post("/deals", {"title": "Ekspor", "value": {"amount": 105_400, "currency": "USD"}})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "value")


def test_tracks_show_each_stage_of_the_pipeline(world: World) -> None:
    who, deal = caller(world.sari), world.make_deal("Mesin")
    who.put(f"/deals/{deal.id}/stage", {"stage": str(world.stages[2].id)})
    states = [one["state"] for one in who.get(f"/deals/{deal.id}/tracks").json()["items"]]
    assert states == ["done", "skipped", "active", "waiting", "waiting"]


def test_evidence_is_given_and_taken_back(world: World) -> None:
    who, deal = caller(world.sari), world.make_deal("Mesin")
    note = Step.objects.get(workspace_id=world.workspace.id, name_en="Need written down")
    talk = Step.objects.get(workspace_id=world.workspace.id, name_en="Spoken with them")
    path = f"/deals/{deal.id}/evidence"
    given = who.post(path, {"step": str(note.id), "label": "Butuh dua mesin"})
    assert (given.status_code, given.json()["by"]) == (201, str(world.sari.id))
    assert who.post(path, {"step": str(talk.id), "label": "Bicara"}).status_code == 422
    activity = who.post("/activities", {"kind": "call", "deal": str(deal.id), "outcome": "Tertarik"}).json()["id"]
    rests = who.post(path, {"step": str(talk.id), "label": "Bicara", "activity": activity})
    assert (rests.status_code, rests.json()["activity"]) == (201, activity)
    assert len(who.get(path).json()["items"]) == 2
    assert who.delete(f"{path}?evidence={rests.json()['id']}").status_code == 204
    assert who.delete(f"{path}/{given.json()['id']}").status_code == 204
    assert who.get(path).json()["items"] == []


def test_a_planned_activity_is_the_next_step_until_it_is_done(world: World) -> None:
    who, deal = caller(world.sari), world.make_deal("Mesin")
    body = {"kind": "call", "title": "Telepon", "deal": str(deal.id), "due_at": "2027-01-04T09:00:00+07:00"}
    made = who.post("/activities", body)
    assert (made.status_code, made.json()["is_done"]) == (201, False)
    assert who.get(f"/deals/{deal.id}").json()["next_step"]["id"] == made.json()["id"]
    done = who.patch(f"/activities/{made.json()['id']}", {"is_done": True, "outcome": "Mau bertemu"})
    assert (done.json()["is_done"], done.json()["outcome"]) == (True, "Mau bertemu")
    assert who.get(f"/deals/{deal.id}").json()["next_step"] is None
    assert who.patch(f"/activities/{made.json()['id']}", {"is_done": False}).status_code == 409
    assert who.post("/activities", {"kind": "call"}).json()["errors"][0]["field"] == "deal"
    assert len(who.get("/activities", is_done="true", deal=str(deal.id)).json()["items"]) == 1


def test_an_activity_of_a_hidden_deal_is_hidden_too(world: World) -> None:
    deal = world.make_deal("Rahasia", owner=world.tono)
    made = caller(world.tono).post("/activities", {"kind": "note", "body": "Diam", "deal": str(deal.id)}).json()
    sari = caller(world.sari)
    assert sari.get(f"/activities/{made['id']}").status_code == 404
    assert sari.get("/activities").json()["items"] == []
    assert sari.post("/activities", {"kind": "call", "deal": str(deal.id)}).status_code == 404


def test_custom_values_are_typed_by_their_definitions(world: World) -> None:
    kind = {"workspace_id": world.workspace.id, "record_kind": "deal", "name_id": "x", "name_en": "x"}
    choice = FieldDefinition.objects.create(
        **kind, type="choice", choices=[{"key": "a", "name_id": "A", "name_en": "A"}]
    )
    number = FieldDefinition.objects.create(**kind, type="number", highest="30")
    member = FieldDefinition.objects.create(**kind, type="member")
    text = FieldDefinition.objects.create(**kind, type="text")
    who, deal = caller(world.sari), world.make_deal("Mesin")
    values = {choice.key: "a", number.key: "2.5", member.key: str(world.budi.id), text.key: "Pagi"}
    good = who.patch(f"/deals/{deal.id}", {"custom": {**values, text.key: "Pa\u0000gi"}})
    assert good.json()["custom"] == values
    wrong: Any
    for wrong in (2.5, "1e9", "1e999999", "x", "30.5", {}, True):
        refused = who.patch(f"/deals/{deal.id}", {"custom": {number.key: wrong}})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, f"custom.{number.key}"), wrong
    assert who.get("/deals").json()["items"][0]["custom"] == values
    bad = who.patch(f"/deals/{deal.id}", {"custom": {choice.key: "z", "f1": "x"}})
    assert bad.status_code == 422
    assert {one["field"] for one in bad.json()["errors"]} == {f"custom.{choice.key}", "custom.f1"}
    less = who.patch(f"/deals/{deal.id}", {"custom": dict.fromkeys([choice.key, member.key, text.key])})
    assert less.json()["custom"] == {number.key: "2.5"}


def test_a_pipeline_is_shown_with_its_stages_and_their_criteria(world: World) -> None:
    shown = caller(world.sari).get(f"/pipelines/{world.pipeline.id}").json()
    assert [stage["kind"] for stage in shown["stages"]] == [
        "prospecting", "qualifying", "contacting", "relationship", "closing"
    ]  # fmt: skip
    stage = shown["stages"][0]
    assert stage["names"] == {"id": "Prospek", "en": "Prospecting"}
    assert stage["criteria"][0]["demand"] == "asked"
    assert caller(world.sari).get(f"/stages/{stage['id']}").json() == stage


def test_the_summary_of_a_past_day_is_as_it_was(world: World) -> None:
    world.make_deal("Mesin", amount=1_000, at=NOW.replace(month=9))
    path = f"/pipelines/{world.pipeline.id}/summary"
    shown = caller(world.sari).get(path, as_of="2026-10-01").json()
    assert (shown["as_of"], shown["total"]["amount"]) == ("2026-10-01", 1_000)
    assert caller(world.sari).get(path, as_of="2026-09-01").json()["total"]["count"] == 0
    assert caller(world.sari).get(path, as_of="0001-01-01").json()["total"]["count"] == 0
    assert caller(world.sari).get(path, as_of="01/10/2026").status_code == 422


def test_leave_is_taken_seen_and_given_back(world: World) -> None:
    sari, budi = caller(world.sari), caller(world.budi)
    path = f"/members/{world.sari.id}/leaves"
    made = budi.post(path, {"from_on": "2040-05-07", "last_on": "2040-05-09"})
    assert (made.status_code, made.json()["last_on"], made.json()["member"]) == (201, "2040-05-09", str(world.sari.id))
    day = sari.post(path, {"from_on": "2040-06-01"}).json()
    assert day["last_on"] == "2040-06-01"
    assert [one["from_on"] for one in caller(world.tono).get(path).json()["items"]] == ["2040-05-07", "2040-06-01"]
    over, backwards = (
        sari.post(path, {"from_on": "2040-05-09"}),
        sari.post(path, {"from_on": "2040-07-02", "last_on": "2040-07-01"}),
    )
    assert (over.status_code, over.json()["errors"][0]["field"]) == (409, "from_on")
    assert (backwards.status_code, backwards.json()["errors"][0]["field"]) == (422, "last_on")
    gone = sari.delete(f"{path}/{day['id']}")
    assert gone.status_code == 204
    assert sari.post(f"/operations/{gone.headers['Alur-Operation']}/undo").status_code == 200
    assert len(sari.get(path).json()["items"]) == 2
