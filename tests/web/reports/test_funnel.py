"""Funnel and flow, on the screen."""

from __future__ import annotations

import pytest
from django.test import Client

from alur.pipeline.operations.closing import close
from alur.pipeline.operations.moving import move
from tests.world import World, days_ago, make_organization, sign_in

PAGE = "/reports/funnel/"


def text_of(client: Client, **query: str) -> str:
    answer = client.get(PAGE, query, headers={"Accept-Language": "id"})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split()).replace("\xa0", " ")


def happen(world: World) -> None:
    """Twelve deals come in and stand for ten days; nine go on, two are lost over the price, one stays."""
    for number in range(12):
        company = make_organization(world.workspace, f"Kafe {number}", province_code="32" if number < 7 else "51")
        owner = world.sari if number < 11 else world.tono
        deal = world.make_deal(f"Mesin {number}", organization=company, owner=owner, amount=1_000_000, at=days_ago(20))
        if number < 9:
            move(deal, to=world.stages[1], by=world.wati, at=days_ago(10))
        elif number < 11:
            close(deal, outcome="lost", reason="Harga", by=world.wati, at=days_ago(10))


def test_each_stage_says_what_entered_went_on_left_and_stayed(world: World, wati: Client) -> None:
    happen(world)
    page = text_of(wati, period="month")
    stage = page.split('aria-label="Prospek"')[1].split("</section>")[0]
    for told in (">12</span>", "9, 82%", "10 hari"):
        assert told in stage
    assert "<dt>Keluar</dt><dd>2</dd>" in stage
    assert "<dt>Masih di sini</dt><dd>1</dd>" in stage
    assert "Harga" in page


def test_where_very_much_has_happened_the_days_of_the_stages_come_after_the_page(
    world: World, wati: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    happen(world)
    monkeypatch.setattr("alur.web.reports.funnel.MANY", 5)
    first = text_of(wati, period="month")
    assert f'<div id="stages" hx-get="{PAGE}?period=month" hx-trigger="load"' in first
    assert "<dt>Median</dt><dd>…</dd>" in first
    assert "Angkanya sedang dihitung" in first
    answer = wati.get(PAGE, {"period": "month"}, headers={"HX-Request": "true", "HX-Target": "stages"})
    assert "10 hari" in answer.content.decode()
    assert "sedang dihitung" not in answer.content.decode()
    assert "hx-get" not in answer.content.decode().split('<div id="stages"')[1].split(">")[0]


def test_money_is_told_instead_of_deals(world: World, wati: Client) -> None:
    happen(world)
    stage = text_of(wati, period="month", measure="amount").split('aria-label="Prospek"')[1].split("</section>")[0]
    assert ">Rp 12 jt</span>" in stage
    assert "<dt>Keluar</dt><dd>Rp 2 jt</dd>" in stage


def test_provinces_have_tiles_and_rows(world: World, wati: Client) -> None:
    happen(world)
    page = text_of(wati, period="month", by="province")
    assert "<title>Jabar: 7</title>" in page
    assert "<title>Bali: 5</title>" in page
    assert "<title>Aceh: 0</title>" in page
    assert page.split('<td class="nowrap">Jawa Barat</td>')[1].lstrip().startswith('<td class="r">7</td>')


def test_shares_of_fewer_than_ten_deals_are_counted_out(world: World, wati: Client) -> None:
    happen(world)
    page = text_of(wati, period="month", by="province")
    assert "7 dari 7" in page.split("Jawa Barat</td>")[1].split("</tr>")[0]


def test_a_rep_sees_only_own_deals_in_it(world: World, client: Client) -> None:
    happen(world)
    stage = text_of(sign_in(client, world.tono), period="month").split('aria-label="Prospek"')[1].split("</section>")[0]
    assert ">1</span>" in stage
    assert "Harga" not in text_of(client, period="month")


def test_the_funnel_of_a_past_day_ends_there(world: World, wati: Client) -> None:
    happen(world)
    page = text_of(wati, period="month", as_of=days_ago(15).date().isoformat())
    stage = page.split('aria-label="Prospek"')[1].split("</section>")[0]
    assert "<dt>Masih di sini</dt><dd>12</dd>" in stage
    assert "Seperti pada akhir 8 Nov 2026" in page


def test_a_day_to_come_is_refused(world: World, wati: Client) -> None:
    answer = wati.get(PAGE, {"as_of": "2026-11-24"}, headers={"Accept-Language": "id"})
    assert answer.status_code == 422
    assert "Hari itu belum tiba" in answer.content.decode()


def test_a_company_where_nothing_has_ended_sees_dashes_and_no_shares_of_nothing(world: World, wati: Client) -> None:
    world.make_deal("Mesin", amount=1_000_000)
    page = text_of(wati)
    assert "%</dd>" not in page
    assert "Tidak ada deal yang kalah" in page
