"""A deal that is not a fit leaves every queue and total, stays in reports, and says whether to ask again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from alur.accounts.operations.joining import edit_member
from alur.accounts.operations.resting import add_leave
from alur.automation.operations.bulk.changing import Which, run_whole, start
from alur.conversations.models import Activity
from alur.conversations.operations.planning import NewActivity, add
from alur.conversations.operations.returning import ask_again, bring_back
from alur.conversations.queries.day import day_of
from alur.events.models import Event
from alur.events.undoing import undo
from alur.kernel.refusal import Refusal
from alur.people.operations.barring import bar, lift
from alur.pipeline.models import Deal, StageTotal
from alur.pipeline.operations.closing import close, reopen
from alur.pipeline.operations.parts import set_people
from tests.api.asking import caller
from tests.world import JAKARTA, NOW, World, days_ago, sign_in

SPRING = date(2027, 3, 1)


def unfit(world: World, deal: Deal, **how: Any) -> int:
    """Close it through the screen's operation and return the operation."""
    close(deal, outcome="not_a_fit", reason="Di luar wilayah", by=world.sari, at=NOW, **how)
    return Event.objects.filter(workspace_id=world.workspace.id).order_by("-position")[0].operation_id


def call(world: World, deal: Deal, **when: Any) -> Activity:
    return add(
        world.workspace.id, NewActivity("call", deal=deal, owner=world.sari, **when), by=world.sari, at=days_ago(1)
    )


def test_it_leaves_the_board_today_the_open_list_and_the_totals_and_stays_in_reports(
    world: World, client: Client
) -> None:
    company = world.make_organization("Kopi Jauh")
    deal = world.make_deal("Mesin jauh", organization=company, amount=9_000_000, temperature="hot")
    late, soon = call(world, deal, due_at=days_ago(1)), call(world, deal, due_at=NOW + timedelta(hours=2))
    sari = sign_in(client, world.sari)
    board, today = f"/pipelines/{world.pipeline.id}/", "/"
    assert all("Kopi Jauh" in sari.get(place).content.decode() for place in (board, today, "/deals/"))
    act = unfit(world, deal)
    assert all("Kopi Jauh" not in sari.get(place).content.decode() for place in (board, today))
    assert "Mesin jauh" not in sari.get("/deals/?filter=status:is:open").content.decode()
    assert not any(StageTotal.objects.filter(workspace_id=world.workspace.id).values_list("count", flat=True))
    day = day_of(world.sari, world.sari.id, on=NOW.date(), zone=JAKARTA)
    assert (day.count, day.late_count, day.hot.count, day.unplanned.count) == (0, 0, 0, 0)
    assert world.reload(late).deleted_at == world.reload(soon).deleted_at == NOW
    november = "from=1/11/2026&to=23/11/2026"
    assert "1 dari 1" in sari.get(f"/reports/unfit/?{november}").content.decode()
    assert "Di luar wilayah" in sari.get(f"/reports/funnel/?{november}").content.decode()
    assert "Di luar wilayah" in sari.get(f"/deals/{deal.id}/").content.decode()
    undo(world.workspace.id, act, by=world.sari, at=NOW)
    back = world.reload(deal)
    assert (back.status, back.next_step_id) == ("open", late.id)
    assert day_of(world.sari, world.sari.id, on=NOW.date(), zone=JAKARTA).late_count == 1


def test_all_that_is_missing_is_named_at_once_and_what_was_typed_stays(world: World, client: Client) -> None:
    deal = world.make_deal("Mesin jauh", organization=world.make_organization("Kopi Jauh"))
    page, sari = f"/deals/{deal.id}/closure/", sign_in(client, world.sari)
    for until in ("", "31/31/2027", "1/1/2020"):
        told = sari.post(page, {"outcome": "not_a_fit", "again": "later", "until": until})
        assert told.status_code == 422
        text = told.content.decode()
        assert ('id="err-reason"' in text, 'id="err-until"' in text, f'value="{until}"' in text) == (True, True, True)
    told = sari.post(page, {"outcome": "postponed", "until": "besok lusa", "other": "Menunggu anggaran"})
    text = told.content.decode()
    assert ("err-until" in text, 'value="besok lusa"' in text, 'value="Menunggu anggaran"' in text) == (True,) * 3
    answer = caller(world.sari).post(f"/deals/{deal.id}/closure", {"outcome": "not_a_fit", "until": "2020-01-01"})
    assert answer.status_code == 422
    assert world.reload(deal).is_open


def test_many_at_once_leave_the_queues_too(world: World) -> None:
    deals = [world.make_deal(f"Mesin {number}") for number in range(3)]
    planned = [call(world, deal, due_at=NOW) for deal in deals]
    change = {"do": "close", "outcome": "not_a_fit", "reason": "Terlalu kecil", "until": SPRING.isoformat()}
    run_whole(start(Which("deal", [deal.id for deal in deals]), change, by=world.sari, at=NOW), at=NOW)
    assert [world.reload(one).deleted_at is None for one in planned] == [False] * 3
    assert {world.reload(deal).postponed_until for deal in deals} == {SPRING}


def test_on_the_day_to_ask_again_its_owner_has_one_task_and_the_deal_stays_closed(world: World) -> None:
    deal = world.make_deal()
    unfit(world, deal, until=NOW.date() + timedelta(days=30))
    assert list(ask_again(world.workspace, at=NOW + timedelta(days=29))) == []
    later = NOW + timedelta(days=30)
    assert list(ask_again(world.elsewhere, at=later)) == list(bring_back(world.workspace, at=later)) == []
    assert [one.id for one in ask_again(world.workspace, at=later)] == [deal.id]
    assert list(ask_again(world.workspace, at=later)) == []
    task = Activity.objects.get(workspace_id=world.workspace.id, deal_id=deal.id)
    assert (task.kind, task.owner_id, task.due_at) == ("task", world.sari.id, later)
    assert (world.reload(deal).status, world.reload(deal).next_step_id) == ("not_a_fit", task.id)
    reopen(deal, by=world.sari, at=later)
    assert world.reload(deal).next_step_id == task.id


def test_whose_owner_has_left_is_asked_again_by_their_lead_or_an_owner(world: World) -> None:
    first, second = world.make_deal(), world.make_deal()
    for number, deal in enumerate((first, second)):
        unfit(world, deal, until=NOW.date() + timedelta(days=30 + number))
    edit_member(world.sari, {"is_active": False}, by=world.wati, at=NOW)
    later = NOW + timedelta(days=30)
    add_leave(world.budi, from_on=later.date() + timedelta(days=1), last_on=date(2027, 1, 1), by=world.wati, at=NOW)
    list(ask_again(world.workspace, at=later))
    list(ask_again(world.workspace, at=later + timedelta(days=1)))
    tasks = dict(Activity.objects.filter(workspace_id=world.workspace.id).values_list("deal_id", "owner_id"))
    assert tasks == {first.id: world.budi.id, second.id: world.wati.id}


def test_never_again_bars_the_company_and_is_taken_back_with_the_closure(world: World) -> None:
    company = world.make_organization("Kopi Jauh")
    act = unfit(world, world.make_deal(organization=company), never_again=True)
    barred = world.reload(company)
    assert (barred.do_not_contact_since, barred.do_not_contact_why) == (NOW, "Di luar wilayah")
    undo(world.workspace.id, act, by=world.sari, at=NOW)
    assert world.reload(company).may_be_contacted


def test_without_a_company_its_people_are_left_alone_and_without_anyone_it_is_refused(world: World) -> None:
    deal, ratna = world.make_deal(), world.make_person("Ibu Ratna")
    with pytest.raises(Refusal):
        unfit(world, deal, never_again=True)
    assert world.reload(deal).is_open
    set_people(deal, [(ratna.id, "")], by=world.sari, at=NOW)
    with pytest.raises(Refusal):
        unfit(world, deal, never_again=True, until=SPRING)
    unfit(world, deal, never_again=True)
    assert not world.reload(ratna).may_be_contacted


def test_do_not_contact_stands_wherever_one_calls_from_until_it_is_lifted(world: World, client: Client) -> None:
    company = world.make_organization("Kopi Jauh")
    ratna = world.make_person("Ibu Ratna", organization=company)
    deal = world.make_deal(organization=company)
    set_people(deal, [(ratna.id, "")], by=world.sari, at=NOW)
    caller(world.wati).patch(f"/persons/{ratna.id}", {"contacts": [{"kind": "phone", "value": "0812 3456 7890"}]})
    call(world, deal, due_at=NOW + timedelta(hours=1))
    sari = sign_in(client, world.sari)
    places = [f"/organizations/{company.id}/", f"/persons/{ratna.id}/", f"/deals/{deal.id}/", "/"]
    assert all("tel:+62812" in sari.get(place).content.decode() for place in places)
    sari.post(f"/organizations/{company.id}/do-not-contact/", {"why": " "})
    assert world.reload(company).may_be_contacted
    sari.post(f"/organizations/{company.id}/do-not-contact/", {"why": "Minta tidak ditelepon"})
    for place in places:
        shown = sari.get(place).content.decode()
        assert "Jangan hubungi" in shown
        assert "tel:+62812" not in shown
    assert "Minta tidak ditelepon" in sari.get(places[1]).content.decode()
    assert "Kopi Jauh" in sari.get("/organizations/?filter=do_not_contact:filled").content.decode()
    sari.post(f"/organizations/{company.id}/do-not-contact/", {"lift": "1", "back": places[2]})
    assert "tel:+62812" in sari.get(places[2]).content.decode()


def test_the_form_keeps_what_was_typed_and_asks_for_the_day(world: World, client: Client) -> None:
    deal = world.make_deal(organization=world.make_organization("Kopi Jauh"))
    sari = sign_in(client, world.sari)
    form = {"outcome": "not_a_fit", "other": "Terlalu jauh", "again": "later"}
    refused = sari.post(f"/deals/{deal.id}/closure/", form)
    assert refused.status_code == 422
    assert "Terlalu jauh" in refused.content.decode()
    assert world.reload(deal).is_open
    sari.post(f"/deals/{deal.id}/closure/", {**form, "until": "1/3/2037"})
    assert "2037" in sari.get(f"/deals/{deal.id}/").content.decode()
    assert world.reload(deal).postponed_until == date(2037, 3, 1)


def test_the_api_closes_bars_and_lifts(world: World) -> None:
    company = world.make_organization("Kopi Jauh")
    deal, sari = world.make_deal(organization=company), caller(world.sari)
    body = {"outcome": "not_a_fit", "reason": "Terlalu kecil", "do_not_contact": True}
    assert sari.post(f"/deals/{deal.id}/closure", body).status_code == 200
    shown = sari.get(f"/organizations/{company.id}").json()
    assert shown["do_not_contact"]["reason"] == "Terlalu kecil"
    assert sari.patch(f"/organizations/{company.id}", {"do_not_contact": None}).json()["do_not_contact"] is None
    ratna = world.make_person()
    wanted = {"do_not_contact": {"reason": "Tidak mau"}}
    assert sari.patch(f"/persons/{ratna.id}", wanted).json()["do_not_contact"]["reason"] == "Tidak mau"
    assert sari.patch(f"/persons/{ratna.id}", {"do_not_contact": {"reason": " "}}).status_code == 422


def test_barring_again_only_changes_the_reason_and_lifting_twice_is_refused(world: World) -> None:
    company = world.make_organization()
    bar(company, why="Satu", by=world.sari, at=days_ago(3))
    bar(world.reload(company), why="Dua", by=world.sari, at=NOW)
    assert (world.reload(company).do_not_contact_since, world.reload(company).do_not_contact_why) == (
        days_ago(3),
        "Dua",
    )
    lift(world.reload(company), by=world.sari, at=NOW)
    with pytest.raises(Refusal):
        lift(world.reload(company), by=world.sari, at=NOW)
