"""What changed, on the screen: the bars, their deals, and how far each viewer sees."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from alur.catalogue.operations.products import create_product
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.valuing import Line, set_lines
from tests.world import NOW, World, days_ago, make_organization, sign_in

PAGE = "/reports/changes/"


def text_of(client: Client, **query: str) -> str:
    answer = client.get(PAGE, query, headers={"Accept-Language": "id"})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split()).replace("\xa0", " ")


def happen(world: World) -> None:
    """In a week: Hotel Puri is new, Kafe Langit won, Toko Roti lost over its price, Warung Sari raised."""
    for name, amount, at in (
        ("Kafe Langit", 4_000_000, 20),
        ("Toko Roti", 2_000_000, 20),
        ("Warung Sari", 900_000, 20),
    ):
        company = make_organization(world.workspace, name)
        deal = world.make_deal("Mesin", organization=company, amount=amount, at=days_ago(at))
        if name == "Kafe Langit":
            close(deal, outcome="won", by=world.wati, at=days_ago(1))
        if name == "Toko Roti":
            close(deal, outcome="lost", reason="Harga", by=world.wati, at=days_ago(2))
        if name == "Warung Sari":
            edit(deal, {"value": (1_500_000, "IDR")}, by=world.wati, at=days_ago(3))
    hotel = make_organization(world.workspace, "Hotel Puri")
    world.make_deal("Mesin", organization=hotel, amount=7_000_000, owner=world.tono, at=days_ago(2))


def test_each_cause_has_a_bar_and_names_its_deals(world: World, wati: Client) -> None:
    happen(world)
    page = text_of(wati)
    assert "Naik Rp 1,6 jt" in page
    for told in ("+7 jt", "−4 jt", "−2 jt", "+600 rb"):
        assert told in page
    for name in ("Kafe Langit", "Toko Roti", "Warung Sari", "Hotel Puri"):
        assert name in page
    assert "Nilai Rp 900 rb ke Rp 1,5 jt" in page
    assert "Harga" in page


def test_a_bar_leads_to_its_deals_alone(world: World, wati: Client) -> None:
    happen(world)
    page = text_of(wati, cause="lost")
    assert "Toko Roti" in page
    assert "Kafe Langit" not in page


def test_many_deals_come_a_page_at_a_time(world: World, wati: Client) -> None:
    for number in range(30):
        world.make_deal(f"Mesin {number:02}", at=days_ago(3) + timedelta(minutes=number), amount=1_000)
    page = text_of(wati, cause="new")
    assert ("Mesin 29" in page, "Mesin 04" in page) == (True, False)
    more = page.split('class="more"')[1].split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    for headers in ({"HX-Request": "true"}, {}):
        rest = wati.get(PAGE + more, headers=headers).content.decode()
        assert ("Mesin 29" in rest, "Mesin 04" in rest) == (False, True)


def test_a_rep_sees_only_own_changes(world: World, client: Client) -> None:
    happen(world)
    page = text_of(sign_in(client, world.tono))
    assert "Hotel Puri" in page
    assert "Kafe Langit" not in page


def test_each_owner_has_a_row_that_adds_up(world: World, wati: Client) -> None:
    happen(world)
    page = text_of(wati, by="owner")
    row = page.split("Tono Wijaya</a></td>")[1].split("</tr>")[0]
    assert "+7 jt" in row
    assert row.rstrip().endswith("Rp 7 jt</td>")


@pytest.mark.parametrize("by", ["owner", "team", "product"])
def test_the_rows_add_up_to_the_waterfall_in_the_last_row(world: World, wati: Client, by: str) -> None:
    happen(world)
    product = create_product(world.workspace.id, {"name": "Mesin A1", "unit_price": 600_000}, by=world.wati, at=NOW)
    sold = world.make_deal("Grinder", at=days_ago(2))
    set_lines(sold, [Line(product.id, 2_000, 600_000)], by=world.wati, at=days_ago(2))
    page = text_of(wati, by=by)
    table = page.split('id="deals"')[1]
    rows = [figures(row) for row in table.split("<tbody>")[1].split("</tbody>")[0].split("</tr>")[:-1]]
    whole = figures(table.split("<tfoot>")[1].split("</tfoot>")[0])
    assert whole == [6_900_000, 8_200_000, 600_000, 0, -4_000_000, -2_000_000, 0, 9_700_000]
    assert whole[0] + sum(whole[1:-1]) == whole[-1]
    assert [sum(column) for column in zip(*rows, strict=True)] == whole
    assert ("Di luar produk" in page) == (by == "product"), "most deals here have no lines"


def figures(row: str) -> list[int]:
    """The cells of a row of the table, in rupiah."""
    units = {"rb": 1_000, "jt": 1_000_000}
    cells = [cell.rsplit(">", 1)[1].replace("−", "-").replace(",", ".") for cell in row.split("</td>")[1:-1]]
    amounts = [cell.removeprefix("Rp ").split() for cell in cells]
    return [0 if one in (["–"], ["0"]) else round(float(one[0]) * units[one[1]]) for one in amounts]


def test_a_row_leads_to_the_changes_of_its_owner(world: World, wati: Client) -> None:
    happen(world)
    assert f'href="?owner={world.tono.id}#deals"' in text_of(wati, by="owner")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"until": "2026-11-24"}, "Hari itu belum tiba"),
        ({"as_of": "2026-11-24"}, "Hari itu belum tiba"),
        ({"since": "2026-11-23", "until": "2026-11-01"}, "berakhir sebelum dimulai"),
        ({"since": "kemarin"}, "kemarin"),
    ],
)
def test_days_that_cannot_be_are_refused_in_a_sentence(
    world: World, wati: Client, query: dict[str, str], sentence: str
) -> None:
    answer = wati.get(PAGE, query, headers={"Accept-Language": "id"})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_quiet_days_are_told_as_such(world: World, wati: Client) -> None:
    world.make_deal("Mesin", amount=1_000_000, at=days_ago(60))
    assert "Tidak ada yang berubah" in text_of(wati)


@pytest.mark.parametrize("report", ["changes", "funnel"])
def test_an_empty_company_is_shown_the_way_to_its_first_deal_instead_of_a_blank_drawing(
    world: World, wati: Client, report: str
) -> None:
    page = wati.get(f"/reports/{report}/").text
    assert "Belum ada deal di sini" in page
    assert "/deals/new/" in page.split("<main")[1].split("</main>")[0]
    assert 'class="chart' not in page
    narrow = wati.get(f"/reports/{report}/", {"source": "none"}).text
    assert "Tanpa saringan ini" in narrow
    assert "/deals/new/" not in narrow.split("<main")[1].split("</main>")[0]
