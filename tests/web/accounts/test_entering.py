"""Signing in and out, and from one company to another."""

from __future__ import annotations

import pytest
from django.test import Client

from alur.accounts.models import SignInFailure
from alur.accounts.operations.joining import add_member, edit_member
from tests.world import NOW, PASSWORD, World, sign_in


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_sari_signs_in_and_goes_on_to_where_she_wanted(client: Client, world: World) -> None:
    answer = client.post("/sign-in/", {"email": " Sari@Arunika.example", "password": PASSWORD, "next": "/start/"})
    assert (answer.status_code, answer["Location"]) == (302, "/start/")
    assert is_signed_in(client)


def test_a_target_elsewhere_is_not_followed(client: Client, world: World) -> None:
    for target in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        answer = client.post("/sign-in/", {"email": "sari@arunika.example", "password": PASSWORD, "next": target})
        assert answer["Location"] == "/"


def test_a_wrong_password_says_so_and_keeps_the_address(client: Client, world: World) -> None:
    answer = client.post("/sign-in/", {"email": "sari@arunika.example", "password": "wrong"})
    assert answer.status_code == 422
    assert "sari@arunika.example" in answer.text
    assert "wrong" not in answer.text.split("password")[-1]
    assert not is_signed_in(client)


def test_an_unknown_address_gets_the_same_sentence_as_a_wrong_password(client: Client, world: World) -> None:
    known = client.post("/sign-in/", {"email": "sari@arunika.example", "password": "x"})
    unknown = client.post("/sign-in/", {"email": "none@arunika.example", "password": "x"})
    sentence = "E-mail or password is not right"
    client.cookies["language"] = "en"
    assert known.status_code == unknown.status_code == 422
    assert (sentence in known.text) == (sentence in unknown.text)


def test_after_five_wrong_passwords_there_is_a_pause_even_for_the_right_one(client: Client, world: World) -> None:
    for _ in range(5):
        assert client.post("/sign-in/", {"email": "sari@arunika.example", "password": "x"}).status_code == 422
    answer = client.post("/sign-in/", {"email": "sari@arunika.example", "password": PASSWORD})
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 15 * 60
    assert not is_signed_in(client)


def test_the_pause_is_for_one_place_only(world: World) -> None:
    stranger, sari = Client(REMOTE_ADDR="203.0.113.9"), Client(REMOTE_ADDR="198.51.100.7")
    for _ in range(6):
        stranger.post("/sign-in/", {"email": "sari@arunika.example", "password": "x"})
    answer = sari.post("/sign-in/", {"email": "sari@arunika.example", "password": PASSWORD})
    assert answer.status_code == 302


def test_the_right_password_forgets_the_wrong_ones(client: Client, world: World) -> None:
    client.post("/sign-in/", {"email": "sari@arunika.example", "password": "x"})
    client.post("/sign-in/", {"email": "sari@arunika.example", "password": PASSWORD})
    assert not SignInFailure.objects.exists()


def test_someone_who_left_cannot_come_in(client: Client, world: World) -> None:
    edit_member(world.dewi, {"is_active": False}, by=world.wati, at=NOW)
    answer = client.post("/sign-in/", {"email": "dewi@arunika.example", "password": PASSWORD})
    assert answer.status_code == 422
    assert not is_signed_in(client)


def test_someone_who_leaves_is_out_at_once(client: Client, world: World) -> None:
    sign_in(client, world.dewi)
    edit_member(world.dewi, {"is_active": False}, by=world.wati, at=NOW)
    assert client.get("/settings/me/")["Location"].startswith("/sign-in/")


def test_signing_out_ends_the_session(client: Client, world: World) -> None:
    sign_in(client, world.sari)
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert not is_signed_in(client)


def test_signing_out_takes_more_than_a_link(client: Client, world: World) -> None:
    sign_in(client, world.sari)
    answer = client.get("/sign-out/")
    assert answer.status_code == 405
    assert "Go back one page." in answer.content.decode() or "Kembali satu halaman." in answer.content.decode()
    assert is_signed_in(client)


def test_a_form_from_another_site_is_refused(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in/", {"email": "sari@arunika.example", "password": PASSWORD})
    assert answer.status_code == 403


def test_someone_in_two_companies_switches(client: Client, world: World) -> None:
    add_member(world.elsewhere, email="sari@arunika.example", by=world.citra, at=NOW)
    sign_in(client, world.sari)
    answer = client.post("/workspace/", {"workspace": str(world.elsewhere.id)})
    assert answer.status_code == 302
    assert client.session["workspace"] == world.elsewhere.id


@pytest.mark.parametrize("wanted", ["theirs", "0", "x", ""])
def test_nobody_switches_to_a_company_they_are_not_in(client: Client, world: World, wanted: str) -> None:
    sign_in(client, world.sari)
    target = str(world.elsewhere.id) if wanted == "theirs" else wanted
    assert client.post("/workspace/", {"workspace": target}).status_code == 404
    assert client.session["workspace"] == world.workspace.id


def test_the_sign_in_page_speaks_the_language_that_is_chosen(client: Client, db: None) -> None:
    assert 'lang="en"' in client.get("/sign-in/", headers={"accept-language": "en"}).text
    assert 'lang="id"' in client.get("/sign-in/", headers={"accept-language": "id"}).text
    client.post("/language/", {"language": "en", "next": "/sign-in/"})
    assert 'lang="en"' in client.get("/sign-in/", headers={"accept-language": "id"}).text
