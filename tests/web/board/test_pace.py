"""The head of a column says how many go on from there and after how many days: to each for the deals they see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alur.pipeline.operations.closing import close
from alur.pipeline.operations.moving import move
from tests.world import NOW, World, days_ago, sign_in


@pytest.fixture(autouse=True)
def noon() -> Any:
    cache.clear()
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        yield
    cache.clear()


def happen(world: World) -> None:
    """Of Sari's twelve in the first stage nine go on after ten days and three are lost; Tono wins one of two."""
    for number in range(12):
        deal = world.make_deal(f"Mesin {number}", at=days_ago(20))
        if number < 9:
            move(deal, to=world.stages[1], by=world.wati, at=days_ago(10))
        else:
            close(deal, outcome="lost", reason="Harga", by=world.wati, at=days_ago(10))
    for outcome in ("won", "lost"):
        deal = world.make_deal(outcome, owner=world.tono, stage=4, at=days_ago(9))
        close(deal, outcome=outcome, reason="Harga", by=world.wati, at=days_ago(2))


def hints(world: World, client: Client, **query: str) -> list[str]:
    """Stage by stage, as they are read; empty where there is none."""
    answer = client.get(f"/pipelines/{world.pipeline.id}/", query, headers={"Accept-Language": "id"})
    page = " ".join(answer.content.decode().split()).replace("\xa0", " ")
    found = []
    for column in page.split('class="col__t"')[1:]:
        hint = column.split("</header>")[0].split('class="col__hint"')[1:]
        found.append(" ".join(part.split("</span>")[0] for part in hint[0].split("<span>")[1:]) if hint else "")
    return found


def test_each_column_says_how_many_went_on_and_after_how_many_days(world: World, client: Client) -> None:
    happen(world)
    assert hints(world, sign_in(client, world.wati)) == [
        "75% lanjut median 10 hari",
        "–",
        "–",
        "–",
        "1 dari 2 menang median 7 hari",
    ]


def test_a_rep_is_told_of_own_deals_and_not_of_what_another_was_told(world: World, client: Client) -> None:
    happen(world)
    hints(world, sign_in(client, world.wati))
    assert hints(world, sign_in(client, world.sari)) == ["75% lanjut median 10 hari", "–", "–", "–", "–"]
    assert hints(world, sign_in(client, world.tono))[0] == "–"


def test_a_board_on_which_nothing_has_happened_and_one_of_the_past_have_no_such_hint(
    world: World, client: Client
) -> None:
    sign_in(client, world.wati)
    assert hints(world, client) == [""] * 5
    happen(world)
    cache.clear()
    assert "lanjut" not in " ".join(hints(world, client, as_of=days_ago(3).date().isoformat()))


def test_the_board_counts_once_an_hour_and_reads_nothing_more_meanwhile(world: World, client: Client) -> None:
    happen(world)
    sign_in(client, world.wati)
    told, counts = [], []
    for _visit in range(2):
        with CaptureQueriesContext(connection) as asked:
            told.append(hints(world, client))
        counts.append(len([one for one in asked if "flowtotal" in one["sql"]]))
    assert told[0] == told[1]
    assert counts == [2, 0]
    with time_machine.travel(NOW + timedelta(hours=4, seconds=1), tick=False):
        lost = world.make_deal(stage=1, at=days_ago(3))
        close(lost, outcome="lost", reason="Harga", by=world.wati, at=days_ago(1))
        assert hints(world, client)[1].startswith("0 dari 1 lanjut")
