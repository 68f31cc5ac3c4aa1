"""The morning's mail names what is forgotten, with links that do one thing, for a while, for whom they were sent to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client

from alur.accounts.operations.joining import edit_member
from alur.pipeline.models import Deal
from alur.rescue.models import Snooze
from alur.web.forgotten.by_mail import LEAVE, PLAN, path_of
from alur.web.notices.letters import mail_digests
from tests.web.forgotten.test_forgotten import forget
from tests.world import NOW, World

HALF_PAST_SEVEN = NOW.replace(hour=7, minute=30)


@pytest.fixture
def deal(world: World) -> Deal:
    return forget(world, "Hotel Besar", 640_000_000)


def sent_at(world: World, moment: Any) -> list[str]:
    mail.outbox.clear()
    list(mail_digests(world.workspace, moment))
    return [str(one.body) for one in mail.outbox if one.to == ["sari@arunika.example"]]


def test_the_mornings_mail_says_why_and_offers_what_to_do_but_not_on_a_holiday(
    world: World, deal: Deal, settings: Any
) -> None:
    settings.BASE_URL = "https://alur.example"
    christmas = HALF_PAST_SEVEN.replace(month=12, day=25)
    assert sent_at(world, christmas) == []
    (body,) = sent_at(world, HALF_PAST_SEVEN)
    assert "1 deal terlupakan, ≈ Rp\N{NO-BREAK SPACE}64\N{NO-BREAK SPACE}jt" in body
    assert "- Hotel Besar (≈ Rp\N{NO-BREAK SPACE}64\N{NO-BREAK SPACE}jt): Diam 20 hari, Tanpa langkah berikut" in body
    assert "https://alur.example/forgotten/by-mail/" in body


def test_a_link_asks_first_and_then_does_its_one_thing_once(client: Client, world: World, deal: Deal) -> None:
    with time_machine.travel(NOW, tick=False):
        path = path_of(world.sari, deal.id, PLAN)
        assert "Rencanakan telepon" in client.get(path).text
        assert world.reload(deal).next_step_id is None, "looking does nothing"
        for _ in range(2):
            assert "Telepon terjadwal" in client.post(path).text
        assert deal.activities.count() == 1
        assert client.post(path_of(world.sari, deal.id, LEAVE)).status_code == 200
        assert Snooze.objects.get(workspace_id=world.workspace.id).deal_id == deal.id


def test_a_link_ends_after_three_days_with_its_member_and_where_it_was_changed(
    client: Client, world: World, deal: Deal
) -> None:
    with time_machine.travel(NOW, tick=False):
        path = path_of(world.sari, deal.id, PLAN)
        assert client.get(path.replace("/by-mail/", "/by-mail/x")).status_code == 404
        assert client.get(path_of(world.tono, deal.id, PLAN)).status_code == 404, "not his to see"
    with time_machine.travel(NOW + timedelta(days=4), tick=False):
        assert client.post(path).status_code == 410
        path = path_of(world.sari, deal.id, PLAN)
        edit_member(world.sari, {"is_active": False}, by=world.wati, at=NOW)
        assert client.post(path).status_code == 404
    assert deal.activities.count() == 0
