"""What a pipeline's deals need, as its owners set it: in the queue, on every page, from a stage on."""

from __future__ import annotations

import pytest
from django.test import Client

from alur.events.models import Event
from alur.events.relaying import relay_all
from alur.events.undoing import undo
from alur.fields.operations.defining import FieldDesign, archive, define
from alur.kernel.refusal import Refusal, Refusals
from alur.people.operations.organizations import edit_organization
from alur.people.operations.persons import edit_person
from alur.pipeline.models import Deal
from alur.pipeline.operations.moving import move
from alur.pipeline.operations.needing import set_needs
from alur.pipeline.operations.parts import set_people
from alur.pipeline.queries.complete import company_completeness, deal_completeness, person_completeness
from alur.pipeline.queries.needs import Completeness, Need
from alur.rescue.models import Watch
from alur.rescue.queries.data_report import Share, data_report
from tests.world import NOW, World, sign_in

PHONE = [("phone", "081234567890", "")]


def kept(world: World, deal: Deal) -> Completeness:
    """As the queue has it, once what was recorded has been heard."""
    relay_all(at=NOW)
    row = Watch.objects.get(workspace_id=world.workspace.id, deal_id=deal.id)
    return Completeness(row.completeness, tuple(row.lacks))


@pytest.mark.django_db(transaction=True)
def test_what_budi_sets_counts_from_its_stage_on_and_goes_back_whole(world: World) -> None:
    company = world.make_organization()
    person = world.make_person(organization=company)
    deal = world.make_deal(organization=company, stage=0)
    set_people(deal, [(person.id, "Pembeli")], by=world.sari, at=NOW)
    design = FieldDesign(name_id="NPWP", name_en="Tax number", type="text")
    npwp = define(world.workspace.id, "organization", design, by=world.wati, at=NOW)
    tax = f"organization.{npwp.key}"
    usual = deal_completeness(deal)
    assert usual == kept(world, deal)
    needs = [
        Need("contact", 3),
        Need(tax, 2, world.stages[1].id),
        Need("person.job_title", 1),
        Need("organization.size", 1),
        Need("value", 0),
    ]
    set_needs(world.pipeline, needs, by=world.budi, at=NOW)
    assert (
        kept(world, deal)
        == deal_completeness(deal)
        == Completeness(0, ("contact", "organization.size", "person.job_title"))
    )
    edit_person(person, {"contacts": PHONE, "job_title": "Pembeli"}, by=world.sari, at=NOW)
    assert kept(world, deal) == deal_completeness(deal) == Completeness(80, ("organization.size",))
    move(deal, to=world.stages[1], by=world.sari, at=NOW)
    deal = world.reload(deal)
    assert kept(world, deal) == deal_completeness(deal) == Completeness(57, (tax, "organization.size"))
    assert company_completeness(company) == Completeness(50, (tax, "organization.size"))
    assert person_completeness(world.reload(person)) == Completeness(100, ())
    edit_organization(company, {"custom": {npwp.key: "0123"}}, by=world.sari, at=NOW)
    assert kept(world, deal) == Completeness(85, ("organization.size",))
    archive(npwp, by=world.wati, at=NOW)
    assert kept(world, deal) == Completeness(80, ("organization.size",))  # nobody could fill it in now
    set_by = Event.objects.filter(workspace_id=world.workspace.id, name="pipeline.needs_set").get()
    undo(world.workspace.id, set_by.operation_id, by=world.budi, at=NOW)
    assert world.reload(world.pipeline).needs is None
    assert kept(world, deal) == deal_completeness(world.reload(deal))


@pytest.mark.django_db
def test_what_cannot_be_needed_is_refused_by_name_and_a_seller_sets_nothing(world: World) -> None:
    wrong = [Need("shoe_size", 2), Need("value", 9), Need("source", 1, 7)]
    with pytest.raises(Refusals) as caught:
        set_needs(world.pipeline, wrong, by=world.wati, at=NOW)
    assert [one.field for one in caught.value.items] == ["shoe_size", "value", "source"]
    with pytest.raises(Refusal):
        set_needs(world.pipeline, [Need("value", 1)], by=world.sari, at=NOW)
    assert world.reload(world.pipeline).needs is None


@pytest.mark.django_db
def test_sari_fills_in_on_each_page_what_its_ring_names(client: Client, world: World) -> None:
    company = world.make_organization()
    person = world.make_person(organization=company)
    deal = world.make_deal(organization=company)
    set_people(deal, [(person.id, "")], by=world.sari, at=NOW)
    needs = [Need("contact", 3), Need("organization.size", 1), Need("person.job_title", 1), Need("source", 1)]
    set_needs(world.pipeline, needs, by=world.wati, at=NOW)
    sign_in(client, world.sari)
    told = {
        f"/deals/{deal.id}/": "0% lengkap, kurang: telepon atau email, jumlah karyawan, jabatan, sumber",
        f"/organizations/{company.id}/": "0% lengkap, kurang: telepon atau email, jumlah karyawan",
        f"/persons/{person.id}/": "0% lengkap, kurang: telepon atau email, jabatan",
    }
    for path, sentence in told.items():
        assert sentence in client.get(path).text, path
        assert sentence in client.get(f"{path}data/").text, path
    wrong = client.post(f"/deals/{deal.id}/data/", {"contact": "0812", "organization.size": "40"})
    assert wrong.status_code == 422
    assert 'id="err-contact"' in wrong.text
    assert 'value="40"' in wrong.text
    assert world.reload(company).size is None
    client.post(f"/deals/{deal.id}/data/", {"contact": "081234567890", "organization.size": "40"})
    client.post(f"/persons/{person.id}/data/", {"person.job_title": "Pembeli"})
    assert world.reload(company).size == 40
    page = client.get(f"/deals/{deal.id}/").text
    assert "83% lengkap, kurang: sumber" in page
    assert "100% lengkap" in client.get(f"/persons/{person.id}/").text
    assert "100% lengkap" in client.get(f"/organizations/{company.id}/").text


@pytest.mark.django_db
def test_wati_sees_how_many_deals_would_lack_before_she_saves(client: Client, world: World) -> None:
    for title in ("Mesin", "Kopi"):
        company = world.make_organization()
        edit_organization(company, {"contacts": PHONE, "region_code": "32.73"}, by=world.wati, at=NOW)
        world.make_deal(title, organization=company)
    address = f"/settings/pipelines/{world.pipeline.id}/needs/"
    typed = {"w.contact": "3", "w.organization.website": "5", "s.organization.website": ""}
    sign_in(client, world.wati)
    before = client.get(address).text
    tried = client.post(address, {**typed, "do": "check"}).text
    assert "rata-rata 75% lengkap" in before
    assert "rata-rata 37% lengkap" in tried
    assert "2 dari 2 deal terlalu banyak kurang" in tried
    assert "Situs web" in tried
    assert "kurang di 2" in tried
    assert world.reload(world.pipeline).needs is None
    assert client.post(address, {**typed, "do": "save"}).status_code == 302
    assert world.reload(world.pipeline).needs == [["contact", 3, None], ["organization.website", 5, None]]
    assert client.post(address, {**typed, "do": "usual"}).status_code == 302
    assert world.reload(world.pipeline).needs is None


@pytest.mark.django_db
def test_of_no_deal_the_report_does_not_say_that_it_is_complete(client: Client, world: World) -> None:
    assert "100%" not in sign_in(client, world.wati).get("/reports/data/").text
    world.make_deal("Mesin", owner=world.sari)
    assert 'class="stat__v num">–' not in client.get("/reports/data/").text


@pytest.mark.django_db
def test_the_report_by_owner_and_source_says_what_the_pages_of_its_deals_say(client: Client, world: World) -> None:
    known = world.make_organization()
    edit_organization(known, {"contacts": PHONE, "region_code": "32.73"}, by=world.wati, at=NOW)
    deals = [
        world.make_deal("Mesin", organization=known, owner=world.sari),
        world.make_deal("Kopi", organization=world.make_organization("Toko"), owner=world.sari),
        world.make_deal("Servis", organization=known, owner=world.tono),
    ]
    percents = {deal.id: deal_completeness(deal).percent for deal in deals}
    report = data_report(world.wati, by="owner")
    rows = dict(report.rows)
    assert report.whole == Share(3, sum(percents.values()), sum(one < 80 for one in percents.values()))
    assert rows[world.sari.id].total == percents[deals[0].id] + percents[deals[1].id]
    assert rows[world.tono.id].mean == percents[deals[2].id]
    assert dict(report.missing)["contact"] == 1
    assert {one.deal_id: one.percent for one in report.worst} == percents
    assert dict(data_report(world.wati, by="source").rows) == {0: report.whole}
    assert data_report(world.tono, by="owner").whole == rows[world.tono.id], "colleagues' deals are not seen"
    page = sign_in(client, world.wati).get("/reports/data/").text
    assert f"/forgotten/?reason=lacking&amp;owner={world.sari.id}" in page
    for deal in deals:
        assert f'"/deals/{deal.id}/"' in page
        assert f"{percents[deal.id]}% lengkap" in client.get(f"/deals/{deal.id}/").text
