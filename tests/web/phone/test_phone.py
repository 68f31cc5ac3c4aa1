"""What makes the app installable, and what other apps hand over to it."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from alur.conversations.models import Activity
from alur.events.models import Event
from alur.events.undoing import undo
from alur.files.models import StoredFile
from alur.people.models import Person
from alur.pipeline.models import Deal
from alur.search.operations.seeing import see
from tests.exchange.working import work
from tests.files import samples
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


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/", "/"),
        ("/activities/calendar/", "/"),
        ("/pipelines/", "/pipelines/"),
        ("/deals/", "/pipelines/"),
        ("/forgotten/", "/forgotten/"),
        ("/organizations/", "/more/"),
        ("/reports/funnel/", "/more/"),
        ("/settings/me/", "/more/"),
    ],
)
def test_the_bar_of_a_phone_says_on_every_page_where_one_is(
    client: Client, world: World, path: str, place: str
) -> None:
    page = sign_in(client, world.wati).get(path, follow=True).text
    bar = page[page.index('<nav class="tabbar"') :]
    assert re.findall(r'<a class="tabbar__a" href="([^"]+)" aria-current="page"', bar) == [place]


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


def test_what_is_shared_before_signing_in_is_there_after_it(client: Client, world: World) -> None:
    sent = {"title": "Chat", "text": "Minta diskon", "files": photo("ratna.vcf", CARD.encode())}
    asked = [
        client.post("/share/", one).headers["Location"]
        for one in (sent, {"text": "Minta diskon"}, {"text": "Ini barnya", "files": photo()})
    ]
    assert all(one.startswith("/sign-in/?") for one in asked)
    sign_in(client, world.sari)
    contact, words, lost = [client.get(parse_qs(urlsplit(one).query)["next"][0]).content.decode() for one in asked]
    assert "081234567890" in contact
    assert "Minta diskon" in words
    assert "Ini barnya" in lost
    assert "tidak sampai" in lost


def test_each_contact_of_a_file_is_offered_whatever_pictures_come_before_their_names(
    client: Client, world: World
) -> None:
    picture = "BEGIN:VCARD\r\nPHOTO;ENCODING=b:" + "\r\n ".join(["A" * 70] * 900)
    both = picture + "\r\nFN:Pak Joko\r\nEND:VCARD\r\n" + CARD
    sign_in(client, world.sari)
    shown = client.post("/share/", {"files": photo("dua.vcf", both.encode())}).content.decode()
    assert re.findall(r"/persons/new/\?name=(\w+)\+(\w+)", shown) == [("Pak", "Joko"), ("Ibu", "Ratna")]
    assert "lebih banyak kontak" not in shown
    many = client.post("/share/", {"files": photo("banyak.vcf", (CARD + "\n").encode() * 21)}).content.decode()
    assert many.count("/persons/new/?") == 20
    assert "lebih banyak kontak" in many


def test_all_contacts_of_a_file_are_kept_at_one_press_but_for_those_who_are_here_already(
    client: Client, world: World
) -> None:
    joko = "BEGIN:VCARD\nFN:Pak Joko\nTEL:081298765432\nNOTE:Pemilik\\, suka robusta\nEND:VCARD\n"
    sign_in(client, world.sari)
    shown = client.post("/share/", {"files": photo("dua.vcf", (joko + CARD).encode())}).content.decode()
    assert "Simpan 2 orang ini" in shown
    card = unescape(re.search(r'name="card" value="([^"]*)"', shown)[1])  # type: ignore[index]
    for expected in (2, 2):
        sent = client.post("/share/contacts/", {"card": card})
        assert sent.headers["Location"].startswith("/imports/")
        work()
        people = Person.objects.filter(workspace_id=world.workspace.id, name__in=["Pak Joko", "Ibu Ratna"])
        assert people.count() == expected
    assert people.get(name="Pak Joko").note == "Pemilik, suka robusta"
    assert {one.owner_id for one in people} == {world.sari.id}
    one = client.post("/share/", {"files": photo("satu.vcf", CARD.encode())}).content.decode()
    assert "/share/contacts/" not in one


def test_contacts_that_are_none_are_refused_in_words(client: Client, world: World) -> None:
    answer = sign_in(client, world.sari).post("/share/contacts/", {"card": "bukan kontak"})
    assert answer.status_code == 422
    assert "form-error" in answer.content.decode()


def test_a_note_can_be_about_each_kind_of_record_that_was_seen_lately(client: Client, world: World) -> None:
    company, person, deal = world.make_organization(), world.make_person(), world.make_deal("Mesin roti")
    for kind, record in (("organization", company), ("person", person), ("deal", deal)):
        assert see(world.sari, kind, record.id, at=NOW)

    answer = sign_in(client, world.sari).get("/share/?text=Minta+penawaran")

    assert answer.status_code == 200
    for title in (company.name, person.name, deal.title):
        assert f"<b>{title}</b>" in answer.content.decode()


def photo(name: str = "meja.jpg", content: bytes = samples.JPEG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_shared_photo_goes_among_the_files_of_a_deal_or_along_with_a_note(client: Client, world: World) -> None:
    deal = world.make_deal("Mesin espresso")
    about = {"about": f"/deals/{deal.id}/", "files": "1"}
    sign_in(client, world.sari)
    page = client.get("/share/?files=1").content.decode()
    assert "data-shared" in page
    assert "/deals/new/?files=1" in page
    client.post("/share/note/", {**about, "keep": "files", "file": [photo(), photo("denah.pdf", samples.PDF)]})
    kept = StoredFile.objects.filter(workspace_id=world.workspace.id).order_by("name")
    assert [(one.record_kind, one.record_id, one.name) for one in kept] == [
        ("deal", deal.id, "denah.pdf"),
        ("deal", deal.id, "meja.jpg"),
    ]
    assert not Activity.objects.filter(deal_id=deal.id).exists()
    client.post("/share/note/", {**about, "text": "", "file": photo("bar.jpg")})
    note = Activity.objects.get(workspace_id=world.workspace.id, deal_id=deal.id)
    assert note.body == "bar.jpg"
    assert kept.get(name="bar.jpg").record_id == note.id


def test_a_photo_comes_along_with_a_new_deal_and_one_undo_takes_both_back(client: Client, world: World) -> None:
    sign_in(client, world.sari)
    assert "multipart/form-data" in client.get("/deals/new/?files=1").content.decode()
    answer = client.post("/deals/new/", {"title": "Mesin dari gambar", "files": "1", "file": photo()})
    deal = Deal.objects.get(workspace_id=world.workspace.id, title="Mesin dari gambar")
    assert answer.headers["Location"] == f"/deals/{deal.id}/"
    assert StoredFile.objects.get(workspace_id=world.workspace.id, record_id=deal.id).record_kind == "deal"
    made = Event.objects.get(workspace_id=world.workspace.id, name="deal.created", payload__deal=deal.id)
    undo(world.workspace.id, made.operation_id, by=world.sari, at=NOW)
    assert not Deal.objects.filter(workspace_id=world.workspace.id, id=deal.id).exists()
    assert not StoredFile.objects.filter(workspace_id=world.workspace.id).exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("bar.jpg", samples.EXE), ("bar.svg", samples.SVG), ("a.jpg", b"")],
    ids=["program", "drawing", "nothing"],
)
def test_what_is_no_photo_is_refused_with_a_sentence_and_nothing_is_written(
    client: Client, world: World, name: str, content: bytes
) -> None:
    deal = world.make_deal("Mesin espresso")
    sign_in(client, world.sari)
    form = {"about": f"/deals/{deal.id}/", "text": "Ini barnya", "files": "1"}
    noted = client.post("/share/note/", {**form, "file": photo(name, content)})
    added = client.post("/deals/new/", {"title": "Bar", "files": "1", "file": photo(name, content)})
    for answer in (noted, added):
        assert answer.status_code == 422
        assert 'id="err-file"' in answer.content.decode()
        assert "data-shared" in answer.content.decode()
    assert "Ini barnya" in noted.content.decode()
    assert not StoredFile.objects.exists()
    assert not Activity.objects.exists()
    assert Deal.objects.count() == 1


def test_without_the_worker_a_contact_is_read_and_a_photo_is_said_to_be_lost(client: Client, world: World) -> None:
    sign_in(client, world.sari)
    shown = client.post("/share/", {"files": photo("ratna.vcf", CARD.encode())}).content.decode()
    assert "081234567890" in shown
    assert "tidak sampai" not in shown
    assert "tidak sampai" in client.post("/share/", {"files": photo()}).content.decode()
    assert not StoredFile.objects.exists()
