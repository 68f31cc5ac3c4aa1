"""Where someone is signed in, and how they sign devices out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils.timezone import now

from alur.accounts.models import Device
from alur.events.models import Event, EventPersonal
from alur.events.relaying import relay
from alur.kernel.devices import device_of
from tests.world import PASSWORD, World, sign_in, user_of

PHONE = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
)
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"


def come_in(agent: str = FIREFOX, *, who: str = "sari", network: str = "198.51.100.7") -> Client:
    client = Client(headers={"user-agent": agent}, REMOTE_ADDR=network)
    answer = client.post("/sign-in/", {"email": f"{who}@arunika.example", "password": PASSWORD})
    assert answer.status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/settings/me/").status_code == 200


@pytest.mark.parametrize(
    ("agent", "browser", "system"),
    [
        (FIREFOX, "Firefox", "Windows"),
        (PHONE, "Chrome", "Android"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", "Edge", "Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile Safari/604.1", "Safari", "iPhone"),
        ("Mozilla/5.0 (Linux; Android 13; SM-A045F) SamsungBrowser/26.0 Chrome/122.0 Mobile Safari/537.36",
         "Samsung Internet", "Android"),
        ("curl/8.5.0", "", ""),
        ("", "", ""),
    ],
)  # fmt: skip
def test_a_browser_is_called_by_its_name(agent: str, browser: str, system: str) -> None:
    assert device_of(agent) == (browser, system)


def test_sari_sees_where_she_is_signed_in(world: World) -> None:
    desk, _phone = come_in(), come_in(PHONE)
    page = desk.get("/settings/me/").text
    assert "Firefox, Windows" in page
    assert "Chrome, Android" in page
    assert page.count("/settings/me/devices/") == 2, "one button for the phone, one for all others; none for this one"
    for device in Device.objects.all():
        assert device.session_key not in page, "a session's key leaves the cookie for nothing"


def test_nobody_elses_devices_are_listed(world: World) -> None:
    come_in(PHONE, who="dewi")
    assert "Android" not in come_in().get("/settings/me/").text


def test_a_device_is_signed_out_from_another(world: World) -> None:
    desk, phone = come_in(), come_in(PHONE)
    device = Device.objects.get(system="Android")
    assert desk.post(f"/settings/me/devices/{device.id}/").status_code == 302
    assert not is_in(phone)
    assert is_in(desk)


def test_all_others_are_signed_out_at_once(world: World) -> None:
    desk, phone, third = come_in(), come_in(PHONE), come_in(PHONE)
    desk.post("/settings/me/devices/")
    assert [is_in(one) for one in (desk, phone, third)] == [True, False, False]
    event = Event.objects.get(workspace_id=world.workspace.id, name="member.devices_signed_out")
    assert event.payload == {"member": world.sari.id, "count": 2}


def test_another_persons_device_is_not_there(world: World) -> None:
    sari, dewi = come_in(), come_in(PHONE, who="dewi")
    device = Device.objects.get(system="Android")
    assert sari.post(f"/settings/me/devices/{device.id}/").status_code == 404
    assert is_in(dewi)


def test_a_new_password_signs_the_others_out_and_leaves_this_one(world: World) -> None:
    desk, phone = come_in(), come_in(PHONE)
    form = {"old_password": PASSWORD, "password": "kemiri-sangrai-9"}
    assert desk.post("/settings/me/password/", form).status_code == 302
    assert [is_in(desk), is_in(phone)] == [True, False]
    assert Device.objects.filter(user_id=world.sari.user_id).count() == 1


def test_signing_in_begins_under_a_fresh_key(world: World) -> None:
    """What someone planted in the browser before (session fixation) is not the session that is signed in."""
    client = Client(headers={"user-agent": FIREFOX})
    session: Any = client.session
    session["planted"] = "yes"
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    client.post("/sign-in/", {"email": "sari@arunika.example", "password": PASSWORD})
    assert client.cookies["sessionid"].value != planted
    assert not Device.objects.filter(session_key=planted).exists()


def test_the_last_use_is_noted_by_the_quarter_of_an_hour(world: World) -> None:
    desk = come_in()
    device = Device.objects.get(user_id=world.sari.user_id)
    earlier = now() - timedelta(minutes=14)
    Device.objects.filter(session_key=device.session_key).update(seen_at=earlier)
    desk.get("/more/")
    assert Device.objects.get(session_key=device.session_key).seen_at == earlier
    Device.objects.filter(session_key=device.session_key).update(seen_at=now() - timedelta(minutes=16))
    desk.get("/more/")
    seen = Device.objects.get(session_key=device.session_key).seen_at
    assert seen is not None
    assert now() - seen < timedelta(minutes=1)


def test_a_sign_in_is_recorded_with_its_device_apart(world: World) -> None:
    come_in(network="203.0.113.9")
    event = Event.objects.get(workspace_id=world.workspace.id, name="member.signed_in")
    assert event.payload == {"member": world.sari.id, "way": "password", "is_new_device": True}
    apart = EventPersonal.objects.get(workspace_id=world.workspace.id, event_id=event.id)
    assert apart.data == {"browser": "Firefox", "system": "Windows", "network": "203.0.113.9"}


def test_a_letter_tells_of_a_new_device_once(world: World) -> None:
    desk = come_in()
    desk.post("/sign-out/")
    desk.post("/sign-in/", {"email": "sari@arunika.example", "password": PASSWORD})
    relay(world.workspace.id, at=now())
    assert [letter.to for letter in mail.outbox] == [["sari@arunika.example"]]
    assert "Firefox, Windows" in str(mail.outbox[0].body)
    assert "198.51.100.7" in str(mail.outbox[0].body)


def test_nobody_forges_the_mark_of_a_known_device(world: World) -> None:
    client = Client(headers={"user-agent": FIREFOX})
    client.cookies["known"] = f"[{world.sari.user_id}]"
    client.post("/sign-in/", {"email": "sari@arunika.example", "password": PASSWORD})
    assert Event.objects.get(workspace_id=world.workspace.id, name="member.signed_in").payload["is_new_device"]


def test_a_letter_tells_of_a_changed_password(world: World) -> None:
    sign_in(desk := Client(), world.sari)
    desk.post("/settings/me/password/", {"old_password": PASSWORD, "password": "kemiri-sangrai-9"})
    relay(world.workspace.id, at=now())
    assert len(mail.outbox) == 1
    assert user_of(world.sari).password_changed_at is not None


def test_one_letter_is_enough_for_someone_in_two_companies(world: World) -> None:
    from alur.accounts.operations.joining import add_member

    add_member(world.elsewhere, email="sari@arunika.example", by=world.citra, at=now())
    come_in()
    for workspace in (world.workspace, world.elsewhere):
        assert Event.objects.filter(workspace_id=workspace.id, name="member.signed_in").count() == 1
        relay(workspace.id, at=now())
    assert len(mail.outbox) == 1


def test_a_replay_mails_nothing_that_is_long_past(world: World) -> None:
    come_in()
    Event.objects.filter(workspace_id=world.workspace.id, name="member.signed_in").update(
        recorded_at=now() - timedelta(days=2)
    )
    relay(world.workspace.id, at=now())
    assert not mail.outbox
