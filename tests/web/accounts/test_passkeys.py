"""Passkeys: added, used, and what is refused of an answer."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user
from django.test import Client

from alur.accounts.models import Passkey
from alur.accounts.operations.passkeys import Site
from tests.accounts.keys import Key
from tests.web.accounts.test_second_step import SARI, give_app, is_in
from tests.world import World, sign_in, user_of


@pytest.fixture(autouse=True)
def base(settings: Any) -> None:
    settings.BASE_URL = "https://testserver.example"


def asked(client: Client) -> dict[str, Any]:
    """What the page for a new passkey asks the browser with."""
    found = re.search(r'data-asks="([^"]+)"', client.get("/settings/me/passkeys/").text)
    assert found is not None
    options: dict[str, Any] = json.loads(html.unescape(found[1]))
    return options


def add_key(client: Client, key: Key, name: str = "Pixel 8") -> Any:
    return client.post("/settings/me/passkeys/", {"name": name, "answer": json.dumps(key.create(asked(client)))})


def key_of_sari(world: World, **values: Any) -> Key:
    key = Key(**values)
    assert add_key(sign_in(Client(), world.sari), key).status_code == 200
    return key


def options(client: Client) -> dict[str, Any]:
    wanted: dict[str, Any] = client.post("/sign-in/passkey/options/").json()
    return wanted


def use(client: Client, answer: dict[str, Any]) -> Any:
    return client.post("/sign-in/passkey/", {"answer": json.dumps(answer), "next": "/deals/"})


def test_sari_adds_a_passkey_and_signs_in_with_it_alone(world: World) -> None:
    key = key_of_sari(world)
    client = Client()
    answer = use(client, key.get(options(client)))
    assert answer["Location"] == "/deals/"
    assert str(getattr(get_user(client), "email", "")) == "sari@arunika.example"
    kept = Passkey.objects.get()
    assert (kept.name, kept.sign_count, kept.last_used_at is not None) == ("Pixel 8", 1, True)


def test_the_first_passkey_comes_with_codes_on_paper(client: Client, world: World) -> None:
    sign_in(client, world.sari)
    assert len(re.findall(r"\b[a-z2-9]{4}(?:-[a-z2-9]{4}){3}\b", add_key(client, Key()).text)) == 10
    assert add_key(client, Key(), "Laptop").status_code == 302
    assert Passkey.objects.count() == 2


def test_a_passkey_is_the_second_step_too(world: World) -> None:
    key = key_of_sari(world, verifies=False)
    client = Client()
    client.post("/sign-in/", SARI)
    assert use(client, key.get(options(client)))["Location"] == "/"
    assert is_in(client)


def test_a_key_that_does_not_check_who_holds_it_is_not_enough_alone(world: World) -> None:
    key = key_of_sari(world, verifies=False)
    client = Client()
    assert use(client, key.get(options(client))).status_code == 422
    assert not is_in(client)


def test_an_answer_is_good_once(world: World) -> None:
    key = key_of_sari(world)
    client, thief = Client(), Client()
    answer = key.get(options(client))
    assert use(client, answer).status_code == 302
    assert use(client, answer).status_code == 422, "its challenge is spent"
    options(thief)
    assert use(thief, answer).status_code == 422, "it answers another challenge"
    assert not is_in(thief)


def spoil_origin(key: Key) -> None:
    key.origin = "https://testserver.example.evil.example"


def spoil_host(key: Key) -> None:
    key.host = "evil.example"


def spoil_signature(key: Key) -> None:
    key.private = Key().private


def spoil_id(key: Key) -> None:
    key.raw_id = b"unknown"


def spoil_handle(key: Key) -> None:
    key.handle = "AAAAAAAAAAE"


@pytest.mark.parametrize("spoil", [spoil_origin, spoil_host, spoil_signature, spoil_id, spoil_handle])
def test_a_forged_answer_opens_nothing(world: World, spoil: Callable[[Key], None]) -> None:
    key = key_of_sari(world)
    spoil(key)
    client = Client()
    assert use(client, key.get(options(client))).status_code == 422
    assert not is_in(client)


@pytest.mark.parametrize("answer", ["", "[]", "x", '{"id": 1}', '{"id":"a","rawId":"a","type":"public-key"}', "null"])
def test_nonsense_is_refused_and_no_fault(world: World, answer: str) -> None:
    client = Client()
    options(client)
    assert client.post("/sign-in/passkey/", {"answer": answer}).status_code == 422
    sign_in(client, world.sari)
    asked(client)
    assert client.post("/settings/me/passkeys/", {"answer": answer, "name": "x"}).status_code == 422
    assert not Passkey.objects.exists()


def test_a_copied_key_is_noticed_by_its_count(world: World) -> None:
    key = key_of_sari(world)
    client = Client()
    assert use(client, key.get(options(client))).status_code == 302
    key.count = 0
    thief = Client()
    assert use(thief, key.get(options(thief))).status_code == 422
    assert not is_in(thief)


def test_dewis_key_is_not_saris_second_step(world: World) -> None:
    give_app(world.sari)
    dewis = Key()
    add_key(sign_in(Client(), world.dewi), dewis)
    client = Client()
    client.post("/sign-in/", SARI)
    assert use(client, dewis.get(options(client))).status_code == 422
    assert not is_in(client)


def test_a_challenge_for_adding_signs_nobody_in(world: World) -> None:
    key = key_of_sari(world)
    client = sign_in(Client(), world.dewi)
    wanted = asked(client)
    assert use(client, key.get(wanted)).status_code == 422


def test_a_key_is_known_to_one_person_alone(world: World) -> None:
    key = key_of_sari(world)
    client = sign_in(Client(), world.dewi)
    assert add_key(client, key).status_code == 422
    assert Passkey.objects.get().user == user_of(world.sari)


def test_someone_elses_passkey_is_not_removed(client: Client, world: World) -> None:
    key_of_sari(world)
    path = f"/settings/me/passkeys/{Passkey.objects.get().id}/"
    assert sign_in(client, world.wati).post(path).status_code == 404
    assert sign_in(Client(), world.sari).post(path).status_code == 302
    assert not user_of(world.sari).has_second_step


def test_who_left_every_company_does_not_come_in_by_passkey(world: World) -> None:
    from alur.tenancy.models import Member

    key = key_of_sari(world)
    Member.objects.filter(workspace_id=world.workspace.id, id=world.sari.id).update(is_active=False)
    client = Client()
    assert use(client, key.get(options(client))).status_code == 422


@pytest.mark.parametrize(
    ("origin", "takes"),
    [
        ("https://alur.arunika.example", True),
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", False),
        ("https://[::1]:8000", False),
        ("http://alur.arunika.example", False),
    ],
)
def test_passkeys_are_offered_where_browsers_make_them(origin: str, takes: bool) -> None:
    assert Site(origin).takes_passkeys == takes
