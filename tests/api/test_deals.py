from __future__ import annotations

from datetime import timedelta

from alur.events.models import Event
from alur.pipeline.models import Criterion, Deal
from tests.api.asking import caller
from tests.world import NOW, World, make_organization

DEAL_FIELDS = """id external_source external_id title pipeline stage status temperature probability value owner
organization people source campaign tags expected_close_on postponed_until next_step last_activity_at created_at
updated_at closed_at lines custom""".split()  # noqa: SIM905  (as the contract has them)


def happenings(world: World) -> int:
    return Event.objects.filter(workspace_id=world.workspace.id, name__startswith="deal.").count()


def test_a_deal_is_shown_with_all_its_fields(world: World) -> None:
    company = world.make_organization()
    deal = world.make_deal("Mesin espresso", amount=45_000_000, organization=company, tags=["kopi"])
    answer = caller(world.sari).get(f"/deals/{deal.id}")
    assert answer.status_code == 200
    shown = answer.json()
    assert shown["value"] == {"amount": 45_000_000, "currency": "IDR"}
    assert shown["organization"] == str(company.id)
    assert shown["owner"] == str(world.sari.id)
    assert shown["tags"] == ["kopi"]
    assert shown["status"] == "open"
    assert list(shown) == [*DEAL_FIELDS, "price_list", "completeness"]


def test_a_new_deal_stands_in_the_first_stage_and_belongs_to_the_tokens_member(world: World) -> None:
    answer = caller(world.sari).post("/deals", {"title": "Kopi untuk hotel"})
    assert answer.status_code == 201
    shown = answer.json()
    assert shown["owner"] == str(world.sari.id)
    assert shown["stage"] == str(world.stages[0].id)
    assert shown["pipeline"] == str(world.pipeline.id)
    assert answer.headers["Location"] == f"/api/v1/deals/{shown['id']}"
    assert (
        Event.objects.get(workspace_id=world.workspace.id, name="deal.created", payload__deal=int(shown["id"])).via
        == "api"
    )


def test_a_new_deal_needs_a_title_or_a_company(world: World) -> None:
    answer = caller(world.sari).post("/deals", {})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "title"
    assert not Deal.objects.filter(workspace_id=world.workspace.id).exists()
    company = world.make_organization("Kafe Senja")
    assert caller(world.sari).post("/deals", {"organization": str(company.id)}).json()["title"] == "Kafe Senja"


def test_a_deal_is_made_whole_in_one_operation(world: World) -> None:
    company, person = world.make_organization(), world.make_person()
    answer = caller(world.wati).post(
        "/deals",
        {
            "title": "Mesin",
            "organization": str(company.id),
            "owner": str(world.sari.id),
            "stage": str(world.stages[2].id),
            "value": {"amount": 5_000, "currency": "IDR"},
            "people": [{"person": str(person.id), "role": "Pembeli"}],
            "tags": ["hotel", "kopi"],
            "expected_close_on": "2026-12-24",
            "temperature": "warm",
            "probability": 55,
            "next_step": {"kind": "call", "due_at": "2026-11-25T09:00:00+07:00"},
            "external_source": "erp",
            "external_id": "A-1",
        },
    )
    assert answer.status_code == 201, answer.content
    shown = answer.json()
    assert shown["people"] == [{"person": str(person.id), "role": "Pembeli"}]
    assert shown["next_step"]["due_at"] == "2026-11-25T02:00:00+00:00"
    assert (shown["temperature"], shown["probability"], shown["external_id"]) == ("warm", 55, "A-1")
    undone = caller(world.wati).post(f"/operations/{answer.headers['Alur-Operation']}/undo")
    assert undone.status_code == 200, undone.content
    assert caller(world.wati).get(f"/deals/{shown['id']}").status_code == 404


def test_a_deal_changes_only_in_what_is_sent(world: World) -> None:
    deal = world.make_deal("Mesin", amount=7_000)
    answer = caller(world.sari).patch(f"/deals/{deal.id}", {"title": "Mesin kopi"})
    assert answer.status_code == 200
    assert (answer.json()["title"], answer.json()["value"]["amount"]) == ("Mesin kopi", 7_000)
    assert "Alur-Operation" in answer.headers


def test_a_change_that_changes_nothing_writes_nothing(world: World) -> None:
    deal = world.make_deal("Mesin")
    before = happenings(world)
    answer = caller(world.sari).patch(f"/deals/{deal.id}", {"title": "Mesin"})
    assert answer.status_code == 200
    assert "Alur-Operation" not in answer.headers
    assert happenings(world) == before


def test_an_unknown_field_is_refused_by_name(world: World) -> None:
    deal = world.make_deal("Mesin")
    answer = caller(world.sari).patch(f"/deals/{deal.id}", {"colour": "red", "title": "Other"})
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == ["colour"]
    assert world.reload(deal).title == "Mesin"


def test_a_deal_moves_and_says_what_is_still_missing(world: World) -> None:
    deal = world.make_deal("Mesin")
    answer = caller(world.sari).put(f"/deals/{deal.id}/stage", {"stage": str(world.stages[1].id)})
    assert answer.status_code == 200
    assert answer.json()["stage"] == str(world.stages[1].id)
    assert {one["demand"] for one in answer.json()["unmet"]} == {"asked"}
    assert set(answer.json()["unmet"][0]) == {"stage", "criterion", "demand", "message"}


def test_the_stage_it_stands_in_makes_no_event(world: World) -> None:
    deal = world.make_deal("Mesin")
    before = happenings(world)
    answer = caller(world.sari).put(f"/deals/{deal.id}/stage", {"stage": str(world.stages[0].id)})
    assert (answer.status_code, answer.json()["unmet"]) == (200, [])
    assert happenings(world) == before


def test_a_required_criterion_refuses_the_move_and_nothing_changes(world: World) -> None:
    deal = world.make_deal("Mesin")
    Criterion.objects.filter(workspace_id=world.workspace.id, stage_id=world.stages[0].id).update(demand="required")
    answer = caller(world.sari).put(f"/deals/{deal.id}/stage", {"stage": str(world.stages[1].id)})
    assert answer.status_code == 409
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert {one["demand"] for one in answer.json()["unmet"]} == {"required"}
    assert world.reload(deal).stage_id == world.stages[0].id
    won = caller(world.sari).post(f"/deals/{deal.id}/closure", {"outcome": "won"})
    assert (won.status_code, len(won.json()["unmet"])) == (409, 11)
    late = caller(world.sari).post("/deals", {"title": "Later", "stage": str(world.stages[1].id)})
    assert (late.status_code, bool(late.json()["unmet"])) == (409, True)
    passed = caller(world.budi).put(
        f"/deals/{deal.id}/stage", {"stage": str(world.stages[1].id), "override_reason": "Sudah kenal"}
    )
    assert passed.status_code == 200


def test_a_deal_is_lost_only_with_a_reason(world: World) -> None:
    deal = world.make_deal("Mesin")
    sari = caller(world.sari)
    refused = sari.post(f"/deals/{deal.id}/closure", {"outcome": "lost"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "reason")
    assert world.reload(deal).status == "open"
    lost = sari.post(f"/deals/{deal.id}/closure", {"outcome": "lost", "reason": "Price"})
    assert (lost.status_code, lost.json()["status"]) == (200, "lost")
    reopened = sari.delete(f"/deals/{deal.id}/closure")
    assert (reopened.status_code, reopened.json()["status"]) == (200, "open")


def test_a_deal_is_postponed_only_until_a_day(world: World) -> None:
    deal = world.make_deal("Mesin")
    sari = caller(world.sari)
    refused = sari.post(f"/deals/{deal.id}/closure", {"outcome": "postponed"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "until")
    done = sari.post(f"/deals/{deal.id}/closure", {"outcome": "postponed", "until": "2099-01-01"})
    assert (done.status_code, done.json()["postponed_until"]) == (200, "2099-01-01")


def test_a_won_deal_counts_no_longer_in_the_summary(world: World) -> None:
    deal = world.make_deal("Mesin", amount=1_000)
    sari = caller(world.sari)
    path = f"/pipelines/{world.pipeline.id}/summary"
    assert sari.get(path).json()["total"] == {"count": 1, "amount": 1_000, "weighted": 100}
    assert sari.post(f"/deals/{deal.id}/closure", {"outcome": "won"}).json()["status"] == "won"
    assert sari.get(path).json()["total"] == {"count": 0, "amount": 0, "weighted": 0}
    assert sari.get(path, as_of=str((NOW + timedelta(days=900)).date())).status_code == 422


def test_the_summary_is_of_what_the_caller_sees(world: World) -> None:
    world.make_deal("Hers", amount=1_000)
    world.make_deal("Tono's", amount=2_000, owner=world.tono)
    world.make_deal("Nobody's", amount=4_000, owner=None)
    path = f"/pipelines/{world.pipeline.id}/summary"
    assert caller(world.sari).get(path).json()["total"]["amount"] == 5_000
    assert caller(world.wati).get(path).json()["total"]["amount"] == 7_000
    assert caller(world.wati).get(path, owner=str(world.tono.id)).json()["total"]["amount"] == 2_000
    assert caller(world.sari).get(path, owner=str(world.tono.id)).json()["total"]["amount"] == 0
    assert caller(world.wati).get(path, owner="none").json()["total"]["amount"] == 4_000
    assert len(caller(world.wati).get(path).json()["stages"]) == 5


def test_a_deleted_deal_is_in_the_trash(world: World) -> None:
    deal = world.make_deal("Mesin")
    answer = caller(world.sari).delete(f"/deals/{deal.id}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert world.reload(deal).deleted_at is not None
    assert caller(world.sari).get(f"/deals/{deal.id}").status_code == 404
    assert caller(world.sari).delete(f"/deals/{deal.id}").status_code == 404


def test_references_to_what_is_not_yours_lead_nowhere(world: World) -> None:
    theirs = make_organization(world.elsewhere, "Rahasia")
    answer = caller(world.sari).post("/deals", {"title": "Mesin", "organization": str(theirs.id)})
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["field"] == "organization"
    assert not Deal.objects.filter(workspace_id=world.workspace.id).exists()


def test_the_temperature_has_a_receipt_and_is_set_by_hand_and_taken_back(world: World) -> None:
    deal = world.make_deal("Mesin")
    sari, path = caller(world.sari), f"/deals/{deal.id}/temperature"
    shown = sari.get(path).json()
    assert shown["temperature"] == shown["evidence"] == "cold"
    assert sum(line["points"] for line in shown["lines"]) == shown["score"]
    assert {line["kind"] for line in shown["lines"]} >= {"start", "unplanned", "no_decision_maker"}
    answer = sari.put(path, {"temperature": "hot", "reason": "Direksinya sudah setuju"})
    assert (answer.json()["temperature"], answer.json()["evidence"]) == ("hot", "cold")
    assert answer.json()["override"]["reason"] == "Direksinya sudah setuju"
    assert sari.get(f"/deals/{deal.id}").json()["temperature"] == "hot"
    assert sari.put(path, {"temperature": "hot", "until": "2099-01-01"}).json()["errors"][0]["field"] == "until"
    cleared = sari.delete(path)
    assert (cleared.json()["temperature"], cleared.json()["override"]) == ("cold", None)
    undone = caller(world.wati).post(f"/operations/{cleared.headers['Alur-Operation']}/undo")
    assert undone.status_code == 200, undone.content
    assert sari.get(path).json()["temperature"] == "hot"


def test_the_same_outside_number_twice_is_refused(world: World) -> None:
    sari = caller(world.sari)
    body = {"title": "Mesin", "external_source": "erp", "external_id": "7"}
    assert sari.post("/deals", body).status_code == 201
    again = sari.post("/deals", body)
    assert (again.status_code, again.json()["errors"][0]["field"]) == (409, "external_id")
