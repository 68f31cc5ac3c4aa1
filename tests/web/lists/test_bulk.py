"""Many rows of a list changed from its bar: the form, what it tells beforehand, what comes of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from alur.automation.models import BulkChange, BulkState
from alur.automation.operations.bulk.changing import BATCHES
from alur.catalogue.operations.products import create_product
from alur.conversations.operations import planning
from alur.conversations.operations.planning import NewActivity
from alur.fields.models import FieldType, RecordKind
from alur.fields.operations.defining import FieldDesign, define
from alur.kernel.ids import new_ids
from alur.people.operations.barring import bar
from alur.people.operations.organizations import edit_organization
from alur.people.operations.persons import edit_person
from alur.pipeline.models import Criterion, Deal, Stage
from alur.pipeline.operations.designing import create_pipeline
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.parts import tags_of
from alur.tenancy.models import User
from tests.automation.test_bulk import let_the_worker_work
from tests.pipeline.designs import SALES
from tests.web.lists.test_lists import page
from tests.world import NOW, World, sign_in, user_of

HTMX = {"HX-Request": "true"}


@pytest.fixture
def wati(client: Client, world: World) -> Client:
    """She reads English."""
    User.objects.filter(id=user_of(world.wati).id).update(language="en")
    return sign_in(client, world.wati)


def send(
    client: Client, what: str, form: dict[str, Any], query: str = "", status: int = 200, kind: str = "deal"
) -> str:
    answer = client.post(f"/lists/{kind}/bulk/{what}{query}", form, headers=HTMX)
    assert answer.status_code == status, answer.content[:300]
    return answer.content.decode()


def make_deals(world: World, count: int = 3, **values: Any) -> list[Deal]:
    return [world.make_deal(f"Deal {number}", **values) for number in range(count)]


def test_the_list_offers_to_pick_and_to_change_but_not_to_who_only_looks_nor_in_the_past(
    wati: Client, world: World
) -> None:
    make_deals(world)
    assert 'id="bulk"' in page(wati, "/deals/")
    assert 'id="bulk"' not in page(wati, "/deals/?as_of=2026-11-22")
    assert 'id="bulk"' not in page(sign_in(Client(), world.vina), "/deals/")
    assert 'id="bulk"' not in page(sign_in(Client(), world.vina), "/products/")


def test_picked_deals_get_another_owner_and_one_undo_takes_it_back(wati: Client, world: World) -> None:
    deals = make_deals(world)
    picked = [str(deal.id) for deal in deals[:2]]
    form = send(wati, "", {"do": "owner", "pick": picked})
    assert f'name="picked" value="{",".join(sorted(picked, key=int))}"' in form
    assert ">2 deals<" in form
    sent = {"do": "owner", "picked": ",".join(picked), "owner": str(world.dewi.id)}
    assert "<b>2</b> will change" in send(wati, "preview/", sent)
    answer = wati.post("/lists/deal/bulk/start/", sent, headers=HTMX)
    assert answer.status_code == 204
    told = json.loads(answer.headers["HX-Trigger"])
    assert told["alur:toast"]["message"] == "2 deals changed."
    assert "alur:changed" in told
    assert [world.reload(deal).owner_id for deal in deals] == [world.dewi.id, world.dewi.id, world.sari.id]
    wati.post(f"/operations/{told['alur:toast']['operation']}/undo/")
    assert [world.reload(deal).owner_id for deal in deals] == [world.sari.id] * 3


def test_all_that_the_filter_and_the_words_find(wati: Client, world: World) -> None:
    hot = make_deals(world, temperature="hot")
    edit(hot[2], {"title": "Lain"}, by=world.wati, at=NOW)
    cold = make_deals(world, temperature="cold")
    query = "?filter=temperature:is:hot&q=Deal"
    assert ">2 deals<" in send(wati, "", {"do": "tags", "all": "1"}, query)
    send(wati, "start/", {"do": "tags", "all": "1", "add": "VIP, Bali", "remove": ""}, query, 204)
    assert [tags_of(deal) for deal in hot] == [["VIP", "Bali"], ["VIP", "Bali"], []]
    assert [tags_of(deal) for deal in cold] == [[]] * 3


def test_what_the_gate_refuses_is_told_with_names_and_reasons_before_and_after(wati: Client, world: World) -> None:
    company = world.make_organization("Hotel <b>Puri</b>")
    first, second = world.make_deal("Satu", organization=company), world.make_deal("Dua", stage=2)
    Criterion.objects.filter(workspace_id=world.workspace.id).update(demand="required")
    sent = {"do": "stage", "picked": f"{first.id},{second.id}", "stage": str(world.stages[2].id)}
    for text in (send(wati, "preview/", sent), send(wati, "start/", sent)):
        assert "Hotel &lt;b&gt;Puri&lt;/b&gt;, Satu</a>" in text, "which of its deals is told"
        assert "Still missing: " in text
        assert f"/deals/{first.id}/" in text
    assert "1</b> stays as it is" in send(wati, "preview/", sent)
    assert world.reload(first).stage_id == world.stages[0].id


def test_those_that_would_come_into_another_pipeline_are_counted_beforehand(wati: Client, world: World) -> None:
    deals, near = make_deals(world, 2), world.stages[1]
    other = create_pipeline(world.workspace.id, replace(SALES, name="Sewa"), by=world.wati, at=NOW)
    sent = {"do": "stage", "picked": ",".join(str(deal.id) for deal in deals)}
    there = Stage.objects.filter(workspace_id=world.workspace.id, pipeline_id=other.id).order_by("position")[0]
    assert "2 of them come into another pipeline." in send(wati, "preview/", {**sent, "stage": str(there.id)})
    assert "another pipeline" not in send(wati, "preview/", {**sent, "stage": str(near.id)})


def test_what_was_taken_away_is_told_by_name_with_no_arrow_into_nothing(wati: Client, world: World) -> None:
    deal = world.make_deal()
    edit(deal, {"expected_close_on": date(2027, 2, 1)}, by=world.sari, at=NOW)
    edit(world.reload(deal), {"expected_close_on": None}, by=world.sari, at=NOW)
    told = " ".join(page(wati, f"/deals/{deal.id}/").split())
    assert "Expected close: 1 Feb 2027 taken away" in told
    assert "1 Feb 2027 →" not in told


def test_a_field_is_chosen_first_then_its_value_and_own_fields_too(wati: Client, world: World) -> None:
    deals = make_deals(world, 2)
    own = define(
        world.workspace.id, RecordKind.DEAL, FieldDesign("Luas", "Area", FieldType.NUMBER), by=world.wati, at=NOW
    )
    picked = ",".join(str(deal.id) for deal in deals)
    assert f'value="{own.key}"' in send(wati, "", {"do": "field", "picked": picked})
    assert f'name="{own.key}"' in send(wati, "", {"do": "field", "picked": picked, "field": own.key})
    send(wati, "start/", {"do": "field", "picked": picked, "field": own.key, own.key: "1,250.5"}, status=204)
    send(wati, "start/", {"do": "field", "picked": picked, "field": "probability", "value": "70%"}, status=204)
    send(
        wati, "start/", {"do": "field", "picked": picked, "field": "expected_close_on", "value": "31/01/2027"}, "", 204
    )
    for deal in deals:
        now = world.reload(deal)
        assert (now.custom, now.probability, str(now.expected_close_on)) == ({own.key: "1250.5"}, 70, "2027-01-31")


def test_many_are_left_to_the_worker_whose_page_tells_stops_and_takes_back(
    wati: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(BATCHES, "deal", 2)
    deals = make_deals(world, 5)
    sent = {"do": "owner", "all": "1", "owner": str(world.dewi.id), "once": "sekali"}
    for _ in range(2):  # sent twice, begun once
        answer = wati.post("/lists/deal/bulk/start/", sent, headers=HTMX)
        assert answer.status_code == 204
    job = BulkChange.objects.get(workspace_id=world.workspace.id)
    place = f"/bulk-changes/{job.id}/"
    assert answer.headers["HX-Redirect"] == place
    assert world.reload(deals[0]).owner_id == world.sari.id
    text = page(wati, place)
    assert "0 of 5" in text
    assert 'hx-trigger="every 1s"' in text
    let_the_worker_work()
    text = page(wati, place)
    assert "<b>5</b> changed" in text
    assert "every 1s" not in text
    wati.post(place, {"undo": "1"})
    assert [world.reload(deal).owner_id for deal in deals] == [world.sari.id] * 5
    assert "<b>5</b> taken back" in page(wati, place)


def test_a_change_that_waits_is_stopped(wati: Client, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BATCHES, "deal", 1)
    make_deals(world)
    send(wati, "start/", {"do": "owner", "all": "1", "owner": "none"}, status=204)
    job = BulkChange.objects.get(workspace_id=world.workspace.id)
    wati.post(f"/bulk-changes/{job.id}/")
    let_the_worker_work()
    assert world.reload(job).state == BulkState.STOPPED
    assert "Stopped half way" in page(wati, f"/bulk-changes/{job.id}/")


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"do": "stage", "stage": ""}, "Choose a stage."),
        ({"do": "owner", "owner": ""}, "Choose who gets them."),
        ({"do": "close", "outcome": "lost", "other": ""}, "Say why"),
        ({"do": "step", "kind": "call", "due_on": ""}, "Choose a day."),
        ({"do": "step", "kind": "call", "due_on": "31/02/2027"}, "31/02/2027"),
        ({"do": "field", "field": "", "value": ""}, "Choose a field."),
        ({"do": "field", "field": "probability", "value": "banyak"}, "Choose or type a value."),
        ({"do": "tags", "add": ""}, "Write the tags"),
    ],
)
def test_what_cannot_be_is_one_sentence_beside_its_field_and_nothing_changes(
    wati: Client, world: World, form: dict[str, str], sentence: str
) -> None:
    deal = world.make_deal()
    text = send(wati, "start/", {**form, "picked": str(deal.id)}, status=422)
    assert sentence in text
    assert "field__err" in text
    assert f'value="{deal.id}"' in text
    assert world.reload(deal).version == deal.version


def test_how_many_are_picked_is_grouped_as_everywhere(wati: Client, world: World) -> None:
    deal = world.make_deal()
    values = {one.attname: getattr(deal, one.attname) for one in Deal._meta.concrete_fields}
    Deal.objects.bulk_create([Deal(**{**values, "id": one}) for one in new_ids(999)])
    assert "1,000 deals" in send(wati, "", {"do": "owner", "all": "1"}, "?filter=")


def test_nothing_picked_is_said_and_begins_nothing(wati: Client, world: World) -> None:
    make_deals(world)
    assert "Pick the rows first." in send(wati, "start/", {"do": "owner", "owner": "none"}, status=422)
    assert not BulkChange.objects.filter(workspace_id=world.workspace.id).exists()


def test_companies_get_tags_without_script(wati: Client, world: World) -> None:
    company = world.make_organization("Kafe Senja")
    picked = {"do": "tags", "pick": str(company.id)}
    assert "<h1>Tags</h1>" in wati.post("/lists/organization/bulk/", picked).content.decode()
    answer = wati.post("/lists/organization/bulk/start/", {**picked, "add": "vip"})
    assert answer.headers["Location"] == "/organizations/"
    assert "1 company changed." in page(wati, "/organizations/")


def test_a_step_is_planned_for_people_of_a_list(wati: Client, world: World) -> None:
    person = world.make_person("Ibu Ratna")
    step = {"do": "step", "kind": "call", "due_on": "2037-01-05", "picked": str(person.id)}
    assert "<b>1</b> will change" in send(wati, "preview/", step, kind="person")
    answer = wati.post("/lists/person/bulk/start/", step, headers=HTMX)
    assert json.loads(answer.headers["HX-Trigger"])["alur:toast"]["message"] == "A step is planned for 1 person."
    assert "5 Jan 2037" in page(wati, f"/persons/{person.id}/")


def test_activities_are_moved_and_done_and_what_is_done_already_is_named(wati: Client, world: World) -> None:
    deal = world.make_deal()
    call, visit = (
        planning.add(world.workspace.id, NewActivity(kind, deal=deal, due_at=NOW), by=world.sari, at=NOW)
        for kind in ("call", "visit")
    )
    planning.finish(visit, by=world.sari, at=NOW)
    picked = {"picked": f"{call.id},{visit.id}"}
    assert ">2 activities<" in send(wati, "", {"do": "due", **picked}, kind="activity")
    told = send(wati, "preview/", {"do": "due", "days": "-2", **picked}, kind="activity")
    assert "<b>1</b> will change" in told
    assert f'href="/activities/{visit.id}/">Visit</a>' in told
    send(wati, "start/", {"do": "due", "days": "-2", **picked}, kind="activity")
    assert world.reload(call).due_at == NOW - timedelta(days=2)
    answer = wati.post(
        "/lists/activity/bulk/start/", {"do": "done", "outcome": "Batal", "picked": str(call.id)}, headers=HTMX
    )
    assert json.loads(answer.headers["HX-Trigger"])["alur:toast"]["message"] == "1 activity done."
    assert world.reload(call).outcome == "Batal"
    assert "Type by how many days" in send(wati, "start/", {"do": "due", "days": "x", **picked}, "", 422, "activity")


def test_prices_rise_by_a_percentage_as_it_is_written_in_the_readers_language(wati: Client, world: World) -> None:
    product = create_product(world.workspace.id, {"name": "Grinder", "unit_price": 1_000_000}, by=world.wati, at=NOW)
    sent = {"do": "price", "picked": str(product.id), "percent": "+2.5%", "step": "1000"}
    form = send(wati, "", sent, kind="product")
    assert "1,000</option>" in form
    example = "Grinder: Rp\u00a01,000,000 becomes Rp\u00a01,025,000"
    assert example in send(wati, "preview/", sent, kind="product")
    send(wati, "start/", sent, status=204, kind="product")
    assert world.reload(product).unit_price == 1_025_000
    wrong = send(wati, "start/", {**sent, "percent": "banyak"}, status=422, kind="product")
    assert "Type by how many percent" in wrong
    assert 'value="banyak"' in wrong
    form = send(wati, "", {"do": "field", "field": "is_active", "picked": str(product.id)}, kind="product")
    assert '<option value="no">No</option>' in form


def test_deals_that_are_no_fit_may_leave_their_companies_alone_or_be_asked_again(wati: Client, world: World) -> None:
    puri = world.make_organization("Puri")
    deals = [world.make_deal(f"Deal {place}", organization=puri) for place in range(2)]
    form = {"do": "close", "picked": ",".join(str(deal.id) for deal in deals), "outcome": "not_a_fit", "other": "Small"}
    shown = send(wati, "", form)
    assert "Never ask again" in shown
    assert "their companies" in shown
    refused = send(wati, "start/", {**form, "again": "later"}, status=422)
    assert "Choose a day after today to ask again." in refused
    send(wati, "start/", {**form, "again": "never", "until": "2027-02-01"}, status=204)
    assert {world.reload(deal).status for deal in deals} == {"not_a_fit"}
    assert world.reload(puri).do_not_contact_why == "Small"


def test_who_is_not_to_be_contacted_has_no_number_to_press_in_a_list(wati: Client, world: World) -> None:
    """Ibu Ratna is left alone with her company, Pak Anton is not."""
    puri = world.make_organization("Puri")
    ratna, anton = world.make_person("Ibu Ratna", organization_id=puri.id), world.make_person("Pak Anton")
    edit_organization(puri, {"contacts": [("phone", "0361 700100", "")]}, by=world.wati, at=NOW)
    edit_person(ratna, {"contacts": [("phone", "0812 3456 7890", "")]}, by=world.wati, at=NOW)
    edit_person(anton, {"contacts": [("phone", "0812 3456 7891", "")]}, by=world.wati, at=NOW)
    bar(puri, why="Asked for it", by=world.wati, at=NOW)
    people = page(wati, "/persons/?filter=")
    assert "tel:+6281234567891" in people
    assert "tel:+6281234567890" not in people
    assert people.count("Do not contact") == 2  # its name, and what a pointer shows
    assert "tel:+62361700100" not in page(wati, "/organizations/?filter=&columns=phone")
