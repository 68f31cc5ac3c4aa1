from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client

from alur.catalogue.operations.products import create_family, create_product
from alur.fields.models import FieldDefinition, RecordKind
from alur.fields.operations.defining import ChoiceDesign, FieldDesign, define
from alur.fields.queries.records import definitions_of
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.valuing import Line, set_lines
from tests.world import NOW, World, sign_in


@pytest.fixture
def wati(client: Client, world: World) -> Client:
    return sign_in(client, world.wati)


def make(world: World, kind: str, holds: str = "number") -> FieldDefinition:
    choices = (ChoiceDesign("Tunai", "Cash"), ChoiceDesign("Kredit", "Credit")) if holds == "choice" else ()
    return define(world.workspace.id, kind, FieldDesign("Daya listrik", "Power", holds, choices), by=world.wati, at=NOW)


def post_form(client: Client, url: str, **values: Any) -> Any:
    """The page's own form as it stands, with these changed."""
    html = client.get(url).content.decode()
    version = html.split('name="version" value="')[1].split('"')[0]
    return client.post(url, {"version": version, **values})


def test_an_owner_adds_a_field_with_answers(wati: Client, world: World) -> None:
    response = wati.post(
        "/settings/fields/",
        {
            "kind": "organization",
            "name_id": "Cara bayar",
            "name_en": "Way to pay",
            "type": "choice",
            "choice_key": ["", "", ""],
            "choice_id": ["Tunai", "Kredit", ""],
            "choice_en": ["Cash", "", ""],
        },
    )
    assert response.status_code == 302
    made = definitions_of(world.workspace.id, RecordKind.ORGANIZATION)[0]
    assert [(one["name_id"], one["name_en"]) for one in made.choices] == [("Tunai", "Cash"), ("Kredit", "Kredit")]
    assert "Cara bayar" in wati.get("/settings/fields/?kind=organization").content.decode()


def test_a_refused_field_keeps_what_was_typed(wati: Client, world: World) -> None:
    response = wati.post("/settings/fields/", {"kind": "deal", "name_id": "", "name_en": "", "type": "money"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "Beri nama kolom." in html
    assert '<option value="money" selected>' in html
    assert definitions_of(world.workspace.id, RecordKind.DEAL) == []


def test_a_field_is_renamed_archived_and_taken_up_again(wati: Client, world: World) -> None:
    made = make(world, RecordKind.DEAL)
    world.make_deal(custom={made.key: "3500"})
    url = f"/settings/fields/{made.id}/"
    assert "jenis terkunci" in wati.get(url).content.decode()
    assert wati.post(url, {"name_id": "Daya", "name_en": "Power"}).status_code == 302
    assert (world.reload(made).name_id, world.reload(made).type) == ("Daya", "number")
    wati.post(f"{url}archive/")
    assert "1 terisi" in wati.get("/settings/fields/").content.decode()
    wati.post(f"{url}archive/", {"restore": "yes"})
    assert world.reload(made).archived_at is None


def test_a_deals_own_fields_are_filled_in_beside_the_others(client: Client, world: World) -> None:
    made = make(world, RecordKind.DEAL)
    deal = world.make_deal()
    sari = sign_in(client, world.sari)
    url = f"/deals/{deal.id}/"
    refused = sari.post(f"{url}fields/", {made.key: "banyak", "title": "Baru"})
    assert refused.status_code == 422
    assert 'value="banyak"' in refused.content.decode()
    assert "Tulis angka." in refused.content.decode()
    assert world.reload(deal).title == "Mesin espresso"
    assert sari.post(f"{url}fields/", {made.key: "3.500"}).status_code == 302
    assert world.reload(deal).custom == {made.key: "3500"}
    assert "Daya listrik: 3.500" in sari.get(url).content.decode()


def test_companies_persons_and_products_are_filled_in_on_their_pages(wati: Client, world: World) -> None:
    fields = {kind: make(world, kind, "choice") for kind in RecordKind.values}
    company, person = world.make_organization(), world.make_person()
    product = create_product(world.workspace.id, {"name": "Grinder"}, by=world.wati, at=NOW)
    for kind, url, row, name in (
        ("organization", f"/organizations/{company.id}/", company, "Hotel Puri Melati"),
        ("person", f"/persons/{person.id}/", person, "Ibu Ratna"),
        ("product", f"/products/{product.id}/", product, "Grinder"),
    ):
        key = fields[kind].key
        assert f'name="{key}"' in wati.get(url).content.decode()
        assert post_form(wati, url, name=name, **{key: "c9"}).status_code == 422
        assert post_form(wati, url, name=name, **{key: "c2"}).status_code == 302
        assert world.reload(row).custom == {key: "c2"}
        assert post_form(wati, url, name=name).status_code == 302
        assert world.reload(row).custom == {key: "c2"}


def test_a_person_is_named_in_a_field_by_name(wati: Client, world: World) -> None:
    made = make(world, RecordKind.DEAL, "person")
    ratna, deal = world.make_person(), world.make_deal()
    url = f"/deals/{deal.id}/fields/"
    assert wati.post(url, {made.key: "Pak Entah"}).status_code == 422
    assert wati.post(url, {made.key: "ibu ratna"}).status_code == 302
    assert world.reload(deal).custom == {made.key: str(ratna.id)}


def test_reps_look_at_fields_and_strangers_do_not(client: Client, world: World) -> None:
    made = make(world, RecordKind.DEAL)
    sari = sign_in(client, world.sari)
    url = f"/settings/fields/{made.id}/"
    assert sari.get(url).status_code == 200
    assert sari.post(url, {"name_id": "X"}).status_code == 404
    assert sari.post("/settings/fields/", {"name_id": "X", "type": "text"}).status_code == 404
    assert sari.post(f"{url}archive/").status_code == 404
    citra = sign_in(client, world.citra)
    assert citra.get(url).status_code == 404
    assert citra.post(f"{url}archive/").status_code == 404
    assert (world.reload(made).name_id, world.reload(made).archived_at) == ("Daya listrik", None)


@pytest.fixture
def power(world: World) -> FieldDefinition:
    design = FieldDesign("Daya listrik", "Power", "number", hint="Lihat MCB.", unit="VA", highest="33000")
    return define(world.workspace.id, "deal", design, by=world.wati, at=NOW)


def test_help_and_unit_stand_at_the_field_and_a_number_beyond_its_limit_is_refused_there(
    wati: Client, world: World, power: FieldDefinition
) -> None:
    deal = world.make_deal()
    html = wati.get(f"/deals/{deal.id}/").content.decode()
    assert f'<p class="field__hint" id="hint-{power.key}">Lihat MCB.</p>' in html
    assert f'aria-describedby="hint-{power.key}"' in html
    assert '<span class="unit">VA</span>' in html
    response = wati.post(f"/deals/{deal.id}/fields/", {"version": deal.version, power.key: "77.000"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "Isi paling banyak 33.000\u00a0VA." in html
    assert 'value="77.000"' in html
    assert world.reload(deal).custom == {}


def test_limits_are_typed_as_people_write_them_and_what_lies_outside_is_shown(
    wati: Client, world: World, power: FieldDefinition
) -> None:
    for value in ("400", "900", "30000"):
        edit(world.make_deal(f"Deal {value}"), {"custom": {power.key: value}}, by=world.sari, at=NOW)
    form = {
        "name_id": "Daya listrik",
        "name_en": "Power",
        "unit": "VA",
        "highest": "12.500,5",
        "places": "1",
        "place": "card",
    }
    wrong = wati.post(f"/settings/fields/{power.id}/", {**form, "lowest": "1.50"})
    assert wrong.status_code == 422
    assert 'value="1.50"' in wrong.content.decode()
    assert wati.post(f"/settings/fields/{power.id}/", {**form, "lowest": "450"}).status_code == 302
    power = world.reload(power)
    assert (power.lowest, power.highest, power.hint, power.shown_in) == ("450", "12500.5", "Lihat MCB.", ["card"])
    html = wati.get(f"/settings/fields/{power.id}/").content.decode()
    assert "2 nilai di luar batas" in html
    assert "Deal 400 berisi 400\u00a0VA." in html
    address = unescape(html.split('href="/deals/?filter=')[1].split('"')[0])
    listed = wati.get(f"/deals/?filter={address}").content.decode()
    assert ("Deal 400" in listed, "Deal 900" in listed, "Deal 30000" in listed) == (True, False, True)


@pytest.mark.parametrize("places", [["page"], ["new"], []])
def test_a_field_shows_where_it_is_said_to(wati: Client, world: World, places: list[str]) -> None:
    fields = {
        kind: define(world.workspace.id, kind, FieldDesign("Daya listrik", places=places), by=world.wati, at=NOW).key
        for kind in RecordKind.values
    }
    product = create_product(world.workspace.id, {"name": "Grinder"}, by=world.wati, at=NOW)
    pages = {
        "deal": (f"/deals/{world.make_deal().id}/", "/deals/new/"),
        "organization": (f"/organizations/{world.make_organization().id}/", "/organizations/new/"),
        "person": (f"/persons/{world.make_person().id}/", "/persons/new/"),
        "product": (f"/products/{product.id}/", "/products/new/"),
    }
    shown = {
        kind: [
            name
            for name, url in zip(("page", "new"), urls, strict=True)
            if f'name="{fields[kind]}"' in wati.get(url).content.decode()
        ]
        for kind, urls in pages.items()
    }
    assert shown == dict.fromkeys(pages, places)


def test_fields_are_moved_by_buttons_and_by_dragging(wati: Client, world: World) -> None:
    first, second, third = (
        define(world.workspace.id, "deal", FieldDesign(name), by=world.wati, at=NOW) for name in ("Satu", "Dua", "Tiga")
    )
    assert wati.post("/settings/fields/order/", {"kind": "deal", "do": f"up:{third.id}"}).status_code == 302
    names = [one.name_id for one in definitions_of(world.workspace.id, RecordKind.DEAL)]
    assert names == ["Satu", "Tiga", "Dua"]
    dragged = {"kind": "deal", "field": [second.id, first.id, third.id]}
    answer = wati.post("/settings/fields/order/", dragged, headers={"HX-Request": "true"})
    assert (answer.status_code, "alur:toast" in answer.headers["HX-Trigger"]) == (204, True)
    html = wati.get(f"/deals/{world.make_deal().id}/").content.decode()
    assert html.index(f'name="{second.key}"') < html.index(f'name="{first.key}"') < html.index(f'name="{third.key}"')
    assert wati.post("/settings/fields/order/", {"kind": "mars"}).status_code == 404


def test_what_is_built_in_and_what_was_done_is_shown_beside_the_fields(wati: Client, world: World) -> None:
    html = wati.get("/settings/fields/?kind=product").content.decode()
    assert "11 kolom bawaan tidak bisa dihapus." in html
    assert "Keluarga produk" in html
    assert 'href="/settings/audit/?kind=setup"' in html
    assert "/settings/audit/" not in sign_in(Client(), world.sari).get("/settings/fields/").content.decode()


def test_a_field_of_product_families_shows_with_what_is_of_them(wati: Client, world: World) -> None:
    machines, beans = (
        create_family(world.workspace.id, name, by=world.wati, at=NOW) for name in ("Mesin kopi", "Biji kopi")
    )
    values = {"name_id": "Daya", "type": "number", "families": "1", "family": [str(machines.id), "x", "1"]}
    shown = {}
    for kind in ("deal", "product"):
        post = wati.post("/settings/fields/", {"kind": kind, **values, "place": ["page", "new"], "places": "1"})
        assert post.status_code == 302
        field = definitions_of(world.workspace.id, kind)[0]
        page = wati.get(f"/settings/fields/{field.id}/").text
        shown[kind] = field
        assert f'value="{machines.id}" checked' in page
        assert f'value="{beans.id}" checked' not in page
    machine, bean = (
        create_product(
            world.workspace.id, {"name": one.name, "unit_price": 1_000, "family_id": one.id}, by=world.wati, at=NOW
        )
        for one in (machines, beans)
    )
    deal = world.make_deal("Mesin")
    own = f'name="{shown["deal"].key}"'
    for product, is_there in ((None, False), (bean, False), (machine, True)):
        if product is not None:
            set_lines(world.reload(deal), [Line(product.id, 1_000, 5)], by=world.wati, at=NOW)
        assert (own in wati.get(f"/deals/{deal.id}/").text) is is_there
    edit(world.reload(deal), {"custom": {shown["deal"].key: "3500"}}, by=world.wati, at=NOW)
    set_lines(world.reload(deal), [Line(bean.id, 1_000, 5)], by=world.wati, at=NOW)
    assert own in wati.get(f"/deals/{deal.id}/").text
    assert own not in wati.get("/deals/new/").text
    own = f'name="{shown["product"].key}"'
    assert own in wati.get(f"/products/{machine.id}/").text
    assert own not in wati.get(f"/products/{bean.id}/").text
    assert "Keluarga produk" not in wati.get("/settings/fields/?kind=person&new=1").text
