"""Every route of the API for everyone: made from its own list of routes, so that a new one without an entry fails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from alur.accounts.operations.resting import add_leave
from alur.api.urls import views
from alur.conversations.operations.objecting import add_objection, note_objection
from alur.conversations.operations.planning import NewActivity, add
from alur.events.models import Event
from alur.exchange.models import DataImport
from alur.files.operations.keeping import add_files
from alur.files.operations.staging import Upload, staging
from alur.orders.operations.answering import send
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.ordering import make_order
from alur.orders.operations.quoting import make_quote
from alur.orders.operations.ruling import set_limits
from alur.pipeline.models import EvidenceKind, Step
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.parts import add_evidence
from alur.pipeline.queries.qualification import questions_of
from alur.rescue.models import LikelyPair, Rolling, RollingRule, RollingState
from alur.research.models import ResearchNote
from alur.research.operations import write
from alur.tenancy.models import Member
from alur.warmth.models import Weighting
from tests.api.asking import caller, multipart
from tests.files import samples
from tests.world import NOW, World

ROLES = ("owner", "manager", "rep", "other rep", "viewer", "stranger")


@dataclass(frozen=True)
class Entry:
    """What a route answers to those who may; `of_deal`: only to those who see Sari's deal.

    `leads`: only for owners and managers, `owners`: only for owners, `sets`: for others only to look at, `writers`: not
    for viewers. `body` is a function
    of the record ids.
    """

    status: int = 200
    of_deal: bool = False
    leads: bool = False
    owners: bool = False
    sets: bool = False
    writers: bool = False
    body: Any = None


MEASURED = {"auc": 0.8, "auc_range": [0.7, 0.9], "brier": 0.1, "brier_range": [0.1, 0.2], "won": {"hot": [3, 4]}}
FITTED = {
    "points": {"reply": 9},
    "start": 20,
    "trained": 300,
    "tested": 100,
    "better": 90,
    "at": "2026-11-01T00:00:00Z",
}
FITTED |= dict.fromkeys(("hand", "used", "fit"), MEASURED)
LINES = [LineDraft("Mesin", 1_000, 5_000)]
ORDERED = {"name": "Mesin", "unit_price": {"amount": 5_000, "currency": "IDR"}}


def of_deal(status: int = 200, body: Any = None) -> Entry:
    return Entry(status, of_deal=True, body=body)


def title(ids: dict[str, str]) -> Any:
    return {"title": "Baru"}


def name(ids: dict[str, str]) -> Any:
    return {"name": "Baru"}


def pipeline(ids: dict[str, str]) -> Any:
    return {"name": "Baru", "stages": [{"names": {"id": "Awal"}, "kind": "closing"}]}


def prices(ids: dict[str, str]) -> Any:
    return {"prices": [{"product": ids["product_id"], "unit_price": {"amount": 90_000, "currency": "IDR"}}]}


def upload(ids: dict[str, str]) -> Any:
    return multipart({"deal": ids["deal_id"]}, "Survei.pdf", samples.PDF)


ENTRIES = {
    "GET /me": Entry(),
    "GET /pipelines": Entry(),
    "POST /pipelines": Entry(201, leads=True, body=pipeline),
    "GET /pipelines/{pipeline_id}": Entry(),
    "PATCH /pipelines/{pipeline_id}": Entry(leads=True, body=name),
    "GET /pipelines/{pipeline_id}/summary": Entry(),
    "GET /stages/{stage_id}": Entry(),
    "PATCH /stages/{stage_id}": Entry(leads=True, body=lambda ids: {"probability": 33}),
    "GET /deals": Entry(),
    "POST /deals": Entry(201, body=title),
    "GET /deals/{deal_id}": of_deal(),
    "PATCH /deals/{deal_id}": of_deal(body=title),
    "DELETE /deals/{deal_id}": of_deal(204),
    "PUT /deals/{deal_id}/stage": of_deal(body=lambda ids: {"stage": ids["next_stage"]}),
    "POST /deals/{deal_id}/closure": of_deal(body=lambda ids: {"outcome": "lost", "reason": "Harga"}),
    "DELETE /deals/{closed_id}/closure": of_deal(),
    "GET /deals/{deal_id}/temperature": of_deal(),
    "PUT /deals/{deal_id}/temperature": of_deal(body=lambda ids: {"temperature": "hot"}),
    "DELETE /deals/{deal_id}/temperature": of_deal(),
    "GET /deals/{deal_id}/lines": of_deal(),
    "PUT /deals/{deal_id}/lines": of_deal(body=lambda ids: {"lines": [{"product": ids["product_id"]}]}),
    "GET /deals/{deal_id}/qualification": of_deal(),
    "PUT /deals/{deal_id}/qualification": of_deal(
        body=lambda ids: {"answers": [{"question": ids["question"], "value": "yes"}]}
    ),
    "GET /deals/{deal_id}/objections": of_deal(),
    "POST /deals/{deal_id}/objections": of_deal(201, body=lambda ids: {"objection": "Terlalu mahal"}),
    "DELETE /deals/{deal_id}/objections/{heard_id}": of_deal(204),
    "GET /deals/{deal_id}/tracks": of_deal(),
    "GET /deals/{deal_id}/evidence": of_deal(),
    "POST /deals/{deal_id}/evidence": of_deal(201, body=lambda ids: {"step": ids["step"], "label": "Sudah"}),
    "DELETE /deals/{deal_id}/evidence": of_deal(204),
    "DELETE /deals/{deal_id}/evidence/{evidence_id}": of_deal(204),
    "GET /deals/{deal_id}/events": of_deal(),
    "GET /organizations": Entry(),
    "POST /organizations": Entry(201, body=name),
    "GET /organizations/{organization_id}": Entry(),
    "PATCH /organizations/{organization_id}": Entry(body=name),
    "DELETE /organizations/{organization_id}": Entry(204),
    "GET /organizations/{organization_id}/research": Entry(),
    "POST /organizations/{organization_id}/research": Entry(201, body=lambda ids: {"text": "Buka dua cabang"}),
    "DELETE /organizations/{organization_id}/research/{note_id}": Entry(204),
    "PUT /organizations/{organization_id}/potentials": Entry(
        body=lambda ids: {"potentials": [{"family": ids["family_id"], "quantity": "12"}]}
    ),
    "PUT /organizations/{organization_id}/competitors": Entry(
        body=lambda ids: {"competitors": [{"name": "Kopi Jaya"}]}
    ),
    "GET /persons": Entry(),
    "POST /persons": Entry(201, body=name),
    "GET /persons/{person_id}": Entry(),
    "PATCH /persons/{person_id}": Entry(body=name),
    "DELETE /persons/{person_id}": Entry(204),
    "GET /products": Entry(),
    "POST /products": Entry(201, body=name),
    "GET /products/{product_id}": Entry(),
    "PATCH /products/{product_id}": Entry(body=name),
    "DELETE /products/{product_id}": Entry(204),
    "GET /product-families": Entry(),
    "POST /product-families": Entry(201, body=name),
    "GET /product-families/{family_id}": Entry(),
    "PATCH /product-families/{family_id}": Entry(body=name),
    "DELETE /product-families/{family_id}": Entry(204),
    "GET /price-lists": Entry(),
    "POST /price-lists": Entry(201, leads=True, body=name),
    "GET /price-lists/{price_list_id}": Entry(),
    "PATCH /price-lists/{price_list_id}": Entry(leads=True, body=name),
    "DELETE /price-lists/{price_list_id}": Entry(204, leads=True),
    "GET /price-lists/{price_list_id}/prices": Entry(),
    "PUT /price-lists/{price_list_id}/prices": Entry(leads=True, body=prices),
    "GET /quotes": Entry(),
    "POST /quotes": of_deal(201, body=lambda ids: {"deal": ids["deal_id"]}),
    "GET /quotes/{quote_id}": of_deal(),
    "PATCH /quotes/{quote_id}": of_deal(body=lambda ids: {"note": "Baru"}),
    "DELETE /quotes/{quote_id}": of_deal(204),
    "GET /quotes/{quote_id}/discount": of_deal(),
    "GET /quotes/{quote_id}/comparison": of_deal(),
    "POST /quotes/{quote_id}/sending": of_deal(),
    "POST /quotes/{steep_id}/approval": of_deal(body=lambda ids: {"outcome": "ask"}),
    "POST /quotes/{sent_id}/answer": of_deal(body=lambda ids: {"outcome": "accepted", "name": "Ratna"}),
    "POST /quotes/{sent_id}/revisions": of_deal(201),
    "GET /orders": Entry(),
    "POST /orders": of_deal(201, body=lambda ids: {"deal": ids["deal_id"], "lines": [ORDERED]}),
    "GET /orders/{order_id}": of_deal(),
    "PATCH /orders/{order_id}": of_deal(body=lambda ids: {"paid": {"amount": 5, "currency": "IDR"}}),
    "DELETE /orders/{order_id}": of_deal(204),
    "GET /activities": Entry(),
    "POST /activities": of_deal(201, body=lambda ids: {"kind": "call", "deal": ids["deal_id"]}),
    "GET /activities/{activity_id}": of_deal(),
    "PATCH /activities/{activity_id}": of_deal(body=title),
    "DELETE /activities/{activity_id}": of_deal(204),
    "GET /files": of_deal(),
    "POST /files": of_deal(201, body=upload),
    "GET /files/{file_id}": of_deal(),
    "GET /files/{file_id}/content": of_deal(),
    "DELETE /files/{file_id}": of_deal(204),
    "GET /members": Entry(),
    "GET /members/{member_id}": Entry(),
    "GET /members/{member_id}/leaves": Entry(),
    "POST /members/{member_id}/leaves": of_deal(201, body=lambda ids: {"from_on": "2040-05-07"}),
    "DELETE /members/{member_id}/leaves/{leave_id}": of_deal(204),
    "GET /events": Entry(),
    "GET /changes": Entry(),
    "GET /imports": Entry(writers=True),
    "GET /funnel": Entry(),
    "GET /forgotten": Entry(),
    "GET /pipelines/{pipeline_id}/rolling-ownership": Entry(owners=True),
    "PUT /pipelines/{pipeline_id}/rolling-ownership": Entry(owners=True, body=lambda ids: {"days": 20}),
    "GET /pipelines/{pipeline_id}/rolling-ownership/preview": Entry(owners=True),
    "GET /pipelines/{pipeline_id}/weights": Entry(),
    "PUT /pipelines/{pipeline_id}/weights": Entry(sets=True, body=lambda ids: {"start": 30}),
    "GET /pipelines/{pipeline_id}/weights/candidates": Entry(),
    "POST /pipelines/{pipeline_id}/weights/candidates": Entry(sets=True, body=lambda ids: {"outcome": "leave"}),
    "GET /offers": Entry(),
    "POST /offers/{offered_id}/taking": Entry(201),
    "GET /duplicates": Entry(),
    "DELETE /duplicates/{pair_id}": Entry(204),
    "POST /organizations/{organization_id}/merge": Entry(body=lambda ids: {"organization": ids["twin_id"]}),
    "POST /persons/{person_id}/merge": Entry(body=lambda ids: {"person": ids["other_person_id"]}),
    "POST /deals/{deal_id}/merge": of_deal(body=lambda ids: {"deal": ids["double_id"]}),
    "GET /sales-activity": Entry(),
    "GET /imports/{import_id}": Entry(owners=True),
    "GET /search": Entry(),
    "POST /operations/{operation_id}/undo": of_deal(),
}


_QUOTE = {"answer": "{sent_id}", "revisions": "{sent_id}", "approval": "{steep_id}"}
"""Which quote a route is asked about, where a draft would not do."""


def routes() -> list[str]:
    """Those of the API; the closure that is taken back is of a deal that is closed, what is answered was sent."""
    found = [f"{method} {path}" for path, view in views().items() for op in view.operations for method in op.methods]
    closed = "DELETE /deals/{deal_id}/closure"
    found = [one.replace("{deal_id}", "{closed_id}") if one == closed else one for one in found]
    found = [one.replace("/offers/{deal_id}", "/offers/{offered_id}") for one in found]
    return [one.replace("{quote_id}", _QUOTE.get(one.rpartition("/")[2], "{quote_id}")) for one in found]


def records(world: World) -> dict[str, str]:
    """One record of Arunika Niaga for each kind of id; the deals are Sari's."""
    sari = caller(world.sari)
    deal = world.make_deal("Mesin espresso", amount=5_000, by=world.sari, temperature="warm")
    closed = world.make_deal("Selesai", amount=5_000)
    close(closed, outcome="lost", reason="Harga", by=world.sari, at=NOW)
    steps = Step.objects.filter(workspace_id=world.workspace.id, evidence=EvidenceKind.NOTE).order_by("id")
    evidence = add_evidence(deal, steps[0], label="Ada", by=world.sari, at=NOW)
    activity = add(world.workspace.id, NewActivity(kind="call", deal=deal, due_at=NOW), by=world.sari, at=NOW)
    event = Event.objects.get(workspace_id=world.workspace.id, name="activity.planned")
    with staging(world.workspace.id, [Upload("Proposal.pdf", BytesIO(samples.PDF))]) as staged:
        (file,) = add_files(world.workspace.id, "deal", deal.id, staged, by=world.sari, at=NOW)
    quote, sent = (make_quote(deal, {}, LINES, by=world.sari, at=NOW) for _ in range(2))
    send(sent, by=world.sari, at=NOW)
    steep = make_quote(deal, {}, [LineDraft("Pelatihan", 1_000, 1_000_000, 9_500)], by=world.sari, at=NOW)
    set_limits(world.workspace.id, most_discount=9_000, most_value=None, by=world.wati, at=NOW)
    job = DataImport.objects.create(
        workspace_id=world.workspace.id, files=[["deals.csv", "x"]], state="done", operation_id=1, created_at=NOW
    )
    objection = add_objection(world.workspace.id, "Tidak sekarang", by=world.sari, at=NOW)
    company, twin = world.make_organization(), world.make_organization()
    pair = LikelyPair.objects.create(
        workspace_id=world.workspace.id, kind="organization", one_id=company.id, other_id=twin.id, score=75
    )
    note = write(ResearchNote, company, {"text": "Satu"}, by=world.sari, at=NOW, today=NOW.date())
    offered = world.make_deal("Ditawarkan", owner=None, at=NOW - timedelta(days=90))
    RollingRule.objects.create(workspace_id=world.workspace.id, pipeline_id=world.pipeline.id, is_on=True)
    Weighting.objects.create(
        workspace_id=world.workspace.id, pipeline_id=world.pipeline.id, candidate=FITTED, updated_at=NOW
    )
    Rolling.objects.create(
        workspace_id=world.workspace.id,
        deal_id=offered.id,
        pipeline_id=world.pipeline.id,
        state=RollingState.OFFERED,
        quiet_since=offered.created_at,
        since_at=offered.created_at,
    )
    ids = {
        "offered_id": offered.id,
        "pair_id": pair.id,
        "twin_id": twin.id,
        "other_person_id": world.make_person().id,
        "deal_id": deal.id,
        "closed_id": closed.id,
        "double_id": world.make_deal("Espresso mesin", by=world.sari).id,
        "next_stage": world.stages[1].id,
        "step": steps[1].id,
        "question": next(one.id for one in questions_of(world.workspace.id, world.pipeline.id) if one.kind == "yes_no"),
        "evidence_id": evidence.id,
        "activity_id": activity.id,
        "file_id": file.id,
        "quote_id": quote.id,
        "sent_id": sent.id,
        "steep_id": steep.id,
        "order_id": make_order(world.workspace, {}, LINES, deal=deal, by=world.sari, at=NOW).id,
        "operation_id": event.operation_id,
        "import_id": job.id,
        "pipeline_id": world.pipeline.id,
        "stage_id": world.stages[0].id,
        "organization_id": company.id,
        "note_id": note.id,
        "heard_id": note_objection(deal, objection, answer=None, by=world.sari, at=NOW).id,
        "person_id": world.make_person().id,
        "member_id": world.sari.id,
        "leave_id": add_leave(world.sari, from_on=date(2040, 5, 1), last_on=date(2040, 5, 2), by=world.sari, at=NOW).id,
        "product_id": sari.post("/products", {"name": "Kopi"}).json()["id"],
        "price_list_id": caller(world.wati).post("/price-lists", {"name": "Kafe 2026"}).json()["id"],
        "family_id": sari.post("/product-families", {"name": "Minuman"}).json()["id"],
    }
    return {key: str(value) for key, value in ids.items()}


def cast(world: World, role: str) -> Member:
    found = {
        "owner": world.wati,
        "manager": world.budi,
        "rep": world.sari,
        "other rep": world.tono,
        "viewer": world.vina,
        "stranger": world.citra,
    }
    return found[role]


def expected(route: str, entry: Entry, role: str) -> int:
    """A viewer writes nothing; a stranger, and whoever does not see the deal, finds nothing there."""
    method, path = route.split()
    if role == "viewer" and method != "GET":
        return 403
    if role == "stranger" and ("{" in path or entry.of_deal):
        return 404
    if role == "other rep" and entry.of_deal:
        return 404
    if role in ("rep", "other rep") and entry.leads:
        return 403
    if entry.sets and role not in ("owner", "stranger"):
        return 403
    if entry.writers and role == "viewer":
        return 403
    if entry.owners and role not in ("owner", "stranger"):
        return 404 if "{" in path else 403
    return entry.status


def test_every_route_has_an_entry() -> None:
    assert sorted(routes()) == sorted(ENTRIES)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.mark.parametrize("route", ENTRIES)
def test_each_route_answers_each_role_as_it_should(world: World, route: str) -> None:
    ids = records(world)
    for role in ROLES:
        with transaction.atomic():
            _ask(world, route, role, ids)
            transaction.set_rollback(True)


def _ask(world: World, route: str, role: str, ids: dict[str, str]) -> None:
    entry, status = ENTRIES[route], expected(route, ENTRIES[route], role)
    method, path = route.format(**ids).split()
    if route == "DELETE /deals/{deal_id}/evidence":
        path += f"?evidence={ids['evidence_id']}"
    if route == "GET /files":
        path += f"?deal={ids['deal_id']}"
    who = caller(cast(world, role))
    before = Event.objects.filter(workspace_id=world.workspace.id).count()
    answer = who.send(method, path, entry.body(ids) if entry.body else None)
    assert answer.status_code == status, (role, answer.content)
    changes = Event.objects.filter(workspace_id=world.workspace.id).count() - before
    is_denied = status >= 400 or role == "stranger"
    assert (changes > 0) == (not is_denied and method != "GET"), role
    if role == "stranger" and method == "GET":
        assert not any(ids[key] in answer.content.decode() for key in ids)


@pytest.mark.parametrize("route", [one for one in ENTRIES if one.startswith("GET")])
def test_no_route_answers_without_a_token(world: World, route: str) -> None:
    who = caller(world.wati)
    who.headers["Authorization"] = "Bearer alur_wrong"
    answer = who.get(route.removeprefix("GET ").format(**records(world)))
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="Alur"')


def test_a_token_that_only_reads_writes_nothing(world: World) -> None:
    reader = caller(world.wati, "read")
    for route, entry in ENTRIES.items():
        method, path = route.split()
        if method == "GET" or "{" in path:
            continue
        assert reader.send(method, path, entry.body({"deal_id": "1"})).status_code == 403


def test_a_token_that_only_writes_reads_nothing(world: World) -> None:
    assert caller(world.wati, "write").get("/deals").status_code == 403
    assert caller(world.wati, "write").post("/deals", {"title": "Baru"}).status_code == 201
