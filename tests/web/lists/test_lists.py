"""The list as a page: what it shows, how its filter is built, what it says when it cannot be asked."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from alur.conversations.operations.planning import NewActivity, add
from alur.fields.models import FieldDefinition, FieldType, RecordKind
from alur.fields.operations.defining import ChoiceDesign, FieldDesign, archive, define
from alur.pipeline.operations.editing import edit
from alur.pipeline.queries.complete import company_completeness
from alur.reporting.listing.asking import LISTINGS
from alur.reporting.operations.viewing import ViewDesign, save_view
from tests.world import NOW, World, days_ago, sign_in

NASTY = "<b>Kopi</b> & \"Senja\" 'x'"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def sari(client: Client, world: World) -> Client:
    return sign_in(client, world.sari)


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path, headers={"Accept-Language": "en"})
    assert answer.status_code == status, answer.content[:300]
    return answer.content.decode()


def rows(html: str) -> list[str]:
    """The bold words of each row."""
    return [unescape(one) for one in re.findall(r'<b class="med">(.*?)</b>', html)]


def test_a_seller_sees_open_deals_by_next_step_and_what_they_come_to(sari: Client, world: World) -> None:
    late = world.make_deal("Terlambat", amount=100)
    call = NewActivity(kind="call", title="Telepon", deal=late, due_at=days_ago(9))
    add(world.workspace.id, call, by=world.sari, at=days_ago(10))
    world.make_deal("Tanpa langkah", amount=50)
    world.make_deal("Milik Tono", owner=world.tono)
    html = page(sari, "/deals/")
    assert rows(html) == ["Terlambat", "Tanpa langkah"]
    assert re.search(r"<tfoot.*>2 deal", html, re.DOTALL)


def test_columns_are_chosen_and_the_heads_sort(sari: Client, world: World) -> None:
    world.make_deal("Kecil", amount=1)
    world.make_deal("Besar", amount=2)
    html = page(sari, "/deals/?columns=value&columns=status&sort=-value")
    heads = re.findall(r"<th role=.*?</th>", html)
    assert [re.sub(r"<.*?>", "", head) for head in heads][-3:] == ["Deal", "Nilai", "Status"]
    assert rows(html) == ["Besar", "Kecil"]
    assert 'aria-sort="descending"' in html
    following = re.search(r'href="(/deals/\?[^"]*sort=value[^"]*)"', html)
    assert following is not None
    assert rows(page(sari, unescape(following[1]))) == ["Kecil", "Besar"]


def test_how_complete_the_data_is_stands_in_a_column_of_deals_companies_and_people(sari: Client, world: World) -> None:
    company = world.make_organization("Hotel Puri")
    world.make_deal(organization=company)
    world.make_person("Rina")
    shown = {kind: page(sari, f"/{kind}/?columns=completeness") for kind in ("deals", "organizations", "persons")}
    assert f">{company_completeness(company).percent}%</td>" in shown["organizations"]
    for text in shown.values():
        assert "Kelengkapan data<" in text


def test_the_next_page_follows(sari: Client, world: World) -> None:
    for number in range(53):
        world.make_deal(f"Deal {number}", amount=number)
    html = page(sari, "/deals/?sort=value")
    assert len(rows(html)) == 50
    more = re.search(r'hx-get="(/deals/\?[^"]*cursor=[^"]*)"', html)
    assert more is not None
    answer = sari.get(unescape(more[1]), headers=HTMX)
    assert rows(answer.content.decode()) == ["Deal 50", "Deal 51", "Deal 52"]
    assert rows(page(sari, unescape(more[1]))) == ["Deal 50", "Deal 51", "Deal 52"]


def test_rules_that_were_typed_become_the_address_of_the_list(sari: Client, world: World) -> None:
    world.make_deal("Kecil", amount=1_000_000)
    world.make_deal("Besar", amount=90_000_000)
    typed = {
        "do": "apply", "sort": "-value", "0.j": "and", "0.f": "value", "0.o": "over", "0.v": "2,5jt", "1.j": "or",
        "1.f": "title", "1.o": "is", "1.v": "kecil", "2.j": "and", "2.f": "created", "2.o": "on", "2.v": "hari ini",
    }  # fmt: skip
    answer = sari.get("/lists/deal/filter/", typed)
    assert answer.status_code == 302
    location = answer.headers["Location"]
    assert location == "/deals/?sort=-value&filter=value%3Aover%3A2500000%7Ctitle%3Ais%3Akecil%3Bcreated%3Aon%3Atoday"
    assert rows(page(sari, location)) == ["Besar"]


def test_rules_that_cannot_be_read_are_shown_again_as_they_were_typed(sari: Client) -> None:
    typed = {
        "do": "apply", "0.f": "value", "0.o": "over", "0.v": "banyak", "1.f": "expected_close", "1.o": "before",
        "1.v": "besok lusa", "2.f": "temperature", "2.o": "is",
    }  # fmt: skip
    answer = sari.get("/lists/deal/filter/", typed, headers=HTMX)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="banyak"' in html
    assert 'value="besok lusa"' in html
    assert html.count("field__err") == 3
    assert "“besok lusa” bukan hari. Tulis seperti 25/12/2026, hari ini, atau 14 hari lalu." in html


def test_a_rule_is_added_dropped_and_turned_to_another_field(sari: Client) -> None:
    typed = {"0.f": "value", "0.o": "over", "0.v": "5"}
    more = sari.get("/lists/deal/filter/", {**typed, "do": "or"}, headers=HTMX).content.decode()
    assert len(re.findall(r'<div class="rule[ "]', more)) == 2
    assert 'name="1.j"' in more
    assert 'value="5"' in more
    less = sari.get("/lists/deal/filter/", {**typed, "do": "drop.0"}, headers=HTMX).content.decode()
    assert 'value="5"' not in less
    turned = sari.get("/lists/deal/filter/", {**typed, "0.f": "temperature", "do": "look"}, headers=HTMX)
    assert re.search(r'type="checkbox"[^>]*value="hot"', turned.content.decode())


def test_how_many_match_is_said_while_typing(sari: Client, world: World) -> None:
    world.make_deal("Besar", amount=90)
    world.make_deal("Kecil", amount=1)
    answer = sari.get("/lists/deal/count/", {"0.f": "value", "0.o": "over", "0.v": "50"})
    assert answer.content.decode().startswith("1 ")
    assert sari.get("/lists/deal/count/", {"0.f": "value", "0.o": "over", "0.v": "x"}).content == b""


@pytest.mark.parametrize(
    "text",
    [
        "temperature:is:hot,warm;expected_close:within:this_quarter", "owner:is:me|team:is:mine", "tag:not:vip",
        "next_step:within:past", "last_activity:unsince:14d_ago", "created:older:2w;silent:over:7",
        "region:is:32,32.73",
        "value:between:1000000,2500000;probability:from:50", "title:lacks:kopi", "activity:not:call", "reason:empty",
        "(value:over:1|value:under:0);(title:has:a|title:has:b)", "expected_close:before:2026-12-31;source:filled",
    ],
)  # fmt: skip
def test_what_the_builder_shows_is_what_it_was_given(sari: Client, text: str) -> None:
    """Opened and applied without a change, a filter asks for the same."""
    html = sari.get("/lists/deal/filter/", {"filter": text}, headers=HTMX).content.decode()
    typed = form_of(html)
    location = sari.get("/lists/deal/filter/", {**typed, "do": "apply"}).headers["Location"]
    again = sari.get("/lists/deal/filter/?" + location.partition("?")[2], headers=HTMX).content.decode()
    assert form_of(again) == typed


def test_a_view_that_asks_for_a_field_that_is_gone_is_mended_in_its_place(sari: Client, world: World) -> None:
    design = FieldDesign("Daya", "Power", type=FieldType.NUMBER)
    gone = define(world.workspace.id, RecordKind.DEAL, design, by=world.wati, at=NOW)
    asked = ViewDesign("deal", "Daya besar", f"{gone.key}:over:5", columns=("title", gone.key))
    view = save_view(asked, by=world.sari, at=NOW)
    FieldDefinition.objects.filter(workspace_id=world.workspace.id, id=gone.id).delete()
    html = page(sari, f"/deals/?view={view.id}", status=422)
    assert "Kolom sendiri yang disaring di sini sudah tidak ada." in html
    typed = f"view={view.id}&0.f={gone.key}&0.o=over&0.v=5&1.f=temperature&1.o=is&1.v=hot"
    assert sari.get(f"/lists/deal/count/?{typed}").status_code == 200
    mended = sari.get(f"/lists/deal/filter/?{typed}&do=drop.0", headers=HTMX).content.decode()
    assert gone.key not in mended
    assert 'value="hot" checked' in mended


def form_of(html: str) -> dict[str, Any]:
    """The fields of a form as a browser sends them."""
    fields: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or "checked" in tag):
            fields.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    for name_, options in re.findall(r'<select[^>]*name="([^"]*)".*?>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields.setdefault(name_, []).append(unescape(chosen[1]) if chosen else "")
    return fields


def test_a_filter_on_a_field_that_went_to_the_archive_says_so_and_loses_nothing(sari: Client, world: World) -> None:
    field = define(world.workspace.id, RecordKind.DEAL, FieldDesign("Warna", "Colour"), by=world.wati, at=NOW)
    archive(field, by=world.wati, at=NOW)
    path = f"/deals/?filter={field.key}:is:merah;temperature:is:hot"
    html = page(sari, path, status=422)
    assert "Kolom sendiri yang disaring di sini sudah tidak ada." in html
    assert re.search(r'type="checkbox"[^>]*value="hot" checked', html)
    assert page(sari, "/deals/?filter=temperature", status=422).count("form-error") == 1
    assert page(sari, "/deals/?sort=nonsense", status=422).count("form-error") == 1
    assert page(sari, "/deals/?as_of=2999-01-01", status=422).count("form-error") == 1
    assert page(sari, "/deals/?cursor=nonsense", status=422).count("form-error") == 1


def test_what_people_write_is_never_read_as_markup(sari: Client, world: World) -> None:
    choices = (ChoiceDesign(NASTY), ChoiceDesign("Lain"))
    text = define(world.workspace.id, RecordKind.DEAL, FieldDesign(NASTY, NASTY, FieldType.TEXT), by=world.wati, at=NOW)
    choice = define(
        world.workspace.id,
        RecordKind.DEAL,
        FieldDesign("Pilihan", "", FieldType.CHOICE, choices),
        by=world.wati,
        at=NOW,
    )
    company = world.make_organization(NASTY, region_name=NASTY, industry=NASTY)
    world.make_person(NASTY, job_title=NASTY, organization_id=company.id)
    deal = world.make_deal(NASTY, organization=company)
    custom = {text.key: NASTY, choice.key: "c1"}
    edit(deal, {"tags": [NASTY], "custom": custom}, by=world.wati, at=NOW)
    call = NewActivity(kind="call", title=NASTY, body=NASTY, outcome=NASTY, deal=deal, due_at=NOW)
    add(world.workspace.id, call, by=world.sari, at=NOW)
    world.sari.name = NASTY
    world.sari.save()
    for kind, path in (("deal", "/deals/"), ("organization", "/organizations/")):
        columns = ",".join([one.name for one in LISTINGS[kind].columns] + [text.key, choice.key])
        html = page(sari, f"{path}?filter=&columns={columns}")
        assert "<b>Kopi" not in html
        assert "Kopi&lt;/b&gt;" in html


def test_the_list_of_a_past_day_is_for_reading(sari: Client, world: World) -> None:
    deal = world.make_deal("Dulu", at=days_ago(20), amount=5)
    edit(deal, {"value": (7_000, "IDR")}, by=world.sari, at=days_ago(1))
    html = page(sari, f"/deals/?as_of={days_ago(10).date()}")
    assert rows(html) == ["Dulu"]
    assert "pastbar" in html
    assert "data-cell" not in html
    assert 'name="pick"' not in html
    assert "7.000" not in html


@pytest.mark.parametrize("hidden", [True, False])
def test_a_view_of_a_colleague_says_that_some_may_be_hidden_whether_some_are_or_not(
    sari: Client, world: World, hidden: bool
) -> None:
    world.make_deal("Milik Tono", owner=world.tono if hidden else world.sari, temperature="hot")
    view = save_view(ViewDesign("deal", "Panas", "temperature:is:hot", sharing="workspace"), by=world.wati, at=NOW)
    own = save_view(ViewDesign("deal", "Punyaku", "temperature:is:hot"), by=world.sari, at=NOW)
    said = "Deal yang cocok tetapi bukan untuk Anda lihat tidak tampil di sini"
    pipeline = world.stages[0].pipeline_id
    for path in (f"/deals/?view={view.id}", f"/pipelines/{pipeline}/?view={view.id}"):
        html = page(sari, path)
        assert f"Tampilan dari {world.wati.name}. {said}" in html, path
        assert ("Milik Tono" in html) is not hidden
    assert said not in page(sari, f"/deals/?view={own.id}")
    assert said not in page(sign_in(Client(), world.wati), f"/deals/?view={own.id}", status=404)
    assert said not in page(sign_in(Client(), world.wati), f"/deals/?view={view.id}")


def test_a_second_view_of_one_name_is_refused_at_the_name_and_nothing_typed_is_lost(sari: Client, world: World) -> None:
    save_view(ViewDesign("deal", "Panas", "temperature:is:hot"), by=world.sari, at=NOW)
    typed = {"name": "PANAS", "filter": "temperature:is:warm", "sort": "-value", "sharing": "private"}
    answer = sari.post("/lists/deal/views/new/", typed)
    html = answer.text
    assert answer.status_code == 422
    assert "Sudah ada tampilan Anda bernama “PANAS” di daftar ini." in html.split('name="name"')[1].split("</form>")[0]
    for kept in ('value="PANAS"', 'value="temperature:is:warm"', 'value="-value"'):
        assert kept in html, kept
    assert sari.post("/lists/deal/views/new/", {**typed, "name": "Hangat"}).status_code in (200, 302)
