"""Lists, boards and Today by how warm deals are, and by what has cooled down."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from alur.conversations.operations.planning import NewActivity, add
from alur.pipeline.models import Deal
from alur.warmth.operations.overriding import override
from tests.api.asking import caller
from tests.world import World, sign_in


def days_ago(days: int) -> datetime:
    """By the clock on the wall, which pages go by."""
    return timezone.now() - timedelta(days=days)


@pytest.fixture
def deals(world: World) -> dict[str, Deal]:
    """One of each temperature, and one that was hot and is warm since yesterday; another cooled long ago."""
    made = {
        name: world.make_deal(name, owner=world.wati, at=days_ago(30)) for name in ("Panas", "Dingin", "Turun", "Lama")
    }
    override(made["Panas"], "hot", by=world.wati, at=days_ago(2))
    for name, at in (("Turun", days_ago(1)), ("Lama", days_ago(20))):
        override(made[name], "hot", by=world.wati, at=at - timedelta(days=1))
        override(world.reload(made[name]), "warm", by=world.wati, at=at)
    return made


def order(text: str, deals: dict[str, Deal]) -> list[str]:
    names = {str(deal.id): name for name, deal in deals.items()}
    return list(dict.fromkeys(names[one] for one in re.findall(r"/deals/(\d+)/", text) if one in names))


def test_lists_and_boards_are_sorted_by_temperature_and_filtered_by_what_cooled(
    client: Client, world: World, deals: dict[str, Deal]
) -> None:
    sign_in(client, world.wati)
    listed = client.get("/deals/?filter=status:is:open&sort=-temperature").content.decode()
    assert order(listed, deals)[0] == "Panas"
    assert order(listed, deals)[-1] == "Dingin"
    assert order(client.get("/deals/?filter=status:is:open&sort=temperature").content.decode(), deals)[0] == "Dingin"
    board = client.get(f"/pipelines/{world.pipeline.id}/?sort=temperature").content.decode()
    assert order(board, deals) == ["Panas", "Turun", "Lama", "Dingin"]
    items = caller(world.wati).get("/deals?sort=-temperature&status=open").json()["items"]
    assert [one["temperature"] for one in items] == ["hot", "warm", "warm", "cold"]


def test_what_cooled_in_the_last_week_is_a_filter_and_a_line_on_today(
    client: Client, world: World, deals: dict[str, Deal]
) -> None:
    sign_in(client, world.wati)
    cooled = client.get("/deals/?filter=status:is:open;cooled:within:last_7_days").content.decode()
    assert order(cooled, deals) == ["Turun"]
    board = client.get(f"/pipelines/{world.pipeline.id}/?temperature=cooling").content.decode()
    assert order(board, deals) == ["Turun"]
    told = caller(world.wati).get("/deals?filter=cooled:within:last_7_days").json()["items"]
    assert [one["title"] for one in told] == ["Turun"]
    today = client.get("/").content.decode()
    assert "Mendingin" in today
    assert f'id="cool-{deals["Turun"].id}"' in today
    assert f'id="cool-{deals["Lama"].id}"' not in today
    override(world.reload(deals["Turun"]), "hot", by=world.wati, at=days_ago(0))
    assert "Mendingin" not in client.get("/").content.decode(), "it is as warm as it was"


def test_a_page_says_one_temperature_before_what_was_just_recorded_is_told_on(client: Client, world: World) -> None:
    deal = world.make_deal("Mesin", at=days_ago(1))
    for _once in range(3):
        talk = NewActivity(kind="whatsapp", deal=deal, done_at=timezone.now(), is_answered=True)
        add(deal.workspace_id, talk, by=world.sari, at=timezone.now())
    assert world.reload(deal).temperature == "cold", "nobody has told the news on yet"
    sign_in(client, world.sari)
    shown = client.get(f"/deals/{deal.id}/").content.decode()
    assert set(re.findall(r'class="temp temp--(\w+)', shown)) == {"warm"}
