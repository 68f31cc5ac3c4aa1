"""Done with what came of it and what comes next, moved, edited, removed: one form, one act, one undo."""

from __future__ import annotations

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


@pytest.fixture
def visit(world: World) -> Activity:
    """A visit of Sari's this afternoon."""
    deal = world.make_deal(organization=world.make_organization())
    new = NewActivity(kind="visit", title="Demo", deal=deal, owner=world.sari, due_at=NOW + timedelta(hours=4))
    return add(world.workspace.id, new, by=world.sari, at=days_ago(2))


def planned(world: World) -> list[Activity]:
    rows = Activity.objects.filter(workspace_id=world.workspace.id, done_at=None, deleted_at=None)
    return list(rows.order_by("due_at"))


def outcome(**values: str) -> dict[str, str]:
    return {"outcome": "Minta penawaran", "kind": "call", "title": "", "due_on": "", "due_time": "", **values}


def test_the_form_asks_what_came_of_it_and_is_filled_with_what_usually_follows(
    client: Client, world: World, visit: Activity
) -> None:
    page = sign_in(client, world.sari).get(f"/activities/{visit.id}/outcome/").text
    assert "Apa hasilnya?" in page
    assert 'value="2026-11-24"' in page
    assert '<option value="call" selected>' in page


def test_what_follows_is_never_put_on_a_weekend(client: Client, world: World, visit: Activity) -> None:
    with time_machine.travel(NOW + timedelta(days=4), tick=False):
        page = sign_in(client, world.sari).get(f"/activities/{visit.id}/outcome/").text
    assert 'name="due_on" value="2026-11-30"' in page


def test_nothing_is_proposed_where_the_deal_has_another_step(client: Client, world: World, visit: Activity) -> None:
    later = NewActivity(kind="call", title="Tagih", deal=visit.deal, owner=world.sari, due_at=NOW + timedelta(days=3))
    add(world.workspace.id, later, by=world.sari, at=NOW)
    page = sign_in(client, world.sari).get(f"/activities/{visit.id}/outcome/").text
    assert "Sudah terjadwal:" in page
    assert 'name="due_on" value=""' in page


def test_done_with_a_next_step_is_one_act_and_one_undo_takes_both_back(
    client: Client, world: World, visit: Activity
) -> None:
    sign_in(client, world.sari)
    answer = client.post(f"/activities/{visit.id}/outcome/", outcome(due_on="26/11/2026", due_time="14.00"))
    assert answer.status_code == 302
    done = world.reload(visit)
    assert (done.done_at, done.outcome) == (NOW, "Minta penawaran")
    (following,) = planned(world)
    assert (following.kind, following.due_at, following.owner_id, following.deal_id) == (
        "call",
        NOW.replace(day=26, hour=14),
        world.sari.id,
        visit.deal_id,
    )
    operation = Event.objects.filter(workspace_id=world.workspace.id).order_by("-position")[0].operation_id
    assert world.reload(visit.deal).next_step_id == following.id
    client.post(f"/operations/{operation}/undo/")
    assert [one.id for one in planned(world)] == [visit.id]
    assert world.reload(visit.deal).next_step_id == visit.id


def test_a_bad_time_is_refused_beside_its_field_with_all_that_was_typed(
    client: Client, world: World, visit: Activity
) -> None:
    sign_in(client, world.sari)
    for typed, sentence in (
        ({"due_on": "12/25/2026"}, "bukan tanggal"),
        ({"due_on": "26/11/2026", "due_time": "25.00"}, "bukan jam"),
        ({"due_on": "20/11/2026"}, "sudah lewat"),
        ({"due_on": "26/11/2026", "kind": "note"}, "langkah berikutnya"),
    ):
        answer = client.post(f"/activities/{visit.id}/outcome/", outcome(**typed))
        assert answer.status_code == 422
        assert sentence in answer.text
        assert "Minta penawaran" in answer.text
    assert world.reload(visit).done_at is None


def test_sent_twice_it_is_done_once(client: Client, world: World, visit: Activity) -> None:
    sign_in(client, world.sari)
    form = outcome(due_on="26/11/2026", once="satu")
    answers = [client.post(f"/activities/{visit.id}/outcome/", form).status_code for _ in range(2)]
    assert (answers, len(planned(world))) == ([302, 302], 1)


def test_done_by_someone_else_meanwhile_says_so(client: Client, world: World, visit: Activity) -> None:
    sign_in(client, world.sari).post(f"/activities/{visit.id}/outcome/", outcome())
    answer = sign_in(client, world.budi).post(f"/activities/{visit.id}/outcome/", outcome())
    assert answer.status_code == 422
    assert "sudah selesai" in answer.text


def test_it_is_moved_by_one_tap_and_the_deals_next_step_with_it(client: Client, world: World, visit: Activity) -> None:
    sign_in(client, world.sari)
    assert "Besok" in client.get(f"/activities/{visit.id}/time/").text
    with time_machine.travel(NOW.replace(hour=10, minute=56), tick=False):
        assert "12.00" in client.get(f"/activities/{visit.id}/time/").text, "at 10.56, in an hour is no half hour"
    form = {"due_on": "2026-11-24", "due_time": "13:00"}
    answer = client.post(f"/activities/{visit.id}/time/", form, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert "besok 13.00" in answer.headers["HX-Trigger"].encode().decode("unicode_escape")
    tomorrow = NOW.replace(day=24, hour=13)
    assert world.reload(visit).due_at == world.reload(visit.deal).next_step_due_at == tomorrow


def test_without_an_hour_it_is_due_that_day_and_late_the_day_after(
    client: Client, world: World, visit: Activity
) -> None:
    sign_in(client, world.sari).post(f"/activities/{visit.id}/time/", {"due_on": "23/11/2026", "due_time": ""})
    assert world.reload(visit).is_timed is False
    with time_machine.travel(NOW.replace(hour=23), tick=False):
        page = client.get("/").text
    assert "sehari" in page
    assert "Hasilnya belum dicatat" not in page


def test_an_edit_keeps_what_it_is_about(client: Client, world: World, visit: Activity) -> None:
    sign_in(client, world.sari)
    form = {"kind": "meeting", "title": " Demo  di kantor ", "body": "", "due_on": "23/11/2026", "due_time": "13:00"}
    assert client.post(f"/activities/{visit.id}/", form).status_code == 302
    edited = world.reload(visit)
    assert (edited.kind, edited.title, edited.deal_id) == ("meeting", "Demo di kantor", visit.deal_id)
    assert client.post(f"/activities/{visit.id}/removal/").status_code == 302
    assert planned(world) == []


def test_a_deal_without_a_step_gets_one(client: Client, world: World) -> None:
    deal = world.make_deal()
    sign_in(client, world.budi)
    assert client.get(f"/activities/new/?deal={deal.id}").status_code == 200
    form: dict[str, Any] = {"about": f"deal:{deal.id}", "kind": "visit", "title": "Lihat dapur", "due_on": "24/11/2026"}
    assert client.post("/activities/new/", form).status_code == 302
    (made,) = planned(world)
    assert (made.kind, made.owner_id, world.reload(deal).next_step_id) == ("visit", world.sari.id, made.id)


def test_who_plans_on_a_colleagues_deal_is_told_in_whose_day_it_stands(client: Client, world: World) -> None:
    deal = world.make_deal()
    form = {"about": f"deal:{deal.id}", "kind": "call", "due_on": "24/11/2026"}
    sign_in(client, world.budi).post("/activities/new/", form)
    assert "untuk Sari Dewanti." in client.get("/activities/").content.decode()
    sign_in(client, world.sari).post("/activities/new/", form)
    assert "untuk Sari Dewanti." not in client.get("/activities/").content.decode()


def test_one_goes_back_to_where_the_form_was_opened_and_never_elsewhere(
    client: Client, world: World, visit: Activity
) -> None:
    sign_in(client, world.sari)
    for back, target in (("/deals/", "/deals/"), ("https://example.org/", "/"), ("//example.org", "/"), ("", "/")):
        form = {"due_on": "24/11/2026", "due_time": "10:00", "back": back}
        assert client.post(f"/activities/{visit.id}/time/", form).headers["Location"] == target
