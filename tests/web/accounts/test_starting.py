"""The first owner's link, and a new password by mail."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils.timezone import now

from alur.accounts.operations.creating import owner_link
from alur.events.relaying import relay
from alur.pipeline.models import Pipeline
from alur.tenancy.models import Member, User, Workspace
from tests.world import NOW, PASSWORD, World, sign_in

TYPED = {
    "workspace_name": "Toko Kopi Senja",
    "name": "Ratna",
    "email": "ratna@senja.example",
    "password": "gula-aren-cair",
}


def path_of(link: str | None) -> str:
    assert link is not None
    return link.removeprefix("http://localhost:8000")


@pytest.fixture
def link(db: None) -> str:
    return path_of(owner_link("http://localhost:8000/", at=datetime.now(UTC)))


def test_the_link_makes_the_first_owner_and_leads_to_the_start(client: Client, link: str) -> None:
    assert client.get(link).status_code == 200
    answer = client.post(link, TYPED)
    assert (answer.status_code, answer["Location"]) == (302, "/start/")
    member = Member.objects.get(email="ratna@senja.example")
    assert (member.role, member.name) == ("owner", "Ratna")
    assert client.session["_auth_user_id"] == str(member.user_id)


def test_the_first_owner_says_in_which_currency_they_sell(client: Client, link: str) -> None:
    client.post(link, {**TYPED, "currency": "USD"}, headers={"Accept-Language": "en"})
    workspace = Workspace.objects.get(name="Toko Kopi Senja")
    assert workspace.currency == "USD"
    assert Pipeline.objects.get(workspace_id=workspace.id).name == "Sales"


def test_a_currency_that_is_none_is_refused_beside_its_field(client: Client, link: str) -> None:
    answer = client.post(link, {**TYPED, "currency": "XXX"})
    assert answer.status_code == 422
    assert 'id="err-currency"' in answer.text
    assert not Workspace.objects.exists()


def test_who_comes_without_the_link_while_nobody_has_an_account_is_told_of_it(client: Client, link: str) -> None:
    told = "Open the link that was printed when Alur started"
    assert told in client.get("/sign-in/", headers={"Accept-Language": "en"}).text
    client.post(link, TYPED)
    assert told not in Client().get("/sign-in/", headers={"Accept-Language": "en"}).text


def test_the_link_is_good_once(client: Client, link: str) -> None:
    client.post(link, TYPED)
    answer = Client().post(link, {**TYPED, "email": "other@senja.example"})
    assert answer.status_code == 422
    assert Client().get(link).status_code == 404
    assert User.objects.count() == 1


def test_the_link_is_good_for_half_an_hour(client: Client, db: None) -> None:
    old = path_of(owner_link("http://localhost:8000", at=datetime.now(UTC) - timedelta(minutes=31)))
    assert client.get(old).status_code == 404
    assert client.post(old, TYPED).status_code == 422
    assert not Workspace.objects.exists()


def test_there_is_no_link_once_there_is_a_user(world: World) -> None:
    assert owner_link("http://localhost:8000", at=NOW) is None


def test_a_guessed_link_does_nothing(client: Client, db: None) -> None:
    assert client.post("/welcome/guess/", TYPED).status_code == 422
    assert not User.objects.exists()


@pytest.mark.parametrize(("field", "value"), [("password", "short"), ("email", "ratna"), ("workspace_name", " ")])
def test_what_is_wrong_is_said_and_the_link_stays_good(client: Client, link: str, field: str, value: str) -> None:
    answer = client.post(link, {**TYPED, field: value})
    assert answer.status_code == 422
    assert f'id="err-{field}"' in answer.text
    assert "Ratna" in answer.text
    assert not User.objects.exists()
    assert client.post(link, TYPED).status_code == 302


@pytest.fixture
def post_office(settings: Any) -> Iterator[list[Any]]:
    """A real SMTP server on loopback; gives the letters that have come in."""
    letters: list[Any] = []

    class Box:
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
            letters.append(message_from_bytes(envelope.content, policy=default))
            return "250 OK"

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(Box(), hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield letters
    controller.stop()


def link_in(text: str) -> str:
    found = re.search(r"https?://[^/]+(/sign-in/reset/\S+)", text)
    assert found is not None, text
    return found[1]


def ask(client: Client, world: World) -> str:
    """Sari asks, the worker mails: where the link leads; "" where nothing was mailed."""
    client.post("/sign-in/reset/", {"email": "sari@arunika.example"})
    relay(world.workspace.id, at=now())
    return link_in(str(mail.outbox[0].body)) if mail.outbox else ""


def test_a_new_password_comes_by_mail(client: Client, world: World, post_office: list[Any]) -> None:
    client.post("/sign-in/reset/", {"email": "Sari@arunika.example"})
    assert not post_office, "nobody waits for the mail server: how long it takes would tell that she is known"
    relay(world.workspace.id, at=now())
    (letter,) = post_office
    assert letter["To"] == "sari@arunika.example"
    path = link_in(letter.get_content())
    assert client.get(path).status_code == 200
    assert client.post(path, {"password": "kemiri-sangrai-9"})["Location"] == "/sign-in/"
    signed_in = client.post("/sign-in/", {"email": "sari@arunika.example", "password": "kemiri-sangrai-9"})
    assert signed_in.status_code == 302
    assert Client().get(path).status_code == 404, "the link is good once"


def test_a_mail_server_that_is_down_is_tried_again(client: Client, world: World, settings: Any) -> None:
    kept = settings.EMAIL_BACKEND
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings.EMAIL_PORT = taken.getsockname()[1]
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
    ask(client, world)
    settings.EMAIL_BACKEND = kept
    relay(world.workspace.id, at=now() + timedelta(seconds=20))
    assert [letter.to for letter in mail.outbox] == [["sari@arunika.example"]]


def test_asking_again_and_again_for_one_address_ends_in_a_pause(client: Client, world: World) -> None:
    for email in ("sari@arunika.example", "none@arunika.example"):
        statuses = [client.post("/sign-in/reset/", {"email": email}).status_code for _ in range(6)]
        assert statuses == [200] * 5 + [429]
    relay(world.workspace.id, at=now())
    assert len(mail.outbox) == 5


def test_a_new_password_signs_every_device_out(client: Client, world: World) -> None:
    thief = sign_in(Client(), world.sari)
    path = ask(client, world)
    client.post(path, {"password": "kemiri-sangrai-9"})
    assert thief.get("/settings/me/").status_code == 302


def test_an_unknown_address_gets_no_mail_and_the_same_answer(client: Client, world: World) -> None:
    unknown = client.post("/sign-in/reset/", {"email": "none@arunika.example"})
    known = client.post("/sign-in/reset/", {"email": "sari@arunika.example"})
    relay(world.workspace.id, at=now())
    assert unknown.status_code == known.status_code == 200
    assert [letter.to for letter in mail.outbox] == [["sari@arunika.example"]]


def test_a_weak_password_keeps_the_link_good(client: Client, world: World) -> None:
    path = ask(client, world)
    assert client.post(path, {"password": "12345"}).status_code == 422
    assert client.post(path, {"password": "kemiri-sangrai-9"}).status_code == 302


def test_a_reset_link_of_another_user_is_refused(client: Client, world: World) -> None:
    parts = ask(client, world).split("/")
    parts[3] = "1"
    assert client.post("/".join(parts), {"password": "kemiri-sangrai-9"}).status_code == 404
    assert User.objects.get(email="sari@arunika.example").check_password(PASSWORD)


def test_the_link_of_a_mail_does_not_follow_a_forged_host(client: Client, world: World) -> None:
    answer = client.post("/sign-in/reset/", {"email": "sari@arunika.example"}, headers={"host": "evil.example"})
    assert answer.status_code == 400
    relay(world.workspace.id, at=now())
    assert not mail.outbox
    assert "evil.example" not in settings.ALLOWED_HOSTS


def test_the_start_page_offers_three_ways(client: Client, world: World) -> None:
    text = sign_in(client, world.wati).get("/start/").text
    assert f"Selamat datang, {world.wati.name.split()[0]}</h1>" in text
    assert "/imports/" in text
    assert "/start/demo/" in text
    assert "/deals/new/" in text
