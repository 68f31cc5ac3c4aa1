"""What holds for every request: tokens, problems, languages, limits, once-only, ETags."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from alur.accounts.models import ApiToken
from alur.accounts.operations.tokens import issue, revoke
from alur.api.shell.entering import token_key, windows
from alur.api.shell.repeating import running, stored_key
from alur.events.models import Submission
from alur.kernel.rate import LIMIT, Windows
from alur.pipeline.models import Deal
from tests.api.asking import Caller, caller
from tests.world import NOW, World, token_of


def test_me_says_who_the_token_speaks_for(world: World) -> None:
    shown = caller(world.sari, "read").get("/me").json()
    assert shown["name"] == "Sari Dewanti"
    assert shown["workspace"]["currency"] == "IDR"
    assert (shown["scopes"], shown["can_write"], shown["role"]) == (["read"], False, "rep")


def test_a_revoked_token_is_none(world: World) -> None:
    who = caller(world.sari)
    assert who.get("/me").status_code == 200
    revoke(ApiToken.objects.get(member_id=world.sari.id), by=world.wati, at=NOW)
    assert who.get("/me").status_code == 401


def test_an_expired_token_is_none(world: World) -> None:
    long_ago = timezone.now() - timedelta(days=3)
    assert Caller(issue(world.sari, days=1, by=None, at=long_ago)).get("/me").status_code == 401


@pytest.mark.parametrize("header", ["", "Bearer", "Basic abc", "Bearer  ", "Bearer x y", "alur_abc"])
def test_other_headers_are_no_token(db: None, header: str) -> None:
    answer = Client().get("/api/v1/me", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("language", "detail"),
    [("id-ID,id;q=0.9", "Kirim token yang sah"), ("en-GB", "Send a valid token"), ("", "Send a valid token")],
)
def test_a_refused_token_is_told_in_the_language_that_was_asked_for(world: World, language: str, detail: str) -> None:
    headers = {"Authorization": "Bearer alur_revoked"} | ({"Accept-Language": language} if language else {})
    assert Client().get("/api/v1/me", headers=headers).json()["detail"].startswith(detail)


def test_signing_in_to_the_screens_opens_no_door_here(world: World) -> None:
    client = Client()
    assert world.sari.user is not None
    client.force_login(world.sari.user)
    assert client.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/", "/api/v1/deals/", "/api/v2/deals", "/api/v1/deals/1/2"])
def test_an_unknown_address_is_a_problem_too(db: None, path: str) -> None:
    answer = Client().get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert set(answer.json()) == {"type", "title", "status", "detail", "errors"}


def test_a_method_that_an_address_does_not_know_is_405(world: World) -> None:
    answer = caller(world.sari).put("/deals", {})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, POST")
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("body", [b"{", b"nonsense", b'{"title": NaN}', b"[" * 100_000, b"\xff\xfe"])
def test_what_is_not_json_is_400(world: World, body: bytes) -> None:
    answer = caller(world.sari).post("/deals", body)
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'"text"', b"7"])
def test_a_body_of_another_shape_is_422(world: World, body: bytes) -> None:
    assert caller(world.sari).post("/deals", body).status_code == 422


def test_wrong_types_are_named_by_their_fields(world: World) -> None:
    body = {"title": 7, "value": {"amount": "1054", "currency": "IDR"}, "people": [{"person": 5}], "colour": "red"}
    answer = caller(world.sari).post("/deals", body)
    assert answer.status_code == 422
    fields = {one["field"] for one in answer.json()["errors"]}
    assert fields == {"title", "value.amount", "people.0.person", "colour"}


def test_an_unknown_parameter_is_422(world: World) -> None:
    answer = caller(world.sari).get("/deals", colour="red")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "colour")


def test_an_id_that_is_none_is_404(world: World) -> None:
    for wrong in ("0", "-1", "abc", "9" * 30, "%00"):
        assert caller(world.sari).get(f"/deals/{wrong}").status_code == 404


def test_refusals_speak_the_callers_language(world: World) -> None:
    who = caller(world.sari)
    assert who.get("/deals/1").json()["title"] == "Tidak ditemukan"
    who.headers["Accept-Language"] = "en"
    assert who.get("/deals/1").json()["title"] == "Not found"
    assert who.post("/deals", {}).json()["errors"][0]["message"] == "Type what is sold, or to which company."


def test_every_answer_says_what_is_left_of_the_minute(world: World) -> None:
    who = caller(world.sari)
    first, second = who.get("/me"), who.get("/me")
    assert first.headers["RateLimit-Limit"] == "6000"
    assert int(first.headers["RateLimit-Remaining"]) - int(second.headers["RateLimit-Remaining"]) == 1
    assert 0 < int(second.headers["RateLimit-Reset"]) <= 60


def test_the_request_after_six_thousand_waits(world: World) -> None:
    token = token_of(world.sari)
    for _ in range(LIMIT):
        windows().take(token_key(token), seconds=timezone.now().timestamp())
    answer = Caller(token).get("/me")
    assert (answer.status_code, answer.headers["Content-Type"]) == (429, "application/problem+json")
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert caller(world.sari).get("/me").status_code == 200


def test_a_minute_begins_anew(tmp_path: Path) -> None:
    few = Windows(tmp_path / "rate", limit=2)
    assert [few.take(7, seconds=100.0 + step).is_allowed for step in range(3)] == [True, True, False]
    assert few.take(8, seconds=102.0).is_allowed
    assert few.take(7, seconds=159.9).reset == 1
    assert few.take(7, seconds=160.1).is_allowed


def test_two_processes_count_the_same_token_once(tmp_path: Path) -> None:
    one, other = Windows(tmp_path / "rate", limit=3), Windows(tmp_path / "rate", limit=3)
    assert [taking.take(7, seconds=5.0).remaining for taking in (one, other, one)] == [2, 1, 0]
    assert not other.take(7, seconds=6.0).is_allowed


def test_more_tokens_than_slots_push_out_the_oldest(tmp_path: Path) -> None:
    few = Windows(tmp_path / "rate", limit=1)
    for number in range(10):
        assert few.take(number * 4096 + 5, seconds=100.0 + number).is_allowed
    assert not few.take(9 * 4096 + 5, seconds=110.0).is_allowed


def test_the_same_key_and_body_write_once(world: World) -> None:
    who, body = caller(world.sari), {"title": "Mesin"}
    first = who.post("/deals", body, Idempotency_Key="abc")
    again = who.post("/deals", body, Idempotency_Key="abc")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    for header in ("Alur-Operation", "ETag", "Location", "Content-Type"):
        assert first.headers[header] == again.headers[header]
    assert Deal.objects.filter(workspace_id=world.workspace.id).count() == 1


def test_the_same_key_with_another_body_is_422(world: World) -> None:
    who = caller(world.sari)
    assert who.post("/deals", {"title": "Mesin"}, Idempotency_Key="abc").status_code == 201
    other = who.post("/deals", {"title": "Kopi"}, Idempotency_Key="abc")
    assert (other.status_code, other.json()["errors"][0]["field"]) == (422, "Idempotency-Key")
    assert who.post("/organizations", {"name": "Mesin"}, Idempotency_Key="abc").status_code == 422
    assert Deal.objects.filter(workspace_id=world.workspace.id).count() == 1


def test_a_key_belongs_to_one_member(world: World) -> None:
    for member in (world.sari, world.budi):
        assert caller(member).post("/deals", {"title": "Mesin"}, Idempotency_Key="abc").status_code == 201
    assert Deal.objects.filter(workspace_id=world.workspace.id).count() == 2


def test_a_key_whose_request_still_runs_is_409(world: World) -> None:
    who, body = caller(world.sari), {"title": "Mesin"}
    with running(stored_key(world.sari, "abc")):
        assert who.post("/deals", body, Idempotency_Key="abc").status_code == 409
    assert who.post("/deals", body, Idempotency_Key="abc").status_code == 201
    Submission.objects.update(status=0)
    assert who.post("/deals", body, Idempotency_Key="abc").status_code == 409


def test_a_refused_request_leaves_its_key_free(world: World) -> None:
    who = caller(world.sari)
    assert who.post("/deals", {}, Idempotency_Key="abc").status_code == 422
    assert not Submission.objects.exists()
    assert who.post("/deals", {"title": "Mesin"}, Idempotency_Key="abc").status_code == 201


def test_an_etag_that_still_holds_lets_the_change_through(world: World) -> None:
    deal, who = world.make_deal("Mesin"), caller(world.sari)
    etag = who.get(f"/deals/{deal.id}").headers["ETag"]
    changed = who.patch(f"/deals/{deal.id}", {"title": "Kopi"}, If_Match=etag)
    assert (changed.status_code, changed.headers["ETag"] != etag) == (200, True)


def test_an_etag_that_no_longer_holds_is_412_and_nothing_changes(world: World) -> None:
    deal, who = world.make_deal("Mesin"), caller(world.sari)
    etag = who.get(f"/deals/{deal.id}").headers["ETag"]
    current = caller(world.budi).patch(f"/deals/{deal.id}", {"title": "Kopi"}).headers["ETag"]
    refused = who.patch(f"/deals/{deal.id}", {"title": "Teh"}, If_Match=etag)
    assert (refused.status_code, refused.headers["ETag"]) == (412, current)
    assert who.delete(f"/deals/{deal.id}", If_Match=etag).status_code == 412
    assert who.delete(f"/deals/{deal.id}", If_Match="").status_code == 422
    assert who.put(f"/deals/{deal.id}/stage", {"stage": str(world.stages[1].id)}, If_Match=etag).status_code == 412
    assert world.reload(deal).title == "Kopi"
    assert who.patch(f"/deals/{deal.id}", {"title": "Teh"}, If_Match="*").status_code == 200


def test_the_systems_own_upkeep_leaves_the_etag_alone(world: World) -> None:
    deal, who = world.make_deal("Mesin"), caller(world.sari)
    etag = who.get(f"/deals/{deal.id}").headers["ETag"]
    who.post("/activities", {"kind": "call", "deal": str(deal.id), "due_at": "2027-01-01T09:00:00Z"})
    later = who.get(f"/deals/{deal.id}")
    assert later.json()["next_step"] is not None
    assert later.headers["ETag"] == etag


def test_every_single_record_has_an_etag_that_follows_its_edits(world: World) -> None:
    who = caller(world.wati)
    for resource in ("organizations", "persons", "products", "product-families"):
        made = who.post(f"/{resource}", {"name": "Satu"})
        path = f"/{resource}/{made.json()['id']}"
        etag = who.get(path).headers["ETag"]
        assert made.headers["ETag"] == etag
        assert who.patch(path, {"name": "Dua"}, If_Match=etag).status_code == 200
        assert who.get(path).headers["ETag"] != etag
        assert who.patch(path, {"name": "Tiga"}, If_Match=etag).status_code == 412
        assert who.get(path).json()["name"] == "Dua"


def test_an_operation_is_undone_once(world: World) -> None:
    deal, who = world.make_deal("Mesin"), caller(world.sari)
    operation = who.patch(f"/deals/{deal.id}", {"title": "Kopi"}).headers["Alur-Operation"]
    undone = who.post(f"/operations/{operation}/undo")
    assert (undone.status_code, undone.json()["undoes"]) == (200, operation)
    assert undone.headers["Alur-Operation"] == undone.json()["operation"]
    assert world.reload(deal).title == "Mesin"
    assert who.post(f"/operations/{operation}/undo").status_code == 409
    assert who.post("/operations/12345/undo").status_code == 404


def test_the_document_is_open_and_names_every_route(db: None) -> None:
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    shown = json.loads(answer.content)
    assert shown["openapi"].startswith("3.1")
    assert "/api/v1/deals/{deal_id}/stage" in shown["paths"]
    assert Client().post("/api/v1/openapi.json").status_code == 405


def test_head_is_get_without_the_body(world: World) -> None:
    answer = caller(world.sari).send("HEAD", "/deals")
    assert (answer.status_code, answer.content) == (200, b"")
