"""Price lists by the API, and what a deal's lines cost by them."""

from __future__ import annotations

from typing import Any

from tests.api.asking import caller
from tests.world import World

LIST: dict[str, Any] = {"name": "Kafe 2026", "since": "2026-01-01", "until": "2027-01-01"}


def rupiah(amount: int) -> dict[str, Any]:
    return {"amount": amount, "currency": "IDR"}


def test_a_list_is_made_priced_and_sold_by(world: World) -> None:
    wati, sari = caller(world.wati), caller(world.sari)
    machine = sari.post("/products", {"name": "Mesin", "unit_price": rupiah(80)}).json()["id"]
    made = wati.post("/price-lists", LIST)
    assert (made.status_code, made.json()["since"], made.json()["is_default"]) == (201, "2026-01-01", False)
    path = f"/price-lists/{made.json()['id']}/prices"
    tiers = [
        {"product": machine, "min_quantity": least, "unit_price": rupiah(price)}
        for least, price in (("0", 70), ("3", 60))
    ]
    assert wati.put(path, {"prices": tiers}).json()["items"] == tiers
    deal = sari.post("/deals", {"title": "Mesin", "price_list": made.json()["id"]}).json()
    assert deal["price_list"] == made.json()["id"]
    wanted = {"lines": [{"product": machine, "quantity": "4"}]}
    lines = sari.put(f"/deals/{deal['id']}/lines", wanted).json()["items"]
    assert [line["unit_price"]["amount"] for line in lines] == [60]


def test_replacing_the_prices_takes_out_what_is_not_named(world: World) -> None:
    wati = caller(world.wati)
    one, two = (wati.post("/products", {"name": name}).json()["id"] for name in ("Mesin", "Kopi"))
    path = f"/price-lists/{wati.post('/price-lists', LIST).json()['id']}/prices"
    wati.put(path, {"prices": [{"product": each, "unit_price": rupiah(5)} for each in (one, two)]})
    wati.put(path, {"prices": [{"product": two, "unit_price": rupiah(5)}]})
    assert [item["product"] for item in wati.get(path).json()["items"]] == [two]


def test_what_a_list_cannot_hold_is_refused_whole(world: World) -> None:
    wati = caller(world.wati)
    machine = wati.post("/products", {"name": "Mesin"}).json()["id"]
    path = f"/price-lists/{wati.post('/price-lists', LIST).json()['id']}/prices"
    good = {"product": machine, "unit_price": rupiah(5)}
    for bad, status in (
        ({"product": "1", "unit_price": rupiah(5)}, 404),
        ({"product": machine, "min_quantity": "2", "unit_price": {"amount": 5, "currency": "USD"}}, 422),
        (good, 422),
    ):
        assert wati.put(path, {"prices": [good, bad]}).status_code == status
    assert wati.get(path).json()["items"] == []


def test_changing_the_list_of_a_deal_turns_its_lines(world: World) -> None:
    wati, sari = caller(world.wati), caller(world.sari)
    machine = sari.post("/products", {"name": "Mesin", "unit_price": rupiah(80)}).json()["id"]
    made = wati.post("/price-lists", LIST).json()["id"]
    wati.put(f"/price-lists/{made}/prices", {"prices": [{"product": machine, "unit_price": rupiah(70)}]})
    deal = sari.post("/deals", {"title": "Mesin"}).json()["id"]
    sari.put(f"/deals/{deal}/lines", {"lines": [{"product": machine}]})
    changed = sari.patch(f"/deals/{deal}", {"price_list": made}).json()
    assert (changed["price_list"], changed["value"]["amount"]) == (made, 70)
