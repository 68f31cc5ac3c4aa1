"""A quote as a PDF: drawn by the worker, ready when the page says so, for the seller and for whoever has the link."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from alur.events.relaying import relay
from alur.orders.models import Quote
from alur.orders.operations.answering import send
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.quoting import edit_quote, make_quote
from alur.orders.operations.sharing import share, token_of
from tests.world import World, sign_in


@pytest.fixture
def quote(world: World) -> Quote:
    lines = [LineDraft(f"Barang {one}", 1_000, 1_000 + one, details="keterangan") for one in range(60)]
    return make_quote(world.make_deal(), {"language": "en"}, lines, by=world.sari, at=timezone.now())


def work(world: World) -> None:
    relay(world.workspace.id, at=timezone.now())


def test_a_pdf_is_made_when_asked_and_is_old_after_an_edit(client: Client, world: World, quote: Quote) -> None:
    sign_in(client, world.sari)
    path, taken = f"/quotes/{quote.id}/pdf/", f"/quotes/{quote.id}/file/"
    assert "Buat PDF" in client.get(f"/quotes/{quote.id}/").text
    asked = client.post(path, headers={"HX-Request": "true"})
    assert "sedang dibuat" in asked.text
    assert client.get(taken).status_code == 302
    work(world)
    assert "PDF, siap" in client.get(path, headers={"HX-Request": "true"}).text
    answer = client.get(taken)
    assert (answer.headers["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    edit_quote(quote, {"note": "Lain"}, by=world.sari, at=timezone.now())
    assert client.get(taken).status_code == 302
    assert "Buat PDF" in client.get(f"/quotes/{quote.id}/").text


def test_what_is_sent_is_drawn_by_itself_for_whoever_has_the_link(client: Client, world: World) -> None:
    now = timezone.now()
    quote = make_quote(world.make_deal(), {}, [LineDraft("Kopi", 1_000, 5)], by=world.sari, at=now)
    link = share(send(quote, by=world.sari, at=now), by=world.sari, at=now)
    path = f"/q/{token_of(link)}/file/"
    assert "sedang dibuat" in client.get(path).text
    work(world)
    assert client.get(path).content[:5] == b"%PDF-"
    assert "PNW-" in client.get(path).headers["Content-Disposition"]
