"""A calendar program reads one's own appointments at a secret address, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from alur.accounts.models import CalendarFeed
from alur.accounts.operations.feeding import open_feed
from alur.accounts.operations.joining import edit_member
from alur.conversations.models import Activity
from alur.conversations.operations.planning import NewActivity, add, finish
from alur.people.models import Organization
from alur.people.operations.contacts import write_contacts
from tests.world import NOW, World, days_ago, sign_in


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def plan(world: World, title: str, **values: Any) -> Activity:
    owner = values.get("owner", world.sari)
    deal = world.make_deal("Mesin", organization=world.make_organization(f"PT {title}"), owner=owner)
    new = {"kind": "visit", "title": title, "deal": deal, "owner": owner, "due_at": NOW, **values}
    return add(world.workspace.id, NewActivity(**new), by=world.wati, at=days_ago(9))


def read(client: Client, address: str) -> list[Any]:
    """The events of a calendar as another program parses them."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/calendar")
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def summaries(events: list[Any]) -> list[str]:
    return [str(event["summary"]) for event in events]


@pytest.fixture
def address(world: World) -> str:
    return f"/calendar/{open_feed(world.sari, by=world.sari, at=NOW)}.ics"


def test_it_holds_ones_own_in_ones_own_language_without_signing_in(client: Client, world: World, address: str) -> None:
    visit = plan(world, "Boga", remind_minutes=60)
    write_contacts(visit.organization, [("phone", "021 5550 100", "")])  # type: ignore[arg-type]
    plan(world, "Milik Dewi", owner=world.dewi)
    finish(plan(world, "Cipta", due_at=days_ago(3)), by=world.sari, at=days_ago(3))
    done, coming = read(client, address)
    assert summaries([done, coming]) == ["Selesai: Kunjungan: PT Cipta, Cipta", "Kunjungan: PT Boga, Boga"]
    assert coming.decoded("dtstart") == NOW
    assert coming.decoded("dtend") == NOW + timedelta(hours=1)
    assert f"/deals/{visit.deal_id}/" in coming["url"]
    assert [alarm.decoded("trigger") for alarm in coming.walk("VALARM")] == [timedelta(hours=-1)]


def test_what_lasts_all_day_is_a_day_and_what_repeats_comes_again_with_its_own_id(
    client: Client, world: World, address: str
) -> None:
    plan(world, "Pameran", is_timed=False)
    plan(world, "Rapat", recurrence="weekly", repeats_until=date(2026, 12, 7), due_at=NOW + timedelta(hours=1))
    events = read(client, address)
    assert [event.decoded("dtstart") for event in events if "Pameran" in event["summary"]] == [date(2026, 11, 23)]
    meetings = [event for event in events if "Rapat" in event["summary"]]
    assert [event.decoded("dtstart").day for event in meetings] == [23, 30, 7]
    assert len({str(event["uid"]) for event in meetings}) == 3


def test_without_names_it_says_visit_and_no_more(client: Client, world: World, address: str) -> None:
    plan(world, "Boga")
    sign_in(client, world.sari).post("/settings/me/calendar/feed/", {})
    (event,) = read(Client(), address)
    assert str(event["summary"]) == "Kunjungan"
    assert "description" not in event
    assert b"Boga" not in Client().get(address).content


def test_a_note_and_the_place_one_goes_to_go_along_but_a_call_has_no_place(
    client: Client, world: World, address: str
) -> None:
    visit = plan(world, "Boga", body="Bawa contoh biji arabika")
    Organization.objects.filter(id=visit.organization_id or 0).update(
        street="Jl. Braga 12", region_name="Kota Bandung", postal_code="40111"
    )
    plan(world, "Telepon", kind="call", organization=visit.organization)
    place = "Jl. Braga 12, Kota Bandung, 40111"
    for events in (read(client, address), read(sign_in(Client(), world.sari), f"/activities/{visit.id}/event.ics")):
        event = next(one for one in events if "Boga" in one["summary"])
        assert "Bawa contoh biji arabika" in event["description"]
        assert event["location"] == place
    assert [str(one.get("location", "")) for one in read(client, address)].count(place) == 1
    sign_in(client, world.sari).post("/settings/me/calendar/feed/", {})
    told = Client().get(address).content
    assert b"arabika" not in told
    assert b"Braga" not in told


def test_what_has_not_changed_is_not_sent_again(client: Client, world: World, address: str) -> None:
    visit = plan(world, "Boga")
    etag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    finish(visit, by=world.sari, at=NOW)
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_it_ends_with_a_new_one_when_closed_and_when_its_member_leaves(client: Client, world: World) -> None:
    first = open_feed(world.sari, by=world.sari, at=NOW)
    second = open_feed(world.sari, by=world.sari, at=NOW)
    assert client.get(f"/calendar/{first}.ics").status_code == 404
    assert client.get(f"/calendar/{second}.ics").status_code == 200
    edit_member(world.sari, {"is_active": False}, by=world.wati, at=NOW)
    assert client.get(f"/calendar/{second}.ics").status_code == 404
    third = open_feed(world.dewi, by=world.dewi, at=NOW)
    sign_in(client, world.dewi).post("/settings/me/calendar/feed/", {"close": "1"})
    assert client.get(f"/calendar/{third}.ics").status_code == 404


def test_it_is_shown_once_and_kept_as_a_hash(client: Client, world: World) -> None:
    sign_in(client, world.sari)
    page = client.post("/settings/me/calendar/", {"names": "1"}).text
    raw = re.findall(r"/calendar/([\w-]+)\.ics", page)[0]
    assert client.get(f"/calendar/{raw}.ics").status_code == 200
    assert raw not in client.get("/settings/me/").text
    assert not CalendarFeed.objects.filter(token_hash__contains=raw[5:15]).exists()


def test_when_it_was_read_is_written_down_once_an_hour(client: Client, world: World, address: str) -> None:
    def last_read() -> datetime | None:
        return CalendarFeed.objects.get(member_id=world.sari.id).last_used_at

    client.get(address)
    with time_machine.travel(NOW + timedelta(minutes=50), tick=False):
        client.get(address)
        assert last_read() == NOW
    with time_machine.travel(NOW + timedelta(minutes=70), tick=False):
        client.get(address)
        assert last_read() == NOW + timedelta(minutes=70)


def test_one_activity_is_a_file_for_those_who_see_it(client: Client, world: World) -> None:
    visit = plan(world, "Boga")
    (event,) = read(sign_in(client, world.budi), f"/activities/{visit.id}/event.ics")
    assert str(event["summary"]) == "Kunjungan: PT Boga, Boga"
    assert sign_in(client, world.tono).get(f"/activities/{visit.id}/event.ics").status_code == 404


def test_a_name_with_commas_and_line_breaks_stays_one_line(client: Client, world: World, address: str) -> None:
    plan(world, "Bawa materai; tanda tangan, dua kali\nBEGIN:VEVENT")
    events = read(client, address)
    assert len(events) == 1
    assert "Bawa materai; tanda tangan, dua kali BEGIN:VEVENT" in events[0]["summary"]
