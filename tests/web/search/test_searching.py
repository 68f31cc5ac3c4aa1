"""The search page and what the palette lists."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from alur.conversations.operations.planning import NewActivity, add
from alur.people.models import Organization
from alur.people.operations.organizations import NewOrganization, create_organization
from alur.people.operations.persons import NewPerson, create_person
from alur.reporting.operations.composing import DashboardDesign, make_dashboard
from alur.reporting.operations.viewing import ViewDesign, save_view
from alur.search.models import SeenRecord
from alur.tenancy.models import Member
from alur.web.search.marking import around, marked
from alur.web.shell.commands import COMMANDS, KEYS
from alur.web.shell.registry import begun_by, is_there, matches
from tests.world import NOW, World, sign_in, user_of

pytestmark = pytest.mark.django_db


def company(world: World, name: str) -> Organization:
    return create_organization(world.workspace.id, NewOrganization(name), by=world.wati, at=NOW)


def listed(client: Client, member: Member, typed: str, at: str = "/") -> str:
    answer = sign_in(client, member).get("/search/palette/", {"q": typed, "at": at})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_groups_what_is_found_and_says_what_was_meant(client: Client, world: World) -> None:
    inn = company(world, "Hotel Melati")
    world.make_deal("Mesin espresso", organization=inn)
    page = sign_in(client, world.sari).get("/search/", {"q": "melatti"}).content.decode()
    assert f'href="/organizations/{inn.id}/"' in page
    assert "<mark>Melati</mark>" in page
    assert "Mencari “melati”" in page
    assert page.index("Mesin espresso") < page.index(f"/organizations/{inn.id}/")


def test_one_kind_goes_on_page_after_page_without_script(client: Client, world: World) -> None:
    for number in range(30):
        company(world, f"Kopi {number:02}")
    sign_in(client, world.sari)
    first = client.get("/search/", {"q": "kopi", "kind": "organization"}).content.decode()
    following = re.search(r'href="(/search/\?q=kopi&amp;kind=organization&amp;cursor=\d+)"', first)
    assert following
    second = client.get(following[1].replace("&amp;", "&")).content.decode()
    names = re.findall(r"</mark> (\d\d)</b>", first) + re.findall(r"</mark> (\d\d)</b>", second)
    assert names == [f"{number:02}" for number in reversed(range(30))]


def test_a_cursor_of_nobodys_is_refused_with_a_sentence(client: Client, world: World) -> None:
    answer = sign_in(client, world.sari).get("/search/", {"q": "kopi", "kind": "deal", "cursor": "x"})
    assert answer.status_code == 422
    assert "Muat ulang" in answer.content.decode()


def test_a_name_with_markup_is_only_text() -> None:
    assert str(marked("<b>Kopi</b> & Teh", ["kop"])) == "&lt;b&gt;<mark>Kop</mark>i&lt;/b&gt; &amp; Teh"
    assert str(marked("Straße", ["strasse"])) == "<mark>Straße</mark>"


def test_a_long_note_is_shown_around_the_word() -> None:
    text = "awal " * 60 + "tembaga " + "akhir " * 60
    assert "tembaga" in around(text, ["temb"])
    assert len(around(text, ["temb"])) < 140


def test_the_palette_lists_what_was_seen_then_what_fits_then_commands(client: Client, world: World) -> None:
    inn = company(world, "Hotel Melati")
    sign_in(client, world.sari).post("/search/seen/", {"at": f"/organizations/{inn.id}/"})
    assert SeenRecord.objects.get(workspace_id=world.workspace.id).member_id == world.sari.id
    empty = listed(client, world.sari, "")
    assert empty.index("Hotel Melati") < empty.index("Perintah")
    assert "Hotel Melati" not in listed(client, world.tono, "")
    found = listed(client, world.sari, "mel")
    assert "<mark>Mel</mark>ati" in found
    assert f'href="/deals/new/?organization={inn.id}"' in found


def test_a_company_whose_name_is_typed_stands_before_its_deals(client: Client, world: World) -> None:
    inn = company(world, "Hotel Melati")
    world.make_deal("Mesin espresso", organization=inn)
    found = listed(client, world.sari, "hotel mel")
    assert found.index(f"/organizations/{inn.id}/") < found.index("Mesin espresso")
    by_title = listed(client, world.sari, "mesin")
    assert by_title.index("espresso") < by_title.index("Perintah")


def test_a_sign_in_front_narrows(client: Client, world: World) -> None:
    inn = company(world, "Hotel Mesin")
    create_person(world.workspace.id, NewPerson("Pak Mesin"), by=world.wati, at=NOW)
    deal = world.make_deal("Mesin espresso", amount=412_000_000)
    sari = world.sari
    assert "Pak <mark>Mesin</mark>" in listed(client, sari, "@mesin")
    assert f"/organizations/{inn.id}/" not in listed(client, sari, "@mesin")
    assert "Perintah" not in listed(client, sari, "#mesin")
    assert f"/deals/{deal.id}/" in listed(client, sari, "$400 jt")
    assert f"/deals/{deal.id}/" not in listed(client, sari, "$40 jt")
    assert f"/deals/{deal.id}/" not in listed(client, world.tono, "$400 jt")
    only = listed(client, sari, ">")
    assert f"/deals/{deal.id}/" not in only
    assert "/sign-out/" in only


def test_commands_of_a_deal_are_offered_on_its_page_to_those_who_may(client: Client, world: World) -> None:
    deal = world.make_deal("Mesin espresso")
    here = f"/deals/{deal.id}/"
    assert f'href="{here}stage/"' in listed(client, world.sari, "", here)
    assert f'href="{here}closure/?outcome=lost"' in listed(client, world.sari, "kalah", here)
    assert "stage/" not in listed(client, world.sari, "", "/deals/")
    assert "stage/" not in listed(client, world.vina, "", here)
    assert "/imports/" not in listed(client, world.vina, ">impor")
    assert "/imports/" in listed(client, world.sari, ">impor")


def test_commands_are_found_in_both_languages_and_with_a_slip() -> None:
    for typed in ("deal baru", "new deal", "baru deal", "tambah", "buat", "buat deal", "deel baru"):
        assert "deal.new" in [one.name for one in matches(COMMANDS, typed)], typed
    assert [one.name for one in matches(COMMANDS, "gelap malam")] == ["theme.dark"]
    assert next(iter(matches(COMMANDS, "dark"))).name == "theme.dark"


def test_a_command_called_by_the_very_word_typed_stands_before_records_that_have_it(
    client: Client, world: World
) -> None:
    team = company(world, "PT Tim Jaya Team")
    for typed in ("tim", "Team", "TIM "):
        found = listed(client, world.wati, typed)
        assert found.index('href="/settings/team/"') < found.index(f"/organizations/{team.id}/"), typed
        assert found.count('href="/settings/team/"') == 1
        assert found.index('aria-selected="true"') < found.index(f"/organizations/{team.id}/")
    by_part = listed(client, world.wati, "ti")
    assert by_part.index(f"/organizations/{team.id}/") < by_part.index('href="/settings/team/"')
    assert "/settings/team/" not in listed(client, world.wati, "@tim")


def test_the_word_that_is_a_whole_title_names_that_command_first() -> None:
    assert next(one.name for one in begun_by(COMMANDS, "deal")) == "deals"
    assert "deal.new" in [one.name for one in begun_by(COMMANDS, "deal")]
    assert begun_by(COMMANDS, "dea") == begun_by(COMMANDS, "") == []


def test_no_two_commands_share_a_name_or_a_key() -> None:
    names = [one.name for one in COMMANDS]
    pressed = [one.keys for one in COMMANDS if one.keys]
    assert len(set(names)) == len(names)
    assert len(set(pressed)) == len(pressed)
    assert not set(pressed) & {key.keys.lower() for key in KEYS}
    firsts = {keys[0] for keys in pressed if " " in keys}
    assert not firsts & {keys for keys in pressed if " " not in keys}


def test_what_is_offered_leads_somewhere(client: Client, world: World) -> None:
    page = listed(client, world.wati, ">")
    for address in re.findall(r'class="opt"[^>]* href="(/[^"#?]*)', page):
        resolve(address)
    assert not is_there("/nowhere/")


PLACES = (
    "home deals orders organizations persons products price_lists activities calendar forgotten forgotten_customers "
    "forgotten_causes duplicates report_changes report_funnel report_activity report_postponed report_unfit dashboards "
    "notices search trash settings settings_me settings_team settings_workspace settings_pipelines settings_fields "
    "settings_temperature settings_objections settings_quotes settings_audit settings_export deal_new organization_new "
    "person_new product_new activity_new imports forgotten_offers report_data settings_needs_first"
)


def test_every_page_is_a_command_and_every_command_that_leads_to_a_page_shows_it(client: Client, world: World) -> None:
    sign_in(client, world.wati)
    addresses = {one.href for one in COMMANDS if one.way in ("go", "dialog") and "{id}" not in one.href and one.href}
    places = {address.partition("?")[0].partition("#")[0] for address in addresses}
    for name in PLACES.split():
        assert reverse(name) in places, f"{name} cannot be reached from the palette"
    for address in sorted(one for one in addresses if is_there(one)):
        assert client.get(address).status_code in (200, 302), address


def test_keys_on_the_page_are_those_of_the_commands(client: Client, world: World) -> None:
    page = sign_in(client, world.sari).get("/search/").content.decode()
    keys = json.loads(re.search(r'id="keys">(.*?)</script>', page)[1])  # type: ignore[index]
    assert keys["n"] == ["/deals/new/", "dialog"]
    assert keys["g p"] == ["/pipelines/", "go"]
    shown = client.get("/search/keys/").content.decode()
    for pair in keys:
        assert "".join(f"<kbd>{key.upper()}</kbd>" for key in pair.split()) in shown, pair


def test_theme_and_language_change_by_one_command(client: Client, world: World) -> None:
    sign_in(client, world.sari)
    assert client.post("/settings/look/", {"theme": "dark", "next": "/deals/"}).headers["Location"] == "/deals/"
    client.post("/settings/look/", {"language": "en", "next": "//elsewhere.example"})
    user = user_of(world.sari)
    assert (user.theme, user.language, user.shortcuts) == ("dark", "en", True)
    assert client.post("/settings/look/", {"theme": "pink"}).status_code == 302
    assert user_of(world.sari).theme == "dark"


def test_search_asks_the_database_as_often_for_many_as_for_few(client: Client, world: World) -> None:
    def grow(numbers: range) -> None:
        for number in numbers:
            inn = company(world, f"Kopi {number}")
            create_person(world.workspace.id, NewPerson(f"Ibu Kopi {number}"), by=world.wati, at=NOW)
            deal = world.make_deal(f"Mesin kopi {number}", organization=inn)
            add(world.workspace.id, NewActivity("note", body=f"kopi {number}", deal=deal), by=world.sari, at=NOW)

    def asked(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    sign_in(client, world.wati)
    paths = ["/search/?q=kopi", "/search/?q=kopi&kind=deal", "/search/palette/?q=kopi", "/search/palette/?q="]
    grow(range(20))
    few = [asked(path) for path in paths]
    grow(range(20, 50))
    assert [asked(path) for path in paths] == few
    assert max(few) <= 28


def test_a_list_and_a_record_are_worked_on_by_commands_where_they_stand_and_nowhere_else(
    client: Client, world: World
) -> None:
    for at in ("/deals/", "/organizations/", "/persons/", "/products/", "/activities/"):
        offered_here = listed(client, world.sari, ">", at)
        sign_in(client, world.sari)
        page = client.get(at).content.decode()
        for press in ("list.sort", "list.columns", "list.save", "list.export", "f", "/"):
            assert f'data-press="{press}"' in offered_here, (at, press)
            assert f'data-key="{press}"' in page, (at, press)
    assert "list.save" not in listed(client, world.vina, ">", "/deals/")
    assert "list." not in listed(client, world.sari, ">", "/")
    inn, deal = company(world, "Kopi Sudut"), world.make_deal("Mesin")
    for here in (f"/organizations/{inn.id}/", f"/deals/{deal.id}/"):
        parts = re.findall(rf'href="{here}#([\w-]+)"', listed(client, world.sari, ">", here))
        page = sign_in(client, world.sari).get(here).content.decode()
        assert len(parts) >= 4
        assert [part for part in parts if f'id="{part}"' not in page] == []


def test_pages_that_have_a_name_are_found_by_it_by_those_who_may_open_them(client: Client, world: World) -> None:
    for name, sharing in (("Panas minggu ini", "private"), ("Panas bersama", "workspace")):
        design = ViewDesign("deal", name, sharing=sharing)
        save_view(design, by=world.sari, at=NOW)
    make_dashboard(DashboardDesign(name="Rapat panas"), by=world.sari, at=NOW)
    hers = listed(client, world.sari, "panas")
    assert [name in hers for name in ("Panas minggu ini", "Panas bersama", "Rapat panas")] == [True, True, True]
    his = listed(client, world.tono, "panas")
    assert [name in his for name in ("Panas minggu ini", "Panas bersama", "Rapat panas")] == [False, True, False]
    assert f'href="/pipelines/{world.pipeline.id}/"' in listed(client, world.sari, world.pipeline.name[:4])
    assert "Panas" not in listed(client, world.citra, "panas")
