"""What makes the app installable, and what other apps hand over to it."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from alur.conversations.models import Activity
from alur.search.operations.seeing import see
from tests.world import NOW, World, make_organization, sign_in

pytestmark = pytest.mark.django_db
CARD = "BEGIN:VCARD\nFN:Ibu Ratna\nORG:Hotel Melati\nTEL:081234567890\nEND:VCARD"


def test_the_manifest_names_icons_that_are_there_and_places_that_answer(client: Client, world: World) -> None:
    manifest = json.loads(client.get("/manifest.webmanifest").content)
    for icon in manifest["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/")), icon
    sign_in(client, world.sari)
    for place in [manifest["start_url"], *(one["url"] for one in manifest["shortcuts"])]:
        assert client.get(place, follow=True).status_code == 200


def test_the_worker_keeps_files_that_are_there(client: Client) -> None:
    script = client.get("/service-worker.js")
    assert script.headers["Content-Type"] == "text/javascript"
    shell = json.loads(re.search(r"const SHELL = (\[.*?\]);", script.content.decode())[1])  # type: ignore[index]
    assert "/offline/" in shell
    for path in shell[1:]:
        assert finders.find(path.removeprefix("/static/")), path


def test_pages_say_whose_they_are_and_those_before_signing_in_are_nobodys(client: Client, world: World) -> None:
    assert "Alur-Reader" not in client.get("/sign-in/").headers
    assert sign_in(client, world.sari).get("/deals/").headers["Alur-Reader"] == str(world.sari.id)
    assert client.get("/offline/").content.decode().count("Arunika") == 0


def test_pages_with_secrets_are_not_to_be_stored(client: Client, world: World) -> None:
    answer = sign_in(client, world.sari).get("/settings/me/")
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_shared_text_becomes_a_note_about_what_was_seen_lately(client: Client, world: World) -> None:
    deal = world.make_deal("Mesin espresso")
    see(world.sari, "deal", deal.id, at=NOW)
    sign_in(client, world.sari)
    page = client.get("/share/", {"title": "Chat", "text": "Minta diskon"}).content.decode()
    assert f'value="/deals/{deal.id}/" checked' in page
    assert "Chat\nMinta diskon" in page
    sent = client.post("/share/note/", {"about": f"/deals/{deal.id}/", "text": "Minta diskon"})
    assert sent.headers["Location"] == f"/deals/{deal.id}/"
    assert Activity.objects.get(workspace_id=world.workspace.id, deal_id=deal.id).body == "Minta diskon"


def test_a_note_without_a_place_or_without_words_is_refused_and_kept(client: Client, world: World) -> None:
    deal = world.make_deal("Mesin espresso")
    sign_in(client, world.sari)
    nowhere = client.post("/share/note/", {"text": "Minta diskon"})
    assert nowhere.status_code == 422
    assert "Minta diskon" in nowhere.content.decode()
    assert "Pilih dulu" in nowhere.content.decode()
    assert client.post("/share/note/", {"about": f"/deals/{deal.id}/", "text": " "}).status_code == 422


def test_a_shared_contact_fills_the_forms(client: Client, world: World) -> None:
    inn = make_organization(world.workspace, "Hotel Melati")
    sign_in(client, world.sari)
    page = client.get("/share/", {"card": CARD}).content.decode()
    address = re.search(r'href="(/persons/new/\?[^"]+)"', page)[1].replace("&amp;", "&")  # type: ignore[index]
    assert parse_qs(urlsplit(address).query) == {
        "name": ["Ibu Ratna"],
        "company": ["Hotel Melati"],
        "phone": ["081234567890"],
    }
    assert 'value="Ibu Ratna"' in client.get(address).content.decode()
    quick_add = re.search(r'href="(/deals/new/\?[^"]+)"', page)[1]  # type: ignore[index]
    assert 'value="Hotel Melati"' in client.get(quick_add).content.decode()
    assert inn.name == "Hotel Melati"


def test_an_app_that_sends_without_the_worker_is_shown_the_same_page(client: Client, world: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = sign_in(client, world.sari).cookies
    answer = strict.post("/share/", {"text": "Minta diskon"})
    assert "Minta diskon" in answer.content.decode()
    assert strict.post("/share/note/", {"text": "Minta diskon"}).status_code == 403


def test_a_note_can_be_about_each_kind_of_record_that_was_seen_lately(client: Client, world: World) -> None:
    company, person, deal = world.make_organization(), world.make_person(), world.make_deal("Mesin roti")
    for kind, record in (("organization", company), ("person", person), ("deal", deal)):
        assert see(world.sari, kind, record.id, at=NOW)

    answer = sign_in(client, world.sari).get("/share/?text=Minta+penawaran")

    assert answer.status_code == 200
    for title in (company.name, person.name, deal.title):
        assert f"<b>{title}</b>" in answer.content.decode()
