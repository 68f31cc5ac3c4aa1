"""The pages of a company and of a person: their deals side by side, whom to reach, what was said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from alur.catalogue.models import Product
from alur.catalogue.operations.products import create_family, create_product
from alur.conversations.models import Activity
from alur.conversations.operations.planning import NewActivity, add
from alur.events.models import Event
from alur.events.queries.timeline import SHOWN
from alur.events.undoing import undo
from alur.fields.models import RecordKind
from alur.fields.operations.defining import FieldDesign, define
from alur.kernel.refusal import Refusal
from alur.people.models import Organization, Person, PersonRole
from alur.people.operations.persons import edit_person
from alur.pipeline.models import Deal, Stage
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.parts import set_people
from alur.pipeline.operations.valuing import Line, set_lines
from alur.pipeline.queries.engagement import DealRow, engagement_of_organization
from alur.web.people.swimming import LEAST_WIDTH, swim
from alur.web.shell.formats import Formats
from tests.world import JAKARTA, NOW, World, days_ago, make_organization, sign_in


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def company(world: World) -> Organization:
    return world.make_organization("Kopi Lembah")


def test_a_persons_history_says_which_contact_came_and_which_went(world: World, client: Client) -> None:
    sari = sign_in(client, world.sari)
    person = world.make_person("Ratna")
    for contacts in (
        [("phone", "0812 1111 2222", "kantor"), ("email", "ratna@lama.example", "")],
        [("phone", "0812 1111 2222", "kantor"), ("email", "ratna@baru.example", "")],
        [("email", "ratna@baru.example", ""), ("phone", "0812 1111 2222", "kantor")],
    ):
        edit_person(person, {"contacts": contacts}, by=world.sari, at=NOW)
    edit_person(person, {"contacts": []}, by=world.sari, at=NOW)
    text = sari.get(f"/persons/{person.id}/").text
    assert "Kontak: 0812 1111 2222 (kantor), ratna@lama.example" in text
    assert "Kontak: ratna@lama.example → ratna@baru.example" in text
    assert "Kontak diubah" in text, "only in another order"
    assert "Kontak: ratna@baru.example, 0812 1111 2222 (kantor) dilepas" in text


def swum(world: World, company: Organization) -> Any:
    rows = engagement_of_organization(world.wati, company.id).rows
    return swim(rows, Formats("id", "IDR", JAKARTA, NOW))


def sell(world: World, deal: Deal, family: str) -> None:
    made = create_family(world.workspace.id, family, by=world.wati, at=NOW)
    product = create_product(
        world.workspace.id, {"name": family, "family_id": made.id, "unit_price": 5}, by=world.wati, at=NOW
    )
    set_lines(deal, [Line(product.id, 1_000, 5)], by=world.sari, at=NOW)


def test_deals_swim_by_family_and_tell_how_they_ended(client: Client, world: World, company: Organization) -> None:
    machine = world.make_deal("Mesin", organization=company, amount=412_000_000, at=days_ago(60))
    beans = world.make_deal("Biji", organization=company, stage=2, amount=96_000_000, at=days_ago(40))
    sell(world, beans, "Biji kopi")
    close(machine, outcome="won", by=world.sari, at=days_ago(10))
    found = swum(world, company)
    assert [lane.family and lane.family.name for lane in found.lanes] == ["Biji kopi", None]
    assert found.lanes[0].bars[0].parts == [1, 2, 3, 0, 0]
    html = sign_in(client, world.wati).get(f"/organizations/{company.id}/").text
    assert "1 terbuka, 1 menang" in html
    assert "swim__deal--won" in html
    assert "Rp\xa0412\xa0jt" in html


def test_what_ended_long_ago_does_not_hide_what_is_under_way(
    client: Client, world: World, company: Organization
) -> None:
    ratna = world.make_person("Ibu Ratna", organization_id=company.id)
    for number in range(7):
        deal = world.make_deal(f"Lama {number}", organization=company, at=days_ago(90 - number))
        set_people(deal, [(ratna.id, "")], by=world.sari, at=days_ago(80))
        close(deal, outcome="won" if number == 0 else "lost", reason="Harga", by=world.sari, at=days_ago(70 - number))
    world.make_deal("Mesin baru", organization=company)
    sign_in(client, world.wati)
    html = client.get(f"/organizations/{company.id}/").text
    assert html.count("swim__deal--lost") == 3, "of those that ended the last, and the won one first"
    assert html.count("swim__deal--won") == 1
    assert "3 deal yang lebih lama tidak digambar." in html
    assert f"/deals/?filter=organization:is:{company.id}" in html
    html = client.get(f"/persons/{ratna.id}/").text
    assert html.count(">Kalah<") + html.count(">Menang<") == 5
    assert "Semua 7" in html


def test_a_won_bar_ends_before_today_and_the_axis_leaves_room_for_amounts(world: World, company: Organization) -> None:
    won = world.make_deal("Mesin", organization=company, at=days_ago(5))
    old = world.make_deal("Lama", organization=company, at=days_ago(500))
    close(won, outcome="won", by=world.sari, at=days_ago(2))
    close(old, outcome="won", by=world.sari, at=days_ago(400))
    found = swum(world, company)
    assert len(found.ticks) <= 11, "half a year back, and what is expected"
    assert [bar.deal.title for lane in found.lanes for bar in lane.bars] == ["Mesin"]
    assert found.lanes[0].bars[0].b <= found.today


def test_the_last_deal_of_a_company_is_drawn_however_long_ago_it_ended(world: World, company: Organization) -> None:
    old = world.make_deal("Lama", organization=company, at=days_ago(900))
    close(old, outcome="won", by=world.sari, at=days_ago(800))
    found = swum(world, company)
    assert [bar.deal.title for lane in found.lanes for bar in lane.bars] == ["Lama"]


@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 200), st.booleans()), min_size=1, max_size=20),
)
def test_no_bar_covers_another_and_none_leaves_the_axis(spans: list[tuple[int, int, bool]]) -> None:
    rows = [
        DealRow(
            id=number, title="", status="lost" if ended else "open", amount=0, probability=0, temperature="cold",
            stage=Stage(), number=1, total=5, organization="", created_at=days_ago(ago),
            closed_at=days_ago(max(0, ago - length)) if ended else None,
            expected_close_on=None if ended else (NOW + timedelta(days=length)).date(),
            next_step_kind="", next_step_title="", next_step_due_at=None, family=None, role="",
        )
        for number, (ago, length, ended) in enumerate(spans)
    ]  # fmt: skip
    found = swim(rows, Formats("id", "IDR", JAKARTA, NOW))
    assert 1 <= len(found.ticks) <= 11
    assert 0 <= found.today <= 100
    for lane in found.lanes:
        for bar in lane.bars:
            assert 0 <= bar.a < bar.b <= 100
            assert bar.b - bar.a >= LEAST_WIDTH - 0.02
            others = [one for one in lane.bars if one is not bar and one.i == bar.i]
            assert all(one.b <= bar.a or bar.b <= one.a for one in others)


def test_what_a_rep_may_not_see_is_neither_drawn_nor_summed_nor_told(
    client: Client, world: World, company: Organization
) -> None:
    hidden = world.make_deal("Rahasia Bali", organization=company, owner=world.tono, amount=999_000_000)
    add(world.workspace.id, NewActivity(kind="call", title="Bisik", deal=hidden), by=world.tono, at=NOW)
    world.make_deal("Mesin", organization=company, amount=1_000_000)
    html = sign_in(client, world.sari).get(f"/organizations/{company.id}/").text
    assert "Mesin" in html
    for secret in ("Rahasia", "Bisik", "999\u00a0jt"):
        assert secret not in html


def test_what_others_did_does_not_stand_before_what_one_may_read(
    client: Client, world: World, company: Organization
) -> None:
    add(world.workspace.id, NewActivity("call", title="Tanya stok", organization=company), by=world.sari, at=NOW)
    hidden = world.make_deal("Rahasia Bali", organization=company, owner=world.tono)
    for number in range(SHOWN + 1):
        add(world.workspace.id, NewActivity("call", title=f"Bisik {number}", deal=hidden), by=world.tono, at=NOW)
    html = sign_in(client, world.sari).get(f"/organizations/{company.id}/").text
    assert "Tanya stok" in html
    assert "?before=" not in html


@pytest.mark.parametrize("about", ["organizations", "persons"])
def test_what_happened_is_written_down_where_one_stands(
    client: Client, world: World, company: Organization, about: str
) -> None:
    person = world.make_person("Ibu Ratna", organization_id=company.id)
    place = f"/{about}/{company.id if about == 'organizations' else person.id}/"
    sign_in(client, world.sari)
    assert client.post(f"{place}activities/", {"kind": "call", "body": "Minta contoh"}).status_code == 302
    made = Activity.objects.get(workspace_id=world.workspace.id)
    assert (made.kind, made.title, made.organization_id) == ("call", "Minta contoh", company.id)
    assert made.person_id == (person.id if about == "persons" else None)
    html = client.get(place).text
    assert "Minta contoh" in html
    assert "Terakhir bicara" in html


def test_an_empty_note_is_refused_and_keeps_what_was_chosen(
    client: Client, world: World, company: Organization
) -> None:
    sign_in(client, world.sari)
    answer = client.post(f"/organizations/{company.id}/activities/", {"kind": "visit", "body": " "})
    assert answer.status_code == 422
    assert "Tulis apa yang terjadi." in answer.text
    assert 'value="visit" checked' in answer.text
    assert not Activity.objects.filter(workspace_id=world.workspace.id).exists()


def test_a_person_is_something_at_several_companies(client: Client, world: World, company: Organization) -> None:
    school = world.make_organization("Yayasan Pasundan")
    person = world.make_person("Ibu Ratna", organization_id=company.id)
    sign_in(client, world.sari)
    form = {
        "name": "Ibu Ratna",
        "company": "Kopi Lembah",
        "role_company": ["Yayasan Pasundan", "Kedai Sore", ""],
        "role": ["Bendahara", "Manajer", ""],
        "version": "1",
    }
    assert client.post(f"/persons/{person.id}/", form).status_code == 302
    roles = PersonRole.objects.filter(workspace_id=world.workspace.id, person_id=person.id).order_by("id")
    assert list(roles.values_list("organization__name", "role")) == [
        ("Yayasan Pasundan", "Bendahara"),
        ("Kedai Sore", "Manajer"),
    ]
    assert "Bendahara" in client.get(f"/persons/{person.id}/").text
    assert "Ibu Ratna" in client.get(f"/organizations/{school.id}/").text
    event = Event.objects.filter(workspace_id=world.workspace.id, name="person.edited").latest("position")
    undo(world.workspace.id, event.operation_id, by=world.sari, at=NOW)
    assert not roles.all().exists()


def test_a_role_without_its_company_is_refused_beside_it(client: Client, world: World) -> None:
    person = world.make_person("Ibu Ratna")
    sign_in(client, world.sari)
    form = {"name": "Ibu Ratna", "role_company": "", "role": "Bendahara", "version": "1"}
    answer = client.post(f"/persons/{person.id}/", form)
    assert answer.status_code == 422
    assert "Isi perusahaan untuk peran ini." in answer.text
    assert 'value="Bendahara"' in answer.text


def test_a_role_at_a_strangers_company_is_refused(world: World) -> None:
    person = world.make_person("Ibu Ratna")
    theirs = make_organization(world.elsewhere, "Lain")
    with pytest.raises(Refusal):
        edit_person(person, {"roles": [(theirs.id, "Pengintai")]}, by=world.sari, at=NOW)
    assert not PersonRole.objects.filter(workspace_id=world.workspace.id).exists()


def test_a_persons_page_shows_the_deals_they_take_part_in_and_what_comes_next(client: Client, world: World) -> None:
    person = world.make_person("Ibu Ratna")
    deal = world.make_deal("Mesin", amount=5_000_000)
    set_people(deal, [(person.id, "Pengambil keputusan")], by=world.sari, at=NOW)
    new = NewActivity(kind="call", title="Tanya jumlah", deal=deal, person=person, due_at=NOW + timedelta(hours=2))
    add(world.workspace.id, new, by=world.sari, at=NOW)
    html = sign_in(client, world.sari).get(f"/persons/{person.id}/").text
    for words in ("Pengambil keputusan", "Tanya jumlah", "Mesin", "1 terbuka"):
        assert words in html
    assert 'class="temp' in html
    close(deal, outcome="lost", reason="Harga", by=world.sari, at=NOW)
    html = client.get(f"/persons/{person.id}/").text
    assert 'class="temp' not in html  # how warm it was says nothing once it has ended


@pytest.mark.parametrize(
    ("kind", "page", "form"),
    [
        (RecordKind.ORGANIZATION, "/organizations/new/", {"name": "Kopi Senja"}),
        (RecordKind.PERSON, "/persons/new/", {"name": "Pak Anton"}),
        (RecordKind.PRODUCT, "/products/", {"name": "Penggiling", "unit_price": "5"}),
    ],
)
def test_fields_of_ones_own_are_on_the_forms_for_what_is_new(
    client: Client, world: World, kind: str, page: str, form: dict[str, str]
) -> None:
    field = define(world.workspace.id, kind, FieldDesign("Daya listrik", "Power", "number"), by=world.wati, at=NOW)
    sign_in(client, world.wati)
    assert "Daya listrik" in client.get(page).text
    refused = client.post(page, {**form, field.key: "banyak"})
    assert refused.status_code == 422
    assert 'value="banyak"' in refused.text
    assert client.post(page, {**form, field.key: "1.300"}).status_code == 302
    models: dict[str, Any] = {RecordKind.ORGANIZATION: Organization, RecordKind.PERSON: Person}
    made = models.get(kind, Product).objects.get(workspace_id=world.workspace.id, name=form["name"])
    assert made.custom == {field.key: "1300"}


def test_a_new_person_begins_at_the_company_one_came_from(client: Client, world: World, company: Organization) -> None:
    sign_in(client, world.sari)
    assert 'value="Kopi Lembah"' in client.get(f"/persons/new/?organization={company.id}").text
