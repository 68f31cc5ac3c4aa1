"""Invitations on the screen and in the mail."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.contrib.auth import get_user
from django.test import Client
from django.utils.timezone import now

from alur.accounts.models import Invitation
from alur.accounts.operations.inviting import invite
from alur.accounts.operations.joining import add_member_without_user
from alur.tenancy.models import Member
from tests.world import PASSWORD, World, sign_in, user_of

FORM = {"email": "rina@arunika.example", "name": "Rina", "role": "manager", "team": ""}


class Postman:
    """Keeps what a real SMTP server was given."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  (aiosmtpd's name)
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def postman(settings: Any) -> Iterator[Postman]:
    handler = Postman()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield handler
    controller.stop()


def link_in(letter: EmailMessage) -> str:
    found = re.search(r"http://testserver(/invitations/\S+/)", letter.get_content())
    assert found is not None
    return found[1]


def invited(world: World, email: str = "rina@arunika.example") -> str:
    return f"/invitations/{invite(world.workspace, email=email, name='Rina', by=world.wati, at=now())[1]}/"


def signed_in_as(client: Client) -> str:
    return str(getattr(get_user(client), "email", ""))


def test_rina_is_invited_by_mail_and_comes_in(
    client: Client, world: World, postman: Postman, django_capture_on_commit_callbacks: Any
) -> None:
    sign_in(client, world.wati)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/settings/team/invitations/", {**FORM, "team": world.bali.id}).status_code == 302
    letter = postman.letters[0]
    assert letter["To"] == "rina@arunika.example"
    assert "Arunika Niaga" in str(letter["Subject"])
    assert Invitation.objects.get().sent_at is not None
    rina = Client()
    assert "Arunika Niaga" in rina.get(link_in(letter)).text
    answer = rina.post(link_in(letter), {"name": "Rina Hartati", "password": "kemiri-sangrai-9"})
    assert answer.status_code == 302
    assert signed_in_as(rina) == "rina@arunika.example"
    assert Member.objects.get(workspace_id=world.workspace.id, email="rina@arunika.example").team_id == world.bali.id


def test_a_mail_server_that_is_away_leaves_the_invitation_to_be_sent_again(
    client: Client, world: World, postman: Postman, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    sign_in(client, world.wati)
    right, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/settings/team/invitations/", FORM)
    waiting = Invitation.objects.get()
    assert waiting.sent_at is None
    settings.EMAIL_PORT = right
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/settings/team/invitations/{waiting.id}/", {"resend": "yes"})
    assert Invitation.objects.get().sent_at is not None
    assert len(postman.letters) == 1


def test_a_double_tap_invites_once(client: Client, world: World) -> None:
    sign_in(client, world.wati)
    assert [client.post("/settings/team/invitations/", {**FORM, "once": "tap-1"}).status_code for _ in range(2)] == [
        302,
        302,
    ]
    assert Invitation.objects.count() == 1


def test_a_refused_invitation_keeps_what_was_typed(client: Client, world: World) -> None:
    sign_in(client, world.wati)
    answer = client.post("/settings/team/invitations/", {**FORM, "email": "sari@arunika.example", "name": "Sari Dua"})
    assert answer.status_code == 422
    assert "Sari Dua" in answer.text
    assert 'id="err-email"' in answer.text


def test_looking_at_the_link_spends_nothing(client: Client, world: World) -> None:
    path = invited(world)
    assert [client.get(path).status_code for _ in range(3)] == [200, 200, 200]
    assert Invitation.objects.get().is_waiting


def test_a_spent_link_a_wrong_one_and_one_withdrawn_look_the_same(client: Client, world: World) -> None:
    path = invited(world)
    Invitation.objects.update(withdrawn_at=now())
    withdrawn, wrong = client.get(path), client.get("/invitations/nonsense/")
    assert withdrawn.status_code == wrong.status_code == 404
    strip = re.compile(r'name="(csrfmiddlewaretoken|next)" value="[^"]*"')
    assert strip.sub("", withdrawn.text) == strip.sub("", wrong.text)
    assert "arunika.example" not in withdrawn.text


def test_a_known_address_signs_in_first_and_returns(client: Client, world: World) -> None:
    _, raw = invite(world.elsewhere, email="sari@arunika.example", by=world.citra, at=now())
    path = f"/invitations/{raw}/"
    page = client.get(path).text
    assert f"/sign-in/?next={path}" in page
    assert 'name="password"' not in page
    assert client.post(path, {"name": "Pencuri", "password": "kemiri-sangrai-9"}).status_code == 422
    answer = client.post("/sign-in/", {"email": "sari@arunika.example", "password": PASSWORD, "next": path})
    assert answer["Location"] == path
    assert client.post(path).status_code == 302
    assert client.session["workspace"] == world.elsewhere.id


def test_someone_in_no_company_any_more_may_sign_in_to_accept(client: Client, world: World) -> None:
    Member.objects.filter(workspace_id=world.workspace.id, id=world.dewi.id).update(is_active=False)
    form = {"email": "dewi@arunika.example", "password": PASSWORD}
    assert client.post("/sign-in/", form).status_code == 422
    _, raw = invite(world.elsewhere, email="dewi@arunika.example", by=world.citra, at=now())
    assert client.post("/sign-in/", form).status_code == 302
    client.post(f"/invitations/{raw}/")
    assert client.get("/settings/me/").status_code == 200


def test_an_invitation_for_someone_else_is_not_accepted_by_whoever_is_signed_in(client: Client, world: World) -> None:
    sign_in(client, world.citra)
    path = invited(world)
    assert "citra@lain.example" in client.get(path).text
    assert client.post(path, {"name": "Citra", "password": "kemiri-sangrai-9"}).status_code == 422
    assert not Member.objects.filter(workspace_id=world.workspace.id, user=user_of(world.citra)).exists()
    answer = client.post("/sign-out/", {"next": path})
    assert answer["Location"] == path


def test_signing_out_goes_nowhere_else(client: Client, world: World) -> None:
    sign_in(client, world.sari)
    assert client.post("/sign-out/", {"next": "https://evil.example/"})["Location"] == "/"


def test_coming_in_begins_a_new_session(client: Client, world: World) -> None:
    """A session that someone planted in the browser before is not the one that is signed in."""
    client.cookies["language"] = "id"
    session = client.session
    session["planted"] = "yes"
    session.save()
    client.cookies["sessionid"] = planted = str(session.session_key)
    client.post(invited(world), {"name": "Rina", "password": "kemiri-sangrai-9"})
    assert client.cookies["sessionid"].value != planted


def test_a_form_from_another_site_accepts_nothing(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(invited(world), {"name": "Rina", "password": "kemiri-sangrai-9"}).status_code == 403
    assert Invitation.objects.get().is_waiting


def test_the_team_page_lists_who_is_on_the_way_for_owners_alone(client: Client, world: World) -> None:
    invited(world)
    assert "rina@arunika.example" in sign_in(client, world.wati).get("/settings/team/").text
    assert "rina@arunika.example" not in sign_in(Client(), world.budi).get("/settings/team/").text


def test_an_owner_of_another_company_reaches_no_invitation_here(client: Client, world: World) -> None:
    invited(world)
    sign_in(client, world.citra)
    path = f"/settings/team/invitations/{Invitation.objects.get().id}/"
    assert client.post(path, {"withdraw": "yes"}).status_code == 404
    assert Invitation.objects.get().is_waiting


def test_an_invitation_in_the_language_of_the_one_who_gets_it(
    client: Client, world: World, postman: Postman, django_capture_on_commit_callbacks: Any
) -> None:
    user = user_of(world.sari)
    user.language = "en"
    user.save()
    sign_in(client, world.citra)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/settings/team/invitations/", {**FORM, "email": "sari@arunika.example"})
        client.post("/settings/team/invitations/", FORM)
    assert [str(letter["Subject"]) for letter in postman.letters] == [
        "Citra Anggraini invites you to Lain Jaya",
        "Citra Anggraini mengundang Anda ke Lain Jaya",
    ]


def test_names_that_an_import_brought_are_invited_together_each_by_an_address(
    client: Client, world: World, postman: Postman, django_capture_on_commit_callbacks: Any
) -> None:
    fajar, tari, rudi = (
        add_member_without_user(world.workspace.id, name=name, team=world.bali, role=role, by=None, at=now())
        for name, role in (("Fajar", "rep"), ("Tari", "manager"), ("Rudi", "rep"))
    )
    sign_in(client, world.wati)
    path = "/settings/team/newcomers/"
    assert f'href="{path}"' in client.get("/settings/team/").text
    wrong = {f"email-{fajar.id}": "fajar@arunika.example", f"email-{tari.id}": "sari@arunika.example"}
    refused = client.post(path, wrong)
    assert refused.status_code == 422
    assert f'id="err-email-{tari.id}"' in refused.text
    assert 'value="fajar@arunika.example"' in refused.text
    assert not Invitation.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(path, {**wrong, f"email-{tari.id}": "tari@arunika.example"})
    assert [letter["To"] for letter in postman.letters] == ["fajar@arunika.example", "tari@arunika.example"]
    made = Invitation.objects.get(member_id=tari.id)
    assert (made.role, made.team_id, made.sent_at is not None) == ("manager", world.bali.id, True)
    left = client.get(path).text
    assert f'name="email-{rudi.id}"' in left
    assert f'name="email-{tari.id}"' not in left
    Client().post(link_in(postman.letters[1]), {"name": "Tari", "password": "kemiri-sangrai-9"})
    assert user_of(Member.objects.get(workspace_id=world.workspace.id, id=tari.id)).email == "tari@arunika.example"
