"""The calendar as a page: a day, a week, a month, one's own first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from alur.conversations.models import Activity
from alur.conversations.operations.planning import NewActivity, add
from alur.events.models import Event
from tests.world import NOW, World, days_ago, sign_in


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def plan(world: World, title: str, **values: Any) -> Activity:
    owner = values.get("owner", world.sari)
    deal = world.make_deal(title, organization=world.make_organization(f"PT {title}"), owner=owner)
    new = {"kind": "visit", "title": title, "deal": deal, "owner": owner, "due_at": NOW, **values}
    return add(world.workspace.id, NewActivity(**new), by=world.wati, at=days_ago(9))


def blocks(page: str) -> dict[str, str]:
    """The classes of each block on the axis by the name in it."""
    found = re.findall(r'<a class="(ev [^"]+)"[^>]* aria-label="[^,"]+, ([^,"]+)', page)
    return {name: classes for classes, name in found}


def test_a_block_stands_at_its_time_as_long_as_it_takes(client: Client, world: World) -> None:
    plan(world, "Boga", due_at=NOW + timedelta(hours=1), minutes=90)
    plan(world, "Cipta", due_at=days_ago(-1).replace(hour=6))
    page = sign_in(client, world.sari).get("/activities/calendar/").text
    assert "hours-12" in page
    assert "at-240 for-90" in blocks(page)["PT Boga"]
    assert "at-0 for-60" in blocks(page)["PT Cipta"]


def test_what_another_lies_over_keeps_its_name_and_leaves_out_the_lines_that_would_be_cut(
    client: Client, world: World
) -> None:
    plan(world, "Boga", due_at=NOW + timedelta(hours=1), minutes=60)
    page = sign_in(client, world.sari).get("/activities/calendar/").text
    assert "10.00-11.00" in page
    plan(world, "Cipta", due_at=NOW + timedelta(hours=1, minutes=30), minutes=60)
    page = client.get("/activities/calendar/").text
    assert "10.00-11.00" not in page
    assert "10.30-11.30" in page


def test_oneself_stands_first_among_those_whose_days_are_shown(client: Client, world: World) -> None:
    page = sign_in(client, world.wati).get("/activities/calendar/").text
    assert re.findall(r'name="who" value="(\d+)"', page)[0] == str(world.wati.id)


def test_what_is_past_without_an_outcome_asks_for_it_and_what_will_repeat_is_dashed(
    client: Client, world: World
) -> None:
    plan(world, "Boga", due_at=NOW.replace(hour=7), recurrence="daily")
    page = sign_in(client, world.sari).get("/activities/calendar/").text
    assert "ev--ask" in page
    assert page.count("ev--plan") == 6


def test_a_holiday_is_named_and_its_day_is_off(client: Client, world: World) -> None:
    page = sign_in(client, world.sari).get("/activities/calendar/?on=2026-12-25").text
    assert "Hari Raya Natal" in page
    assert page.count("day--off") == 4  # joint leave on Thursday, Christmas, and the weekend


def test_a_month_shows_three_lines_of_a_day_and_how_many_more(client: Client, world: World) -> None:
    for number in range(5):
        plan(world, f"Boga {number}", due_at=NOW + timedelta(hours=number))
    page = sign_in(client, world.sari).get("/activities/calendar/?view=month").text
    assert page.count('role="gridcell"') == 42
    assert "2 lagi" in page
    assert "November 2026, 5 janji" in page


def test_a_colleague_whose_deals_one_sees_is_put_beside_oneself_and_another_is_not(
    client: Client, world: World
) -> None:
    plan(world, "Boga")
    plan(world, "Tirta", owner=world.tono)
    sign_in(client, world.budi)
    assert "PT Boga" not in client.get("/activities/calendar/").text
    page = client.get(f"/activities/calendar/?who={world.sari.id}&who={world.budi.id}&who={world.tono.id}").text
    assert "ev--team" in page or "ev--ask" in page
    assert "PT Boga" in page
    assert "PT Tirta" not in page
    assert "saya dan 1 rekan" in page


@pytest.mark.parametrize(
    "asked", ["view=year&on=yesterday", "who=nobody&kind=lunch", "on=99999-01-01", "on=2026-02-30"]
)
def test_what_means_nothing_is_as_if_it_were_not_asked(client: Client, world: World, asked: str) -> None:
    page = sign_in(client, world.sari).get(f"/activities/calendar/?{asked}").text
    assert "23-29 November 2026" in page


def test_vina_drags_nothing(client: Client, world: World) -> None:
    plan(world, "Boga")
    page = sign_in(client, world.vina).get(f"/activities/calendar/?who={world.sari.id}").text
    assert "PT Boga" in page
    assert "data-activity" not in page


def test_something_new_is_found_by_its_name_and_planned(client: Client, world: World) -> None:
    from alur.events.relaying import relay_all

    company = world.make_organization("Hotel Puri Melati")
    deal = world.make_deal("Mesin", organization=company)
    hidden = world.make_deal("Mesin Tono", owner=world.tono)
    relay_all(at=NOW)
    sign_in(client, world.sari)
    found = client.get("/activities/new/about/?about_text=mesin").text
    assert f"deal:{deal.id}" in found
    assert str(hidden.id) not in found
    form = {"mode": "plan", "about": f"deal:{deal.id}", "kind": "meeting", "due_on": "24/11/2026", "due_time": "08.00"}
    rhythm = {"recurrence": "weekly", "repeats_until": "31/12/2026", "remind_minutes": "60", "minutes": "45"}
    assert client.post("/activities/new/", {**form, **rhythm}).status_code == 302
    made = Activity.objects.get(workspace_id=world.workspace.id, deal_id=deal.id)
    assert (made.recurrence, made.minutes, made.remind_minutes, str(made.repeats_until)) == (
        "weekly",
        45,
        60,
        "2026-12-31",
    )
    assert client.post("/activities/new/", {**form, "about": f"deal:{hidden.id}"}).status_code == 404
    answer = client.post("/activities/new/", {**form, "about": "", "about_text": "tidak ada"})
    assert answer.status_code == 422
    assert "Pilih deal" in answer.text
    assert 'value="tidak ada"' in answer.text


def test_what_has_happened_is_written_down_and_never_in_the_time_to_come(client: Client, world: World) -> None:
    deal = world.make_deal()
    sign_in(client, world.sari)
    form = {"mode": "log", "about": f"deal:{deal.id}", "kind": "call", "title": "Tanya harga"}
    assert client.post("/activities/new/", form).status_code == 302
    assert Activity.objects.get(workspace_id=world.workspace.id, deal_id=deal.id).done_at == NOW
    answer = client.post("/activities/new/", {**form, "done_on": "24/11/2026"})
    assert answer.status_code == 422
    assert "belum terjadi" in answer.text
    note = {"mode": "plan", "about": f"deal:{deal.id}", "kind": "note", "body": "Tutup Senin", "due_on": "24/11/2026"}
    assert client.post("/activities/new/", note).status_code == 302, "a note is never planned"


def test_what_follows_a_call_is_planned_while_it_is_written_down_and_both_go_as_one(
    client: Client, world: World
) -> None:
    deal = world.make_deal()
    sign_in(client, world.sari)
    page = client.get(f"/activities/new/?deal={deal.id}&mode=log&kind=call").text
    assert re.search(r'name="next_on" value="2026-11-26"', page), "three days after a call"
    form = {"mode": "log", "about": f"deal:{deal.id}", "kind": "call", "done_on": "2026-11-23", "done_time": ""}
    late = client.post("/activities/new/", {**form, "body": "Minta harga", "next_kind": "visit", "next_on": "1/1/2020"})
    assert late.status_code == 422
    assert "Minta harga" in late.text
    client.post("/activities/new/", {**form, "next_kind": "visit", "next_on": "2026-11-26", "next_time": "10:00"})
    assert world.reload(deal).next_step_kind == "visit"
    assert Activity.objects.filter(workspace_id=world.workspace.id, deal_id=deal.id, done_at=NOW).count() == 1
    latest = Event.objects.filter(workspace_id=world.workspace.id).order_by("-position")[0]
    assert client.post(f"/operations/{latest.operation_id}/undo/").status_code == 302
    kept = Activity.objects.filter(workspace_id=world.workspace.id, deal_id=deal.id, deleted_at__isnull=True)
    assert not kept.exists()


def test_one_of_a_series_is_skipped_or_moved_with_those_that_follow(client: Client, world: World) -> None:
    meeting = plan(world, "Rapat", recurrence="weekly")
    sign_in(client, world.sari)
    assert client.post(f"/activities/{meeting.id}/skips/").status_code == 302
    assert world.reload(meeting).due_at == NOW + timedelta(days=7)
    form = {"kind": "visit", "title": "Rapat", "recurrence": "weekly", "due_on": "2/12/2026", "due_time": "10:00"}
    client.post(f"/activities/{meeting.id}/", {**form, "following": "1"})
    moved = world.reload(meeting)
    assert (moved.series_from, moved.series_number) == (moved.due_at, 0)
    once = plan(world, "Sekali")
    assert client.post(f"/activities/{once.id}/skips/").status_code == 422
    assert "beserta yang berikutnya" not in client.get(f"/activities/{once.id}/").text
    assert "beserta yang berikutnya" in client.get(f"/activities/{meeting.id}/").text


def test_what_came_of_it_is_told_on_a_page_of_its_own_too(client: Client, world: World) -> None:
    """It had asked to be put into the list it was not opened from, and nothing happened at all."""
    place = f"/activities/{plan(world, 'Rapat').id}/outcome/"
    sign_in(client, world.sari)
    assert "data-slot" not in client.get(place).text
    assert "data-slot" in client.get(place, headers={"HX-Request": "true", "HX-Target": "slot-1"}).text
