"""Notices by mail: at once where one wants it, and one mail in the morning, through a real mail server."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from aiosmtpd.controller import Controller

from alur.conversations.operations.planning import NewActivity, add
from alur.events.relaying import relay_all
from alur.notices.models import Notice
from alur.notices.operations.preferring import prefer
from alur.pipeline.models import Deal
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.moving import move
from alur.tenancy.models import User
from alur.web.notices.letters import mail_digests, mail_notices
from tests.world import NOW, World, days_ago, user_of

HALF_PAST_SEVEN = NOW.replace(hour=7, minute=30)


class Postman:
    """Keeps what a real SMTP server was given; it turns away whom it is told to."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refused: set[str] = set()

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's names)
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.refused:
            return "550 not here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def to(self, first: str) -> list[EmailMessage]:
        return [one for one in self.letters if str(one["To"]).startswith(f"{first}@")]


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


@pytest.fixture
def deal(world: World) -> Deal:
    """Sari's, which Budi moved the evening before; she also has two visits today and one that is late."""
    with time_machine.travel(days_ago(1), tick=False):
        made = world.make_deal("Mesin", organization=world.make_organization("Hotel Puri Melati"), by=world.sari)
        relay_all(at=days_ago(1))
        Notice.objects.all().delete()
        move(made, to=world.stages[2], by=world.budi, at=days_ago(1))
        for title, due in (("Demo", NOW + timedelta(hours=2)), ("", NOW + timedelta(hours=3)), ("Contoh", days_ago(3))):
            visit = NewActivity(kind="visit", title=title, deal=made, owner=world.sari, due_at=due)
            add(world.workspace.id, visit, by=world.sari, at=days_ago(1))
        relay_all(at=days_ago(1))
    return made


def morning(world: World, at: datetime = HALF_PAST_SEVEN) -> None:
    for _ in mail_digests(world.workspace, at):
        pass


def at_once(world: World, at: datetime = NOW) -> None:
    relay_all(at=at)
    for _ in mail_notices(world.workspace, at):
        pass


def test_the_mornings_mail_says_what_is_planned_late_and_new_once_a_day(
    world: World, deal: Deal, postman: Postman
) -> None:
    morning(world, HALF_PAST_SEVEN - timedelta(minutes=5))
    assert postman.letters == []
    for minutes in (0, 5):
        morning(world, HALF_PAST_SEVEN + timedelta(minutes=minutes))
    (letter,) = postman.to("sari")
    text = letter.get_content()
    assert letter["Subject"] == "Hari Anda, Senin, 23 Nov 2026"
    assert "- 11.00, Hotel Puri Melati, Demo" in text
    assert "- 12.00, Hotel Puri Melati, Kunjungan" in text, "what has no subject line says what it is"
    assert "1 terlambat" in text
    assert "- Hotel Puri Melati, Mesin: Budi Santoso: Pindah dari Prospek ke Kontak" in text
    assert postman.to("tono") == [], "there is nothing for him today"
    morning(world, HALF_PAST_SEVEN + timedelta(days=1))
    assert "Pindah" not in postman.to("sari")[1].get_content(), "told once"


def test_of_much_that_is_late_it_says_how_much_it_does_not_list(world: World, deal: Deal, postman: Postman) -> None:
    for number in range(11):
        visit = NewActivity(kind="visit", title=f"Visit {number}", deal=deal, owner=world.sari, due_at=days_ago(4))
        add(world.workspace.id, visit, by=world.sari, at=days_ago(5))
    morning(world)
    text = postman.to("sari")[0].get_content().replace("\r", "")
    late = text.split("12 terlambat\n")[1].split("\n\n")[0].splitlines()
    assert (len(late), late[-1]) == (11, "- dan 2 lagi")


def test_a_mail_of_several_news_says_in_its_subject_of_whom(world: World, deal: Deal, postman: Postman) -> None:
    with time_machine.travel(NOW, tick=False):
        for body in ("@Budi tolong cek", "@Budi sudah dicek"):
            add(world.workspace.id, NewActivity(kind="note", body=body, deal=deal), by=world.sari, at=NOW)
        at_once(world)
    (letter,) = postman.to("budi")
    assert letter["Subject"] == "2 pemberitahuan: Hotel Puri Melati"
    assert letter.get_content().count("- Hotel Puri Melati, Mesin: Sari Dewanti menyebut Anda") == 2


def test_it_comes_by_ones_own_clock_and_in_ones_own_language(world: World, deal: Deal, postman: Postman) -> None:
    User.objects.filter(id=user_of(world.sari).id).update(timezone="Asia/Jayapura", language="en")
    morning(world, HALF_PAST_SEVEN - timedelta(hours=2))
    (letter,) = postman.to("sari")
    assert "13:00, Hotel Puri Melati, Demo" in letter.get_content()
    assert str(letter["Subject"]).startswith("Your day, Monday")


def test_none_on_a_sunday_none_late_in_the_day_and_none_for_who_wants_none(
    world: World, deal: Deal, postman: Postman
) -> None:
    morning(world, HALF_PAST_SEVEN - timedelta(days=1))
    morning(world, HALF_PAST_SEVEN + timedelta(hours=6))
    off = {name: {"digest": False} for name in ("agenda", "changed", "forgotten")}
    Notice.objects.update(in_digest=False)
    prefer(world.sari, switches=off, columns={}, at=days_ago(1))
    morning(world)
    assert postman.letters == []


def test_what_waited_for_the_morning_is_not_told_once_it_is_switched_off(
    world: World, deal: Deal, postman: Postman
) -> None:
    prefer(world.sari, switches={"changed": {"digest": False}}, columns={}, at=NOW)
    morning(world)
    prefer(world.sari, switches={"changed": {"digest": True}}, columns={}, at=NOW)
    morning(world, HALF_PAST_SEVEN + timedelta(days=1))
    assert ["Pindah" in one.get_content() for one in postman.to("sari")] == [False, False]


def test_what_was_read_or_is_hidden_by_then_is_not_in_it(world: World, deal: Deal, postman: Postman) -> None:
    edit(world.reload(deal), {"owner_id": world.tono.id}, by=world.wati, at=NOW)
    morning(world)
    assert all("Puri Melati" not in one.get_content() for one in postman.to("sari"))


def test_who_is_named_hears_of_it_by_mail_once(world: World, deal: Deal, postman: Postman, settings: Any) -> None:
    settings.BASE_URL = "https://alur.example"
    note = NewActivity(kind="note", body="@Budi tolong cek", deal=deal)
    with time_machine.travel(NOW, tick=False):
        add(world.workspace.id, note, by=world.sari, at=NOW)
        for _ in range(2):
            at_once(world)
    (letter,) = postman.letters
    assert letter["To"] == "budi@arunika.example"
    assert letter["Subject"] == "Hotel Puri Melati: Sari Dewanti menyebut Anda"
    notice = Notice.objects.get(member_id=world.budi.id)
    assert f"“@Budi tolong cek”\n  https://alur.example/notices/{notice.id}/\n" in letter.get_content().replace(
        "\r", ""
    )


def test_an_address_that_is_refused_holds_up_nobody_and_is_tried_again(
    world: World, deal: Deal, postman: Postman
) -> None:
    postman.refused = {"budi@arunika.example"}
    with time_machine.travel(NOW, tick=False):
        add(world.workspace.id, NewActivity(kind="note", body="@Budi @Wati", deal=deal), by=world.sari, at=NOW)
        at_once(world)
        assert [one["To"] for one in postman.letters] == ["wati@arunika.example"]
        postman.refused = set()
        at_once(world, NOW + timedelta(minutes=1))
    assert [one["To"] for one in postman.letters] == ["wati@arunika.example", "budi@arunika.example"]
