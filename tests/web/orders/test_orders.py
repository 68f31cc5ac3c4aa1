"""Orders on their screens: made by winning with a quote, typed, delivered, paid; and the won deal that has none."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alur.orders.models import Order
from alur.orders.operations.answering import accept, send
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.ordering import make_order
from alur.orders.operations.quoting import make_quote
from alur.pipeline.models import Criterion, Deal, Demand
from alur.pipeline.operations.closing import close
from tests.api.asking import caller
from tests.world import NOW, World, sign_in

LINES = [LineDraft("Mesin", 4_000, 1_000_000, 500)]


@pytest.fixture
def sari(client: Client, world: World) -> Client:
    return sign_in(client, world.sari)


@pytest.fixture
def deal(world: World) -> Deal:
    return world.make_deal("Cabang Dago", organization=world.make_organization("Kopi Lembah"), amount=7_000_000)


def only() -> Order:
    found: Order = Order.objects.get()
    return found


def test_sari_wins_with_the_order_from_an_accepted_quote_and_undoes_it(sari: Client, world: World, deal: Deal) -> None:
    now = timezone.now()
    quote = send(make_quote(deal, {}, LINES, by=world.sari, at=now), by=world.sari, at=now)
    accept(quote, name="Ratna", by=None, at=now)
    assert "Menang, buat pesanan" in sari.get(f"/quotes/{quote.id}/").text
    gate = Criterion.objects.create(
        workspace_id=world.workspace.id, stage_id=world.stages[0].id, field="people", demand=Demand.REQUIRED, position=9
    )
    refused = sari.post(f"/quotes/{quote.id}/order/")
    assert (refused.status_code, world.reload(deal).status) == (422, "open")
    assert "Untuk menang, deal masih perlu" in refused.text
    gate.delete()
    assert sari.post(f"/quotes/{quote.id}/order/").status_code == 302
    won = world.reload(deal)
    assert (won.status, won.amount, only().net, only().total) == ("won", 3_800_000, 3_800_000, quote.total)
    text = sari.get(f"/orders/{only().id}/").text
    assert quote.label in text
    assert 'name="line-name"' not in text
    page = sari.get(f"/deals/{deal.id}/").text
    operation = page.split("/undo/")[0].rsplit("/", 1)[1]
    sari.post(f"/operations/{operation}/undo/")
    assert (world.reload(deal).status, Order.objects.count()) == ("open", 0)


def test_a_win_on_the_deals_own_page_takes_over_the_order_of_its_accepted_quote(
    sari: Client, world: World, deal: Deal
) -> None:
    now = timezone.now()
    closure = f"/deals/{deal.id}/closure/"
    assert 'name="order"' not in sari.get(f"{closure}?outcome=won").text, "nothing was accepted yet"
    quote = send(make_quote(deal, {}, LINES, by=world.sari, at=now), by=world.sari, at=now)
    accept(quote, name="Ratna", by=None, at=now)
    assert f'name="order" value="{quote.id}" checked' in sari.get(f"{closure}?outcome=won").text
    sari.post(closure, {"outcome": "won", "value": "3.800.000", "order": quote.id})
    assert (world.reload(deal).status, only().quote_id, only().total) == ("won", quote.id, quote.total)
    operation = sari.get(f"/deals/{deal.id}/").text.split("/undo/")[0].rsplit("/", 1)[1]
    sari.post(f"/operations/{operation}/undo/")
    assert (world.reload(deal).status, Order.objects.count()) == ("open", 0), "one undo takes both back"
    sari.post(closure, {"outcome": "won", "value": "3.800.000"})
    assert (world.reload(deal).status, Order.objects.count()) == ("won", 0), "unticked, the deal is won alone"


def test_a_gate_before_the_win_keeps_the_order_that_was_asked_for(sari: Client, world: World, deal: Deal) -> None:
    now = timezone.now()
    quote = send(make_quote(deal, {}, LINES, by=world.sari, at=now), by=world.sari, at=now)
    accept(quote, name="Ratna", by=None, at=now)
    Criterion.objects.create(
        workspace_id=world.workspace.id, stage_id=world.stages[0].id, field="people", demand=Demand.REQUIRED, position=9
    )
    asked = sari.post(f"/deals/{deal.id}/closure/", {"outcome": "won", "value": "3.800.000", "order": quote.id})
    assert asked.status_code == 409
    assert f'name="order" value="{quote.id}"' in asked.text
    sari.post(f"/deals/{deal.id}/gate/", {"outcome": "won", "person": "Ratna", "order": quote.id})
    assert (world.reload(deal).status, only().quote_id) == ("won", quote.id)


def test_an_order_is_typed_on_a_deal_delivered_and_paid(sari: Client, world: World, deal: Deal) -> None:
    sari.post(f"/deals/{deal.id}/orders/")
    order = only()
    assert (order.total, order.organization_id) == (7_770_000, deal.organization_id)
    path = f"/orders/{order.id}/"
    cells = {
        "product": "",
        "name": "Mesin",
        "details": "",
        "unit": "",
        "quantity": "2",
        "price": "1 jt",
        "discount": "",
    }
    form = {f"line-{name}": value for name, value in cells.items()} | {"tax_mode": "none", "note": ""}
    sari.post(path, {**form, "reference": "PO 77", "delivered_amount": "2.000.000", "paid_amount": "500 rb"})
    order = only()
    assert (order.reference, order.total, order.status) == ("PO 77", 2_000_000, "open")
    assert order.delivered_on == order.paid_on is not None
    refused = sari.post(path, {**form, "paid_amount": "9 jt", "note": "Dua kali bayar"})
    assert refused.status_code == 422
    assert 'id="err-paid_amount"' in refused.text
    assert "Dua kali bayar" in refused.text
    assert sari.post(path, {**form, "paid_amount": "dua"}).status_code == 422
    sari.post(path, {**form, "delivered_amount": "2 jt", "paid_amount": "2 jt"})
    assert only().status == "done"
    assert "PO 77" in sari.get("/orders/?status=done").text
    assert "PO 77" not in sari.get("/orders/?status=open").text
    assert "PO 77" in sari.get(f"/deals/{deal.id}/").text


def test_a_won_deal_without_an_order_stands_on_today(sari: Client, world: World, deal: Deal) -> None:
    close(deal, outcome="won", by=world.sari, at=timezone.now())
    assert f'id="won-{deal.id}"' in sari.get("/").text
    sari.post(f"/deals/{deal.id}/orders/")
    assert f'id="won-{deal.id}"' not in sari.get("/").text


def test_the_list_goes_on_where_it_ended_and_asks_as_often_for_sixty_as_for_three(
    sari: Client, world: World, deal: Deal
) -> None:
    counts = []
    for numbers in (range(3), range(3, 60)):
        for number in numbers:
            fields = {"reference": f"PO-{number:02d}", "ordered_on": (NOW - timedelta(days=number)).date()}
            make_order(world.workspace, fields, LINES, deal=deal, by=world.sari, at=NOW)
        sari.get("/orders/")
        with CaptureQueriesContext(connection) as asked:
            text = sari.get("/orders/").text
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert ("PO-49" in text, "PO-50" in text) == (True, False)
    following = text.split("before=")[1].split('"')[0]
    assert "PO-50" in sari.get(f"/orders/?before={following}").text


def test_the_api_wins_with_an_order_and_takes_typed_ones(world: World, deal: Deal) -> None:
    sari, now = caller(world.sari), timezone.now()
    quote = sari.post("/quotes", {"deal": str(deal.id), "lines": [_line(1_000_000)]}).json()
    assert (quote["number"], quote["sums"]["total"]["amount"]) == (None, 1_110_000)
    assert sari.post("/orders", {"quote": quote["id"]}).status_code == 409
    sent = sari.post(f"/quotes/{quote['id']}/sending").json()
    assert (sent["number"], sent["status"]) == (f"PNW-{now.year}-0001", "sent")
    assert sari.patch(f"/quotes/{quote['id']}", {"note": "Lain"}).status_code == 409
    sari.post(f"/quotes/{quote['id']}/answer", {"outcome": "accepted", "name": "Ratna"})
    order = sari.post("/orders", {"quote": quote["id"]}).json()
    assert (order["sums"], order["quote"], order["deal"]) == (sent["sums"], quote["id"], str(deal.id))
    assert sari.get(f"/deals/{deal.id}").json()["status"] == "won"
    assert sari.get(f"/deals/{deal.id}").json()["value"] == order["sums"]["net"]
    typed = sari.post("/orders", {"deal": str(deal.id), "external_id": "SO-1", "lines": [_line(5)]}).json()
    assert sari.post("/orders", {"deal": str(deal.id), "external_id": "SO-1", "lines": [_line(5)]}).status_code == 409
    paid = sari.patch(f"/orders/{typed['id']}", {"paid": {"amount": 6, "currency": "IDR"}}).json()
    assert (paid["paid"]["amount"]["amount"], paid["status"]) == (6, "open")
    listed = sari.get(f"/orders?deal={deal.id}&status=open").json()["items"]
    assert {one["id"] for one in listed} == {order["id"], typed["id"]}
    assert caller(world.tono).get("/orders").json()["items"] == []


def _line(amount: int) -> dict[str, object]:
    return {"name": "Pelatihan", "unit_price": {"amount": amount, "currency": "IDR"}}
