"""The audit trail of one record, of one kind of record, and of those who are no members."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alur.catalogue.operations.products import create_product
from alur.events.models import Event
from alur.orders.operations.answering import accept, send
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.quoting import make_quote
from alur.people.models import Organization
from alur.people.operations.organizations import NewOrganization, create_organization
from alur.people.operations.persons import NewPerson, create_person
from alur.pipeline.models import Deal
from alur.pipeline.operations.deleting import delete
from alur.pipeline.operations.editing import edit
from alur.web.audit.kinds import GROUPS, RECORDS
from alur.web.audit.words import kind_of
from tests.web.audit.test_audit import facts_of_alur, read_english, text_of
from tests.world import NOW, World

LATER = NOW + timedelta(days=1)


def test_every_event_is_of_a_kind_that_can_be_chosen() -> None:
    grouped = {kind for _title, kinds in GROUPS.values() for kind in kinds}
    assert {kind_of(name) for name in facts_of_alur()} - grouped == set()
    assert set(RECORDS) <= grouped


def test_a_record_is_found_by_its_name_and_its_trail_holds_it_alone(client: Client, world: World) -> None:
    read_english(client, world)
    wanted, other = world.make_deal("Mesin espresso"), world.make_deal("Penggiling kopi")
    company = add_company(world, "Espresso Jaya")
    edit(wanted, {"title": "Mesin espresso besar"}, by=world.sari, at=LATER)
    page = client.get("/settings/audit/?find=espresso&who=" + str(world.sari.id), headers={"hx-request": "true"}).text
    assert "<html" not in page
    leads = re.findall(r'href="([^"]+record=[^"]+)"', page)
    assert [re.sub(r".*record=", "", one) for one in leads] == [f"deal-{wanted.id}", f"organization-{company.id}"]
    shown = client.get(leads[0].replace("&amp;", "&")).text
    assert "Mesin espresso besar</b>" in shown, "the filter names the record"
    assert f'data-act="{_latest(wanted)}"' in shown
    assert "Penggiling" not in shown
    assert other.title not in client.post(f"/settings/audit/file/?record=deal-{wanted.id}").getvalue().decode()


def add_company(world: World, name: str) -> Organization:
    return create_organization(world.workspace.id, NewOrganization(name), by=world.wati, at=NOW)


def _latest(deal: Deal) -> int:
    return Event.objects.filter(workspace_id=deal.workspace_id, name="deal.edited").latest("id").operation_id


def test_without_script_what_was_found_stands_in_the_opened_filter(client: Client, world: World) -> None:
    read_english(client, world)
    deal = world.make_deal("Mesin espresso")
    page = client.get("/settings/audit/?find=espreso").text
    assert f"record=deal-{deal.id}" in page
    assert "Nothing is named so." in client.get("/settings/audit/?find=zzzz").text


def test_records_of_one_kind(client: Client, world: World) -> None:
    read_english(client, world)
    world.make_deal("Mesin")
    add_company(world, "Hotel Puri")
    told = text_of(client, "?object=organization")
    assert "added Hotel Puri" in told
    assert "Mesin" not in told
    assert "Nothing of the kind" in text_of(client, "?object=organization&kind=products")
    told = client.post("/settings/audit/file/?object=organization").getvalue().decode()
    assert "Hotel Puri" in told
    assert "Mesin" not in told


def test_what_is_in_the_trash_still_has_its_name_and_its_trail(client: Client, world: World) -> None:
    read_english(client, world)
    deal = world.make_deal("Mesin tua")
    delete(deal, by=world.sari, at=LATER)
    page = client.get(f"/settings/audit/?record=deal-{deal.id}").text
    assert "Mesin tua</b>" in page


def test_a_supervisor_learns_no_name_of_what_is_hidden(client: Client, world: World) -> None:
    hidden = world.make_deal("Rahasia Bali", owner=world.tono, by=world.tono)
    read_english(client, world, "budi")
    assert "Rahasia" not in client.get(f"/settings/audit/?record=deal-{hidden.id}").text
    assert "Rahasia" not in client.get("/settings/audit/?find=rahasia", headers={"hx-request": "true"}).text.replace(
        'value="rahasia"', ""
    )


@pytest.mark.parametrize("kind", ["deal", "organization", "person", "product"])
def test_who_may_read_it_gets_there_from_the_records_page(client: Client, world: World, kind: str) -> None:
    makers: dict[str, Callable[[], Any]] = {
        "deal": lambda: world.make_deal("Mesin"),
        "organization": lambda: add_company(world, "Hotel"),
        "person": lambda: create_person(world.workspace.id, NewPerson("Ibu Ratna"), by=world.wati, at=NOW),
        "product": lambda: create_product(world.workspace.id, {"name": "Mesin"}, by=world.wati, at=NOW),
    }
    record = makers[kind]()
    link = f"/settings/audit/?record={kind}-{record.id}"
    read_english(client, world)
    assert link in client.get(f"/{kind}s/{record.id}/").text
    assert "Nothing of the kind" not in text_of(client, link.removeprefix("/settings/audit/"))
    assert link not in read_english(client, world, "sari").get(f"/{kind}s/{record.id}/").text


def test_the_trail_of_a_record_asks_as_much_however_long_it_is(client: Client, world: World) -> None:
    read_english(client, world)
    counts = []
    deal = world.make_deal("Mesin")
    for number in range(12):
        deal = edit(world.reload(deal), {"title": f"Mesin {number}"}, by=world.sari, at=LATER)
        if number in (3, 11):
            with CaptureQueriesContext(connection) as asked:
                client.get(f"/settings/audit/?record=deal-{deal.id}")
            counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_customers_answer_is_the_customers_and_not_something_that_alur_did(client: Client, world: World) -> None:
    read_english(client, world)
    deal = world.make_deal("Mesin")
    lines = [LineDraft(name="Mesin", quantity=1_000, unit_price=1_000_000)]
    quote = send(make_quote(deal, {}, lines, by=world.sari, at=NOW), by=world.sari, at=NOW)
    accept(quote, name="Ibu Ratna", by=None, at=LATER)
    edit(world.reload(deal), {"title": "Mesin besar"}, by=None, at=LATER)
    by_customers, by_alur = text_of(client, "?who=customers"), text_of(client, "?who=alur")
    assert "Ibu Ratna, a customer by a link accepted the quote" in by_customers
    assert "Alur" not in by_customers
    assert "Alur edited Mesin besar" in by_alur
    assert "accepted the quote" not in by_alur
