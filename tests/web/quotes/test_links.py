"""The link of a quote: opened without signing in, answered, and refused when it has ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from alur.events.models import Event, EventPersonal
from alur.events.relaying import relay
from alur.notices.models import Notice
from alur.orders.models import Quote, QuoteLink
from alur.orders.operations.answering import send
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.quoting import make_quote, revise
from alur.orders.operations.sharing import share, token_of, unshare
from alur.people.operations.persons import edit_person
from alur.pipeline.operations.editing import edit
from tests.world import World, sign_in


@pytest.fixture
def link(world: World) -> QuoteLink:
    """Of a quote that Sari sent today."""
    deal, now = (
        world.make_deal("Cabang Dago", organization=world.make_organization("Kopi Lembah Manis")),
        timezone.now(),
    )
    quote = make_quote(deal, {"terms": "DP 30%"}, [LineDraft("Mesin", 1_000, 20_000_000)], by=world.sari, at=now)
    return share(send(quote, by=world.sari, at=now), by=world.sari, at=now)


def path(link: QuoteLink) -> str:
    return f"/q/{token_of(link)}/"


def openings(world: World) -> int:
    return Event.objects.filter(workspace_id=world.workspace.id, name="quote.opened").count()


def status(link: QuoteLink) -> str:
    return str(Quote.objects.get(workspace_id=link.workspace_id, id=link.quote_id).status)


def test_a_customer_reads_it_and_each_opening_is_known_but_not_a_machines_nor_the_sellers(
    client: Client, world: World, link: QuoteLink
) -> None:
    answer = client.get(path(link))
    for words in ("Kopi Lembah Manis", "20.000.000", "22.200.000", "DP 30%", "Sari Dewanti"):
        assert words in answer.text
    assert "noindex" in answer.headers["X-Robots-Tag"]
    client.get(path(link))
    client.get(path(link), headers={"User-Agent": "WhatsApp/2.23.20.0"})
    sign_in(Client(), world.sari).get(path(link))
    assert openings(world) == 1
    QuoteLink.objects.update(opened_at=timezone.now() - timedelta(minutes=2))
    client.get(path(link))
    assert openings(world) == 2
    assert "dibuka 2 kali" in sign_in(Client(), world.sari).get(f"/quotes/{link.quote_id}/").text
    quote = Quote.objects.get(workspace_id=world.workspace.id, id=link.quote_id)
    assert "lewat tautannya" in sign_in(Client(), world.sari).get(f"/deals/{quote.deal_id}/").text


def test_the_page_and_the_paper_name_the_deals_owner_not_who_drew_it_up(
    client: Client, world: World, link: QuoteLink
) -> None:
    quote = Quote.objects.select_related("deal").get(workspace_id=world.workspace.id, id=link.quote_id)
    edit(quote.deal, {"owner_id": world.tono.id}, by=world.wati, at=timezone.now())
    sheet = sign_in(Client(), world.wati).get(f"/quotes/{quote.id}/").text.split('class="paper"')[1]
    for text in (client.get(path(link)).text, sheet):
        assert "Tono Wijaya" in text
        assert "Sari Dewanti" not in text


def test_a_customer_accepts_with_name_and_note_and_sari_is_told(client: Client, world: World, link: QuoteLink) -> None:
    form = {"outcome": "accepted", "name": "Ratna Anggraini", "note": "Kirim Senin"}
    refused = client.post(path(link), form)
    assert refused.status_code == 422
    assert 'value="Ratna Anggraini"' in refused.text
    assert status(link) == "sent"
    for _twice in range(2):
        assert client.post(path(link), {**form, "authorised": "on"}).status_code in (200, 302)
    assert "Ratna Anggraini" in client.get(path(link)).text
    event = Event.objects.get(workspace_id=world.workspace.id, name="quote.accepted")
    assert (event.actor_id, event.via, "Ratna" in str(event.payload)) == (None, "link", False)
    assert EventPersonal.objects.get(workspace_id=world.workspace.id, event_id=event.id).data["note"] == "Kirim Senin"
    relay(world.workspace.id, at=timezone.now())
    assert list(Notice.objects.values_list("member_id", flat=True)) == [world.sari.id]
    trail = sign_in(Client(), world.wati).get("/settings/audit/").text
    assert ("Ratna Anggraini, pelanggan lewat tautan" in trail, "Pelanggan lewat tautan" in trail) == (True, True)


def test_a_customer_declines_and_says_why(client: Client, world: World, link: QuoteLink) -> None:
    form = {"outcome": "declined", "name": "Ratna", "reason": ""}
    assert client.post(path(link), form).status_code == 422
    assert client.post(path(link), {**form, "reason": "Terlalu mahal"}).status_code == 302
    assert status(link) == "declined"
    late = client.post(path(link), {"outcome": "accepted", "name": "Ratna", "authorised": "on"})
    assert (late.status_code, status(link)) == (422, "declined")


def test_a_link_that_has_ended_says_so_and_takes_no_answer(client: Client, world: World, link: QuoteLink) -> None:
    form = {"outcome": "accepted", "name": "Ratna", "authorised": "on"}
    QuoteLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert "berlaku sampai" in (answer := client.get(path(link))).text
    assert (answer.status_code, client.post(path(link), form).status_code) == (410, 410)
    QuoteLink.objects.update(expires_at=timezone.now() + timedelta(days=1))
    newer = revise(Quote.objects.get(), by=world.sari, at=timezone.now())
    send(newer, by=world.sari, at=timezone.now())
    assert "lebih baru" in (answer := client.get(path(link))).text
    assert answer.status_code == 410
    other = share(newer, by=world.sari, at=timezone.now())
    assert client.get(path(other)).status_code == 200
    unshare(other, by=world.sari, at=timezone.now())
    assert "dicabut" in (answer := client.post(path(other), form)).text
    assert (answer.status_code, openings(world)) == (410, 1)
    assert {quote.status for quote in Quote.objects.all()} == {"superseded", "sent"}


def test_an_altered_link_another_workspaces_and_one_of_a_removed_deal_open_nothing(
    client: Client, world: World, link: QuoteLink
) -> None:
    workspace, row, signature = token_of(link).split("-", 2)
    elsewhere = token_of(QuoteLink(workspace_id=world.elsewhere.id, id=link.id))
    for token in (f"{workspace}-{row}-x{signature[1:]}", f"{workspace}-{row}", "x", f"0-{row}-{signature}", elsewhere):
        assert client.get(f"/q/{token}/").status_code == 404
    QuoteLink.objects.update(token_hash="0" * 64)
    assert client.get(path(link)).status_code == 404


def test_two_hundred_tries_in_a_minute_are_refused(world: World, link: QuoteLink) -> None:
    eager, calm = Client(REMOTE_ADDR="10.9.8.7"), Client(REMOTE_ADDR="10.9.8.6")
    answers = [eager.get("/q/x-y-z/").status_code for _try in range(200)]
    assert answers[:120] == [404] * 120
    assert answers[120:] == [429] * 80
    assert eager.get(path(link)).status_code == 429
    assert calm.get(path(link)).status_code == 200


def test_an_undone_sending_takes_the_link_along(client: Client, world: World, link: QuoteLink) -> None:
    sari = sign_in(Client(), world.sari)
    quote = make_quote(world.make_deal(), {}, [LineDraft("Kopi", 1_000, 5)], by=world.sari, at=timezone.now())
    form = {"line-product": "", "line-name": "Kopi", "line-details": "", "line-unit": "", "line-quantity": "1"}
    form |= {"line-price": "5", "line-discount": "", "valid_until": "31/12/2036", "tax_mode": "none", "language": "id"}
    sari.post(f"/quotes/{quote.id}/sending/", form)
    made = QuoteLink.objects.get(quote_id=quote.id)
    assert client.get(path(made)).status_code == 200
    sent = Event.objects.filter(workspace_id=world.workspace.id, name="quote.sent").latest("position")
    sari.post(f"/operations/{sent.operation_id}/undo/")
    assert client.get(path(made)).status_code == 410


def test_the_message_of_a_link_goes_to_the_persons_number_unless_they_are_to_be_left_alone(
    world: World, link: QuoteLink
) -> None:
    person = world.make_person("Ratna")
    edit_person(person, {"contacts": [("phone", "+6281234567890", "")]}, by=world.sari, at=timezone.now())
    Quote.objects.filter(workspace_id=link.workspace_id, id=link.quote_id).update(person_id=person.id)
    sari = sign_in(Client(), world.sari)
    assert "https://wa.me/6281234567890?text=" in sari.get(f"/quotes/{link.quote_id}/").text
    sari.post(f"/persons/{person.id}/do-not-contact/", {"why": "Minta tidak ditelepon"})
    page = sari.get(f"/quotes/{link.quote_id}/").text
    assert "https://wa.me/?text=" in page
    assert "6281234567890" not in page
