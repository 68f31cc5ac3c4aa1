"""What people wrote is read where it was written: on the page of the deal and of its company."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from alur.conversations.models import Activity
from alur.conversations.operations.planning import edit, finish
from alur.pipeline.operations.closing import close
from tests.world import NOW, World, sign_in

NOTE = "Dapur pindah ke lantai dua, minta ukuran mesin"


@pytest.mark.parametrize("place", ["deals", "organizations"])
def test_a_note_a_long_call_and_what_came_of_a_visit_are_read_beneath_their_lines(
    client: Client, world: World, place: str
) -> None:
    company = world.make_organization("Kopi Lembah")
    deal = world.make_deal("Dua mesin", owner=world.sari, organization=company)
    sign_in(client, world.sari)
    long = "Minta contoh kopi, " * 8 + "dan jadwal uji rasa"
    for kind, body in (("note", NOTE), ("call", long), ("whatsapp", "Tanya garansi")):
        assert client.post(f"/deals/{deal.id}/activities/", {"kind": kind, "body": body}).status_code == 302
    client.post(f"/deals/{deal.id}/activities/", {"kind": "visit", "body": "Datang", "due_on": "25/12/2036"})
    visit = Activity.objects.get(workspace_id=world.workspace.id, kind="visit")
    finish(visit, by=world.sari, at=NOW, outcome="Setuju dua unit")
    where = f"/{place}/{deal.id if place == 'deals' else company.id}/"

    html = client.get(where).text
    for words in (NOTE, long, "Setuju dua unit"):
        assert f'<div class="bubble preline">{words}</div>' in html
    assert html.count('<div class="bubble preline">') == 3, "a title is not told twice"

    note = Activity.objects.get(workspace_id=world.workspace.id, kind="note")
    edit(note, {"body": "Dapur tetap di bawah"}, by=world.sari, at=NOW)
    html = client.get(where).text
    assert "Dapur tetap di bawah" in html
    assert NOTE not in html


def test_a_won_deal_says_when_it_was_won_where_an_open_one_names_its_stage(client: Client, world: World) -> None:
    deal = world.make_deal("Dua mesin", owner=world.sari)
    stage = world.stages[0].name_in("id")
    sign_in(client, world.sari)
    fact = re.compile(r'<small class="t12">([^<]*)</small>')
    assert stage in fact.findall(client.get(f"/deals/{deal.id}/").text)
    close(deal, outcome="won", by=world.sari, at=NOW)
    told = fact.findall(client.get(f"/deals/{deal.id}/").text)
    assert "menang 23 Nov 2026" in told
    assert stage not in told
