"""Quotes on their screens: made in a deal, typed, sent, answered; and what is said when something cannot be."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alur.catalogue.operations.products import create_product
from alur.orders.models import Quote
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.quoting import edit_quote
from alur.orders.operations.writing import drafts_of
from alur.pipeline.models import Deal
from tests.api.asking import caller
from tests.world import NOW, World, sign_in

FAR = "31/12/2036"


@pytest.fixture
def sari(client: Client, world: World) -> Client:
    create_product(
        world.workspace.id, {"name": "Mesin espresso", "unit_price": 78_500_000, "unit": "unit"}, by=world.wati, at=NOW
    )
    return sign_in(client, world.sari)


@pytest.fixture
def deal(world: World) -> Deal:
    return world.make_deal("Cabang Dago", organization=world.make_organization("Kopi Lembah Manis"))


def begun(sari: Client, deal: Deal) -> Quote:
    answer = sari.post(f"/deals/{deal.id}/quotes/")
    found: Quote = Quote.objects.get(workspace_id=deal.workspace_id, id=int(answer.headers["Location"].split("/")[2]))
    return found


def typed(*lines: dict[str, str], **fields: str) -> dict[str, Any]:
    """The form as a browser sends it: the cells of all lines, by column."""
    empty = {"product": "", "name": "", "details": "", "unit": "", "quantity": "1", "price": "", "discount": ""}
    rows = [{**empty, **line} for line in lines]
    form: dict[str, Any] = {f"line-{cell}": [row[cell] for row in rows] for cell in empty}
    return {**form, "valid_until": FAR, "tax_mode": "exclusive", "language": "id", "leads_value": "on", **fields}


def saved(quote: Quote) -> Quote:
    found: Quote = Quote.objects.get(workspace_id=quote.workspace_id, id=quote.id)
    return found


def test_sari_types_a_quote_and_sends_it(sari: Client, world: World, deal: Deal) -> None:
    quote = begun(sari, deal)
    machine = {"name": "Mesin espresso", "quantity": "4", "discount": "5%", "details": "garansi boiler 3 tahun"}
    form = typed(machine, {"name": "Pelatihan", "price": "1,5 jt"}, {"name": ""}, terms="DP 30%\nPasang 14 hari")
    assert sari.post(f"/quotes/{quote.id}/sending/", form).status_code == 302
    lines = drafts_of(quote)
    assert [(one.name, one.unit, one.unit_price, one.amount) for one in lines] == [
        ("Mesin espresso", "unit", 78_500_000, 298_300_000),
        ("Pelatihan", "", 1_500_000, 1_500_000),
    ]
    text = sari.get(f"/quotes/{quote.id}/").text
    for words in ("PNW-20", "Terkirim", "299.800.000", "332.778.000", "Tiga ratus tiga puluh dua juta", "DP 30%"):
        assert words in text
    assert world.reload(deal).amount == 299_800_000
    assert "332.778.000" in sari.get(f"/deals/{deal.id}/").text


@pytest.mark.parametrize(
    ("line", "fields", "field"),
    [
        ({"quantity": "-2"}, {}, "err-0-quantity"),
        ({"quantity": "dua"}, {}, "err-0-quantity"),
        ({"discount": "100%"}, {}, "err-0-discount"),
        ({"price": "1.50"}, {}, "err-0-unit_price"),
        ({"name": ""}, {}, "err-0-name"),
        ({}, {"valid_until": "1/1/2026"}, "err-valid_until"),
        ({}, {"valid_until": "besok"}, "err-valid_until"),
    ],
)
def test_what_cannot_be_is_said_where_it_was_typed_and_nothing_is_lost(
    sari: Client, deal: Deal, line: dict[str, str], fields: dict[str, str], field: str
) -> None:
    quote = begun(sari, deal)
    good = {"name": "Pelatihan barista", "price": "7.000.000"}
    answer = sari.post(f"/quotes/{quote.id}/sending/", typed({**good, **line}, note="Untuk 6 orang", **fields))
    assert answer.status_code == 422
    assert f'id="{field}"' in answer.text
    for kept in ("Untuk 6 orang", *{**good, **line}.values()):
        assert kept in answer.text
    assert (saved(quote).status, drafts_of(quote)) == ("draft", [])


@pytest.mark.parametrize("day", ["besok", "1/1/2026"])
def test_what_is_wrong_with_a_line_hides_nothing_that_is_wrong_beside_it(sari: Client, deal: Deal, day: str) -> None:
    quote = begun(sari, deal)
    answer = sari.post(f"/quotes/{quote.id}/", typed({"name": "Pelatihan", "price": "1.50"}, valid_until=day))
    assert answer.status_code == 422
    assert 'id="err-0-unit_price"' in answer.text
    assert 'id="err-valid_until"' in answer.text


def test_a_quote_without_lines_is_not_sent_and_keeps_its_terms(sari: Client, deal: Deal) -> None:
    quote = begun(sari, deal)
    answer = sari.post(f"/quotes/{quote.id}/sending/", typed({}, terms="DP 30%"))
    assert answer.status_code == 422
    assert "Penawaran perlu isi" in answer.text
    assert "DP 30%" in answer.text
    assert saved(quote).number is None


def test_a_line_is_taken_out_by_its_button(sari: Client, deal: Deal) -> None:
    quote = begun(sari, deal)
    rows = ({"name": "Satu", "price": "1"}, {"name": "Dua", "price": "2"})
    sari.post(f"/quotes/{quote.id}/", {**typed(*rows), "drop": "0"})
    assert [line.name for line in drafts_of(quote)] == ["Dua"]


def test_what_the_customer_said_is_written_down_and_why_not_is_asked(sari: Client, world: World, deal: Deal) -> None:
    quote = begun(sari, deal)
    sari.post(f"/quotes/{quote.id}/sending/", typed({"name": "Pelatihan", "price": "5"}))
    path = f"/quotes/{quote.id}/answer/"
    refused = sari.post(path, {"outcome": "declined", "name": "Bu Ratna", "note": ""})
    assert refused.status_code == 422
    assert 'value="Bu Ratna"' in refused.text
    assert sari.post(path, {"outcome": "declined", "name": "Bu Ratna", "note": "Terlalu mahal"}).status_code == 302
    text = sari.get(f"/quotes/{quote.id}/").text
    assert "Terlalu mahal" in text
    assert "Bu Ratna" in text
    assert sari.post(f"/quotes/{quote.id}/versions/").status_code == 302
    assert [one.status for one in Quote.objects.order_by("revision")] == ["declined", "draft"]


def test_one_who_only_looks_sees_a_draft_and_cannot_type(client: Client, world: World, deal: Deal) -> None:
    quote = begun(sign_in(Client(), world.sari), deal)
    text = sign_in(client, world.vina).get(f"/quotes/{quote.id}/").text
    assert 'name="line-name"' not in text


def test_a_quote_in_english_is_on_paper_in_english(sari: Client, deal: Deal) -> None:
    quote = begun(sari, deal)
    sari.post(f"/quotes/{quote.id}/", typed({"name": "Training", "price": "1.200"}, language="en"))
    text = sari.get(f"/quotes/{quote.id}/").text
    assert "Yours sincerely," in text
    assert "1,200" in text
    assert "One thousand three hundred thirty-two rupiah" in text


def test_a_quote_asks_the_database_as_often_with_sixty_lines_as_with_three(
    sari: Client, world: World, deal: Deal
) -> None:
    quote, counts = begun(sari, deal), []
    for count in (3, 60):
        edit_quote(quote, {}, [LineDraft(f"Baris {one}", 1_000, one) for one in range(count)], by=world.sari, at=NOW)
        sari.get(f"/quotes/{quote.id}/")
        with CaptureQueriesContext(connection) as asked:
            sari.get(f"/quotes/{quote.id}/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 26


def test_the_page_says_what_is_below_the_list_and_what_changed_since_another_version(
    sari: Client, world: World, deal: Deal
) -> None:
    first = begun(sari, deal)
    machine = {"name": "Mesin espresso", "price": "70.650.000", "discount": "5%"}
    sari.post(f"/quotes/{first.id}/", typed(machine, {"name": "Ongkos kirim", "price": "1 jt"}))
    page = sari.get(f"/quotes/{first.id}/").content.decode()
    assert "14,5% di bawah harga daftar 78.500.000" in page
    assert "14,32% di bawah daftar harga" in page
    assert 'id="changes"' not in page
    sari.post(f"/quotes/{first.id}/sending/", typed(machine, terms="DP 30%"))
    for price in ("69 jt", "68 jt"):
        newest = Quote.objects.latest("revision")
        answer = sari.post(f"/quotes/{newest.id}/versions/")
        newest = Quote.objects.latest("revision")
        assert answer.headers["Location"] == f"/quotes/{newest.id}/"
        sari.post(f"/quotes/{newest.id}/sending/", typed({**machine, "price": price}, terms="DP 50%"))
    page = sari.get(f"/quotes/{newest.id}/").content.decode()
    assert "Perubahan dari v2 ke v3" in page
    assert "DP 50%" not in page.partition('id="changes"')[2].partition("</section>")[0]
    page = sari.get(f"/quotes/{newest.id}/?since=1").content.decode().partition('id="changes"')[2]
    assert "Perubahan dari v1 ke v3" in page
    for words in ("70.650.000", "68.000.000", "DP 30%", "+ DP 50%"):
        assert words in page
    asked = caller(world.sari)
    said = asked.get(f"/quotes/{first.id}/comparison", other=str(newest.id)).json()
    assert (said["earlier"], said["later"]) == (str(first.id), str(newest.id))
    assert said["lines"][0]["changed"] == ["unit_price"]
    assert asked.get(f"/quotes/{first.id}/comparison", other=str(deal.id)).status_code in (404, 422)
    assert asked.get(f"/quotes/{newest.id}/discount").json()["discount"] == 1_771
