"""What Sari finds out about a company stands on its page, with its sources, and every change goes back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from alur.catalogue.operations.products import create_family
from alur.events.models import Event
from alur.events.purging import purge
from alur.events.undoing import undo
from alur.kernel.refusal import Refusal
from alur.people.models import Organization
from alur.people.operations.organizations import delete_organization
from alur.research.models import Competitor, Potential, ResearchNote
from alur.research.operations import remove, write, write_all
from alur.research.queries import research_on
from tests.api.asking import caller
from tests.files import samples
from tests.world import NOW, World, sign_in

TODAY = NOW.date()


@pytest.fixture
def company(world: World) -> Organization:
    return world.make_organization("Kopi Lembah")


def last_act(world: World) -> int:
    return Event.objects.filter(workspace_id=world.workspace.id).order_by("-position")[0].operation_id


def test_notes_potential_and_competitors_are_written_changed_and_taken_back(
    world: World, company: Organization
) -> None:
    doing: dict[str, Any] = {"by": world.sari, "at": NOW, "today": TODAY}
    machines = create_family(world.workspace.id, "Mesin", by=world.wati, at=NOW)
    note = write(ResearchNote, company, {"text": "Buka dua cabang", "source": "https://koran.example/1"}, **doing)
    potential = write(Potential, company, {"family_id": machines.id, "amount": 90_000_000}, **doing)
    rival = write(Competitor, company, {"name": "Mesin Jaya", "family_id": machines.id}, **doing)
    write(Potential, company, {"amount": None, "quantity": 12_000}, row=potential, **doing)
    found = research_on(world.workspace.id, company.id)
    assert [(one.text, one.author_id) for one in found.notes] == [("Buka dua cabang", world.sari.id)]
    assert [(one.amount, one.quantity) for one in found.potentials] == [(None, 12_000)]
    undo(world.workspace.id, last_act(world), by=world.sari, at=NOW)
    assert world.reload(potential).amount == 90_000_000
    rows: list[Any] = [note, potential, rival]
    for row in rows:
        remove(row, by=world.sari, at=NOW)
        assert world.reload(row).deleted_at == NOW
        undo(world.workspace.id, last_act(world), by=world.sari, at=NOW)
        assert world.reload(row).deleted_at is None


def test_what_cannot_be_is_refused_beside_its_field(world: World, company: Organization) -> None:
    doing: dict[str, Any] = {"by": world.sari, "at": NOW, "today": TODAY}
    machines = create_family(world.workspace.id, "Mesin", by=world.wati, at=NOW)
    theirs = create_family(world.elsewhere.id, "Mesin", by=world.citra, at=NOW)
    write(Potential, company, {"family_id": machines.id, "quantity": 1_000}, **doing)
    wrong: list[tuple[Any, dict[str, Any], str]] = [
        (ResearchNote, {"text": " "}, "text"),
        (ResearchNote, {"text": "Esok", "noted_on": TODAY + timedelta(days=1)}, "noted_on"),
        (Potential, {"family_id": machines.id, "amount": 1, "quantity": 1}, "figure"),
        (Potential, {"family_id": machines.id, "amount": 0}, "figure"),
        (Potential, {"family_id": theirs.id, "amount": 5}, "family"),
        (Potential, {"family_id": machines.id, "amount": 5}, "family"),
        (Competitor, {"name": ""}, "name"),
    ]
    for model, values, field in wrong:
        with pytest.raises(Refusal) as refused:
            write(model, company, values, **doing)
        assert refused.value.field == field
    assert research_on(world.workspace.id, company.id).notes == []


def test_the_page_keeps_what_was_typed_shows_the_file_and_the_link(
    world: World, client: Client, company: Organization
) -> None:
    machines = create_family(world.workspace.id, "Mesin", by=world.wati, at=NOW)
    sari, here = sign_in(client, world.sari), f"/organizations/{company.id}/"
    wrong = {"family": str(machines.id), "figure": "banyak", "measure": "money", "note": "kata Ratna"}
    refused = sari.post(f"{here}research/potentials/", wrong)
    assert refused.status_code == 422
    assert 'value="banyak"' in refused.content.decode()
    assert "kata Ratna" in refused.content.decode()
    sari.post(f"{here}research/potentials/", {**wrong, "figure": "90 jt"})
    sari.post(f"{here}research/competitors/", {"name": "Mesin Jaya", "strengths": "Servis cepat"})
    file = SimpleUploadedFile("Survei.pdf", samples.PDF)
    note = {"text": "Buka dua cabang", "source": "https://koran.example/dua", "file": file}
    sari.post(f"{here}research/notes/", note)
    shown = sari.get(here).content.decode().replace("\xa0", " ")
    assert all(words in shown for words in ("90 jt", "Servis cepat", "Buka dua cabang", "Survei.pdf"))
    assert 'href="https://koran.example/dua"' in shown
    assert sari.post(f"{here}research/gossip/", note).status_code == 404
    assert sign_in(Client(), world.vina).post(f"{here}research/notes/", {"text": "x"}).status_code == 403


def test_it_goes_with_its_company_when_the_trash_is_emptied(world: World, company: Organization) -> None:
    write(ResearchNote, company, {"text": "Satu"}, by=world.sari, at=NOW, today=TODAY)
    delete_organization(company, by=world.sari, at=NOW)
    list(purge(world.workspace.id, at=NOW + timedelta(days=31)))
    assert not ResearchNote.objects.filter(workspace_id=world.workspace.id).exists()


def test_the_api_replaces_potentials_and_competitors_whole(world: World, company: Organization) -> None:
    sari, here = caller(world.sari), f"/organizations/{company.id}"
    family = sari.post("/product-families", {"name": "Mesin"}).json()["id"]
    money = {"family": family, "value": {"amount": 5_000_000, "currency": "IDR"}}
    assert sari.put(f"{here}/potentials", {"potentials": [money]}).json()["potentials"][0]["value"] == money["value"]
    events = Event.objects.filter(workspace_id=world.workspace.id).count()
    sari.put(f"{here}/potentials", {"potentials": [money]})
    assert Event.objects.filter(workspace_id=world.workspace.id).count() == events
    sari.put(f"{here}/competitors", {"competitors": [{"name": "Mesin Jaya"}, {"name": "Kopi Maju"}]})
    left = sari.put(f"{here}/competitors", {"competitors": [{"name": "mesin jaya", "strengths": "Murah"}]}).json()
    assert [(one["name"], one["strengths"]) for one in left["competitors"]] == [("mesin jaya", "Murah")]
    made = sari.post(f"{here}/research", {"text": "Buka dua cabang", "source": "Ratna"})
    note = made.json()["notes"][0]["id"]
    assert sari.delete(f"{here}/research/{note}").status_code == 204
    assert sari.put(f"{here}/potentials", {"potentials": []}).json()["potentials"] == []
    write_all(Competitor, company, [], by=world.sari, at=NOW, today=TODAY)
    assert research_on(world.workspace.id, company.id).competitors == []
