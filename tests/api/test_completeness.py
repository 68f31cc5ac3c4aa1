"""How complete a record's data is, as it stands in the API, and as deals are found by it."""

from __future__ import annotations

from alur.events.relaying import relay_all
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.needing import set_needs
from alur.pipeline.queries.needs import Need
from alur.tenancy.models import Member
from tests.api.asking import Caller, caller
from tests.world import NOW, World


def english(member: Member) -> Caller:
    who = caller(member)
    who.headers["Accept-Language"] = "en"
    return who


def test_deals_companies_and_people_say_what_they_lack(world: World) -> None:
    company = world.make_organization()
    deal = world.make_deal(organization=company, amount=5)
    set_needs(world.pipeline, [Need("contact", 3), Need("value", 1), Need("person.phone", 1)], by=world.wati, at=NOW)
    relay_all(at=NOW)
    who = english(world.sari)
    contact = {"field": "contact", "label": "Telephone or e-mail"}
    phone = {"field": "person.phone", "label": "Person's telephone"}
    shown = {"percent": 20, "missing": [contact, phone]}
    assert who.get(f"/deals/{deal.id}").json()["completeness"] == shown
    assert who.get("/deals").json()["items"][0]["completeness"] == shown
    assert who.get("/organizations").json()["items"][0]["completeness"] == {"percent": 0, "missing": [contact]}
    made = who.post("/persons", {"name": "Ibu Ratna", "contacts": [{"kind": "email", "value": "ratna@puri.example"}]})
    assert made.json()["completeness"] == {"percent": 75, "missing": [phone]}


def test_where_nothing_is_needed_there_is_no_completeness(world: World) -> None:
    closed, deal = world.make_deal(), world.make_deal()
    close(closed, outcome="lost", reason="Harga", by=world.sari, at=NOW)
    who = caller(world.sari)
    assert who.get(f"/deals/{closed.id}").json()["completeness"] is None
    assert who.get(f"/deals/{deal.id}").json()["completeness"]["percent"] == 0
    set_needs(world.pipeline, [], by=world.wati, at=NOW)
    assert who.get(f"/deals/{deal.id}").json()["completeness"] is None
    company, person = world.make_organization(), world.make_person()
    assert who.get(f"/organizations/{company.id}").json()["completeness"] is None
    assert who.get(f"/persons/{person.id}").json()["completeness"] is None


def test_deals_are_found_by_how_complete_they_are(world: World) -> None:
    set_needs(world.pipeline, [Need("value", 1), Need("source", 3)], by=world.wati, at=NOW)
    bare, priced = world.make_deal("Grinder"), world.make_deal("Mesin", amount=5)
    closed = world.make_deal("Sirup")
    close(closed, outcome="lost", reason="Harga", by=world.sari, at=NOW)
    relay_all(at=NOW)
    who = caller(world.sari)

    def found(asked: str) -> set[str]:
        return {one["title"] for one in who.get("/deals", filter=asked).json()["items"]}

    assert found("completeness:under:80") == {bare.title, priced.title}
    assert found("completeness:under:25") == {bare.title}
    assert found("completeness:is:25;status:is:open") == {priced.title}
    assert found("completeness:empty") == {closed.title}
    assert who.get("/deals", filter="completeness:under:much").status_code == 422


def test_a_refused_move_names_what_of_the_data_is_missing(world: World) -> None:
    set_needs(world.pipeline, [Need("value", 1), Need("source", 3)], by=world.wati, at=NOW)
    who = english(world.wati)
    path = f"/stages/{world.stages[0].id}"
    asked = {"field": "completeness", "at_least": 80, "demand": "required"}
    criteria = who.patch(path, {"criteria": [asked]}).json()["criteria"]
    assert (criteria[0]["at_least"], criteria[0]["field"]) == (80, "completeness")
    for wrong in ({**asked, "at_least": None}, {**asked, "field": "value"}):
        answer = who.patch(path, {"criteria": [wrong]})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "criteria.0.at_least")
    deal = world.make_deal(amount=5)
    answer = who.put(f"/deals/{deal.id}/stage", {"stage": str(world.stages[1].id)})
    assert answer.status_code == 409
    said = "“Data at least 80% complete (missing: source)” must be there first."
    assert [one["message"] for one in answer.json()["unmet"]] == [said]
