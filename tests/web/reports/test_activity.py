"""Sales activity, on the screen."""

from __future__ import annotations

from typing import Any

from django.test import Client

from alur.conversations.operations.planning import NewActivity, add
from alur.pipeline.operations.moving import move
from tests.world import World, days_ago, sign_in

PAGE = "/reports/activity/"


def happen(world: World) -> None:
    """Sari calls twelve companies of which ten move on; Tono visits one."""
    for number in range(12):
        deal = world.make_deal(organization=world.make_organization(f"Kafe {number}"), at=days_ago(20))
        did(world, "call", deal)
        if number < 10:
            move(deal, to=world.stages[1], by=world.wati, at=days_ago(8))
    did(world, "visit", world.make_deal(owner=world.tono, at=days_ago(20)), world.tono)


def did(world: World, kind: str, deal: Any, owner: Any = None) -> None:
    new = NewActivity(kind, deal=deal, owner=owner or world.sari, done_at=days_ago(10))
    add(world.workspace.id, new, by=world.wati, at=days_ago(10))


def text_of(client: Client, status: int = 200, **query: str) -> str:
    answer = client.get(PAGE, query, headers={"Accept-Language": "id"})
    assert answer.status_code == status
    return " ".join(answer.content.decode().split()).replace("\xa0", " ")


def row_of(page: str, name: str) -> str:
    return next(row for row in page.split("<tr>") if f" {name}</td>" in row).split("</tr>")[0]


def test_each_rep_has_a_row_of_what_was_done_and_what_followed(world: World, client: Client) -> None:
    happen(world)
    page = text_of(sign_in(client, world.wati))
    sari, tono = row_of(page, "Sari Dewanti"), row_of(page, "Tono Wijaya")
    assert ">12</td>" in sari
    assert ">83%</span>" in sari
    assert "0 dari 1" in tono
    assert "%" not in tono


def test_one_kind_alone_and_other_days_can_be_asked_for(world: World, client: Client) -> None:
    happen(world)
    page = text_of(sign_in(client, world.wati), group="visits", within="3")
    assert "Sari Dewanti</td>" not in page
    assert "Tono Wijaya</td>" in page


def test_a_rep_is_shown_own_work_alone(world: World, client: Client) -> None:
    happen(world)
    page = text_of(sign_in(client, world.tono))
    assert "Tono Wijaya</td>" in page
    assert "Sari Dewanti</td>" not in page


def test_days_without_any_work_say_so_and_days_to_come_are_refused(world: World, client: Client) -> None:
    sign_in(client, world.wati)
    assert "Belum ada yang dikerjakan pada hari-hari ini." in text_of(client)
    assert "Hari itu belum tiba" in text_of(client, 422, to="2026-12-24")
