"""API tokens on the screen: made once shown, ended, and what stands before making one."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from alur.accounts.models import ApiToken
from alur.accounts.operations.tokens import authenticate, issue
from alur.web.accounts.coming_in import CONFIRMED
from tests.world import PASSWORD, World, sign_in

FORM = {"name": "Laporan Senin", "scopes": "read", "days": "90"}


def make_stale(client: Client) -> None:
    """As if the password had been typed twenty minutes ago."""
    session = client.session
    session[CONFIRMED] = (now() - timedelta(minutes=20)).isoformat()
    session.save()


def test_a_token_is_shown_once_and_works(client: Client, world: World) -> None:
    sign_in(client, world.sari)
    answer = client.post("/settings/me/tokens/", FORM)
    found = re.search(r"alur_[\w-]{20,}", answer.text)
    assert found is not None
    assert "no-store" in answer["Cache-Control"]
    assert authenticate(found[0], at=now()) == (world.sari, frozenset({"read"}))
    page = client.get("/settings/me/").text
    assert "Laporan Senin" in page
    assert found[0] not in page


def test_a_double_tap_makes_one_token(client: Client, world: World) -> None:
    sign_in(client, world.sari)
    assert [client.post("/settings/me/tokens/", {**FORM, "once": "a"}).status_code for _ in range(2)] == [200, 204]
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize(("field", "value"), [("name", " "), ("scopes", "admin"), ("days", "7")])
def test_a_token_that_cannot_be_is_refused_beside_its_field(
    client: Client, world: World, field: str, value: str
) -> None:
    sign_in(client, world.sari)
    answer = client.post("/settings/me/tokens/", {**FORM, field: value})
    assert answer.status_code == 422
    assert f'id="err-{field}"' in answer.text
    assert not ApiToken.objects.exists()


def test_a_token_is_ended(client: Client, world: World) -> None:
    raw = issue(world.sari, name="Laporan", by=world.sari, at=now())
    sign_in(client, world.sari)
    client.post(f"/settings/me/tokens/{ApiToken.objects.get().id}/")
    assert authenticate(raw, at=now()) is None
    assert "settings/me/tokens/" + str(ApiToken.objects.get().id) not in client.get("/settings/me/").text


@pytest.mark.parametrize(("who", "status"), [("dewi", 404), ("budi", 404), ("citra", 404), ("wati", 302)])
def test_only_its_member_and_an_owner_end_a_token(client: Client, world: World, who: str, status: int) -> None:
    raw = issue(world.sari, by=world.sari, at=now())
    sign_in(client, getattr(world, who))
    assert client.post(f"/settings/me/tokens/{ApiToken.objects.get().id}/").status_code == status
    assert (authenticate(raw, at=now()) is None) == (status == 302)


def test_owners_see_the_tokens_of_all(client: Client, world: World) -> None:
    issue(world.sari, name="Laporan Senin", by=world.sari, at=now())
    assert "Laporan Senin" in sign_in(client, world.wati).get("/settings/workspace/").text
    assert "Laporan Senin" not in sign_in(Client(), world.budi).get("/settings/workspace/").text


def test_a_session_that_was_taken_over_makes_no_token(client: Client, world: World) -> None:
    sign_in(client, world.sari)
    make_stale(client)
    for answer in (client.get("/settings/me/tokens/"), client.post("/settings/me/tokens/", FORM)):
        assert answer["Location"].startswith("/settings/me/confirm/")
    assert not ApiToken.objects.exists()


def test_the_password_typed_once_more_opens_the_way(client: Client, world: World) -> None:
    sign_in(client, world.sari)
    make_stale(client)
    way = client.get("/settings/me/tokens/")["Location"]
    assert client.get(way).status_code == 200
    wrong = client.post("/settings/me/confirm/", {"password": "x", "next": "/settings/me/tokens/"})
    assert wrong.status_code == 422
    right = client.post("/settings/me/confirm/", {"password": PASSWORD, "next": "/settings/me/tokens/"})
    assert right["Location"] == "/settings/me/tokens/"
    assert client.post("/settings/me/tokens/", FORM).status_code == 200


def test_guessing_at_the_password_there_ends_in_the_same_pause(client: Client, world: World) -> None:
    sign_in(client, world.sari)
    make_stale(client)
    for _ in range(5):
        assert client.post("/settings/me/confirm/", {"password": "x"}).status_code == 422
    assert client.post("/settings/me/confirm/", {"password": PASSWORD}).status_code == 429
    assert (
        client.post("/settings/me/password/", {"old_password": PASSWORD, "password": "kemiri-9-sangrai"}).status_code
        == 422
    )


def test_a_way_elsewhere_is_not_followed(client: Client, world: World) -> None:
    sign_in(client, world.sari)
    form = {"password": PASSWORD, "next": "https://evil.example/"}
    assert client.post("/settings/me/confirm/", form)["Location"] == "/"


def test_a_viewer_makes_no_token_that_writes(client: Client, world: World) -> None:
    sign_in(client, world.vina)
    assert 'value="read,write"' not in client.get("/settings/me/tokens/").text
