"""The board of an earlier day says of each card what became of it, and what stands there today."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from alur.kernel.dates import local_day
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.moving import move
from tests.world import NOW, World, days_ago, make_organization, sign_in


@pytest.fixture(autouse=True)
def noon() -> Any:
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        yield


@pytest.fixture
def wati(client: Client, world: World) -> Client:
    return sign_in(client, world.wati)


def text_of(client: Client, address: str) -> str:
    answer = client.get(address, headers={"Accept-Language": "id"})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split()).replace("\xa0", " ")


def card_of(page: str, company: str) -> str:
    return next(part for part in page.split("<li ")[1:] if company in part).split("</li>")[0]


def happen(world: World) -> str:
    """Four deals stood in Prospek ten days ago: won, lost over its price, moved on with a higher value, unchanged."""
    made = {}
    for name, amount in (("Kafe Langit", 4_000_000), ("Toko Roti", 2_000_000), ("Warung Sari", 900_000), ("Kedai", 1)):
        company = make_organization(world.workspace, name)
        made[name] = world.make_deal("Mesin", organization=company, amount=amount, at=days_ago(20))
    close(made["Kafe Langit"], outcome="won", by=world.wati, at=days_ago(1))
    close(made["Toko Roti"], outcome="lost", reason="Harga", by=world.wati, at=days_ago(2))
    move(made["Warung Sari"], to=world.stages[1], by=world.wati, at=days_ago(4))
    edit(made["Warung Sari"], {"value": (1_500_000, "IDR")}, by=world.wati, at=days_ago(3))
    return local_day(days_ago(10), world.workspace.zone).isoformat()


def test_a_card_of_an_earlier_day_says_what_became_of_it(world: World, wati: Client) -> None:
    day = happen(world)
    page = text_of(wati, f"/pipelines/{world.pipeline.id}/?as_of={day}")
    assert "Menang, Rp 4 jt" in card_of(page, "Kafe Langit")
    assert "Kalah, Harga" in card_of(page, "Toko Roti")
    warung = card_of(page, "Warung Sari")
    assert "Kini di Kualifikasi" in warung
    assert "delta--up" in warung
    assert "Rp 1,5 jt" in warung
    assert "then" not in card_of(page, "Kedai")


def test_a_column_of_an_earlier_day_says_what_stands_in_it_today(world: World, wati: Client) -> None:
    day = happen(world)
    page = text_of(wati, f"/pipelines/{world.pipeline.id}/?as_of={day}")
    assert "Kini <b>1 deal, Rp 1</b>" in page
    assert "Kini <b>1 deal, Rp 1,5 jt</b>" in page


def test_the_row_above_it_leads_from_that_day_to_today(world: World, wati: Client) -> None:
    day = happen(world)
    row = text_of(wati, f"/reports/changes/since/?pipeline={world.pipeline.id}&since={day}")
    assert "4 deal</small><b>Rp 6,9 jt</b>" in row
    assert "Menang <b>1</b> −4 jt" in row
    assert "Kalah <b>1</b> −2 jt" in row
    assert "+600 rb" in row
    assert "2 deal</small><b>Rp 1,5 jt</b>" in row


def test_a_board_filtered_by_what_reports_do_not_know_has_no_such_row(world: World, wati: Client) -> None:
    day = happen(world)
    address = f"/pipelines/{world.pipeline.id}/?as_of={day}"
    assert "/reports/changes/since/" in text_of(wati, f"{address}&owner=me")
    assert "/reports/changes/since/" not in text_of(wati, f"{address}&temperature=hot")
