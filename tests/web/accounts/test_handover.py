"""A leaver's work on the screen: planned, handed over, interrupted, taken back."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils.timezone import now

from alur.automation.models import HandOver
from alur.automation.operations.handing_over import Shares, begin_hand_over
from alur.automation.operations.working import finish_now, work
from alur.events.relaying import relay_all
from alur.events.undoing import undo
from alur.pipeline.models import Deal
from tests.automation.test_handing_over import owners_of, work_of
from tests.world import NOW, World, sign_in


def path(world: World, tail: str = "handover/") -> str:
    return f"/settings/team/members/{world.sari.id}/{tail}"


def test_closing_access_asks_first_where_the_work_goes(client: Client, world: World) -> None:
    work_of(world, world.sari)
    sign_in(client, world.wati)
    answer = client.post(path(world, "access/"))
    assert answer["Location"] == path(world)
    assert world.reload(world.sari).is_active
    page = client.get(path(world)).text
    assert "3 deal" in page
    assert "Dewi Lestari" in page


def test_who_holds_nothing_is_let_go_at_once(client: Client, world: World) -> None:
    sign_in(client, world.wati)
    assert client.post(path(world, "access/"))["Location"] == "/settings/team/"
    assert not world.reload(world.sari).is_active


def test_access_is_closed_at_once_where_it_is_urgent_and_the_work_waits_in_sight(client: Client, world: World) -> None:
    work_of(world, world.sari)
    sign_in(client, world.wati)
    client.post(path(world, "access/"), {"now": "yes"})
    assert not world.reload(world.sari).is_active
    page = client.get("/settings/team/").text
    assert "mem--out" in page
    assert path(world) in page


def test_the_work_is_handed_over_and_back_from_the_toast(client: Client, world: World) -> None:
    work_of(world, world.sari)
    sign_in(client, world.wati)
    form = {"split": "person", "to-": world.dewi.id, "closes_access": "yes"}
    assert client.post(path(world), form)["Location"] == "/settings/team/"
    assert owners_of(world) == {"Dewi": 3}
    page = client.get("/settings/team/").text
    assert "Pekerjaan Sari Dewanti sudah dialihkan: 3 deal, " in page
    undo = re.search(r'action="(/operations/\d+/undo/)"', page)
    assert undo is not None
    client.post(undo[1])
    assert owners_of(world) == {"Sari": 3}
    assert world.reload(world.sari).is_active


def test_who_gets_the_work_and_who_reads_the_trail_are_told_whose_it_was_and_that_it_went_back(
    client: Client, world: World
) -> None:
    work_of(world, world.sari)
    job = begin_hand_over(world.sari, Shares("person", world.dewi.id), closes_access=True, by=world.wati, at=now())
    finish_now(job, at=now())
    relay_all(at=now())
    sign_in(client, world.dewi)
    assert "Wati Kusuma mengalihkan pekerjaan Sari Dewanti kepada Anda<" in client.get("/notices/").text
    undo(job.workspace_id, job.operation_id, by=world.wati, at=now())
    relay_all(at=now())
    sign_in(client, world.dewi)
    told = client.get("/notices/").text
    assert "Wati Kusuma mengalihkan pekerjaan Sari Dewanti kepada Anda, lalu menariknya kembali" in told
    sign_in(client, world.wati)
    trail = " ".join(re.sub(r"<[^>]*>", " ", client.get("/settings/audit/").text).split())
    assert "Wati Kusuma mengurungkan pengalihan pekerjaan Sari Dewanti" in trail


def test_a_lead_who_sells_only_is_shown_as_one_who_does_not_see_the_team(client: Client, world: World) -> None:
    sign_in(client, world.wati)
    warning = "sebagai Sales tidak melihat deal timnya"
    assert warning not in client.get("/settings/team/").text
    client.post(f"/settings/team/members/{world.budi.id}/", {"role": "rep", "team": world.jawa.id})
    assert warning in client.get("/settings/team/").text


def test_a_double_tap_hands_over_once(client: Client, world: World) -> None:
    work_of(world, world.sari)
    sign_in(client, world.wati)
    form = {"split": "person", "to-": world.dewi.id, "once": "tap"}
    assert [client.post(path(world), form).status_code for _ in range(2)] == [302, 302]
    assert HandOver.objects.count() == 1


def test_another_choice_works_the_plan_out_anew(client: Client, world: World) -> None:
    work_of(world, world.sari)
    sign_in(client, world.wati)
    part = client.get(path(world), {"split": "person", "to-": str(world.tono.id)}, headers={"hx-request": "true"}).text
    assert f'value="{world.tono.id}" selected' in part
    assert "<html" not in part
    assert Deal.objects.filter(workspace_id=world.workspace.id, owner_id=world.sari.id, status="open").count() == 3


def test_a_large_one_shows_how_far_it_is_until_it_is_done(client: Client, world: World) -> None:
    for number in range(50):
        world.make_deal(f"Mesin {number}")
    sign_in(client, world.wati)
    progress = client.post(path(world), {"split": "person", "to-": world.dewi.id})["Location"]
    assert progress == path(world, "handover/progress/")
    assert "0 dari 50" in client.get(progress).text
    assert client.get(path(world))["Location"] == progress
    while work(at=NOW):
        pass
    assert client.get(progress, headers={"hx-request": "true"})["HX-Redirect"] == "/settings/team/"
    assert owners_of(world) == {"Dewi": 50}


@pytest.mark.parametrize("taker", ["vina", "sari", "citra"])
def test_a_taker_who_cannot_be_is_refused(client: Client, world: World, taker: str) -> None:
    work_of(world, world.sari)
    sign_in(client, world.wati)
    answer = client.post(path(world), {"split": "person", "to-": getattr(world, taker).id, "closes_access": "yes"})
    assert answer.status_code == 422
    assert "form-error" in answer.text
    assert owners_of(world) == {"Sari": 3}
    assert world.reload(world.sari).is_active


def test_nobody_hands_themselves_over(client: Client, world: World) -> None:
    sign_in(client, world.wati)
    assert client.get(f"/settings/team/members/{world.wati.id}/handover/").status_code == 404
    assert client.post(f"/settings/team/members/{world.wati.id}/access/").status_code == 404
