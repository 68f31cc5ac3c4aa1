"""Cells that are changed in their place, and views that are kept."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from alur.events.models import Event
from alur.fields.models import FieldType, RecordKind
from alur.fields.operations.defining import FieldDesign, define
from alur.people.operations.organizations import NewOrganization, create_organization
from alur.pipeline.models import Criterion
from alur.reporting.models import SavedView, ViewPin
from alur.reporting.operations.viewing import ViewDesign, save_view
from tests.web.lists.test_lists import page, rows
from tests.world import NOW, World, sign_in

HTMX = {"HX-Request": "true"}


@pytest.fixture
def sari(client: Client, world: World) -> Client:
    return sign_in(client, world.sari)


def test_a_cell_is_typed_into_and_its_row_comes_back_with_the_way_to_undo_it(sari: Client, world: World) -> None:
    deal = world.make_deal(amount=1_000)
    place = f"/lists/deal/{deal.id}/value/?columns=value"
    assert 'value="1.000"' in sari.get(place, headers=HTMX).content.decode()
    answer = sari.post(place, {"value": "412jt", "version": "1"}, headers=HTMX)
    assert world.reload(deal).amount == 412_000_000
    assert answer.headers["HX-Retarget"] == f"#r{deal.id}"
    assert "412.000.000" in answer.content.decode()
    sums = sari.get("/lists/deal/totals/", headers={**HTMX, "HX-Trigger": "list-totals"}).text
    assert sums.count("412") >= 2, "below the column, and beside the heading by a swap of its own"
    assert 'id="list-sum" hx-swap-oob="true"' in sums
    toast = json.loads(answer.headers["HX-Trigger"])["alur:toast"]
    sari.post(f"/operations/{toast['operation']}/undo/")
    assert world.reload(deal).amount == 1_000


@pytest.mark.parametrize(
    ("name", "typed", "column", "value"),
    [
        ("probability", "70%", "probability", 70),
        ("temperature", "hot", "temperature", "hot"),
        ("owner", "", "owner_id", None),
    ],
)
def test_each_kind_of_cell_changes_its_field(
    sari: Client, world: World, name: str, typed: str, column: str, value: object
) -> None:
    deal = world.make_deal()
    answer = sari.post(f"/lists/deal/{deal.id}/{name}/", {name: typed}, headers=HTMX)
    assert answer.status_code == 200
    assert getattr(world.reload(deal), column) == value


def test_what_cannot_be_is_refused_in_the_cell_with_what_was_typed(sari: Client, world: World) -> None:
    deal = world.make_deal(amount=1_000)
    answer = sari.post(f"/lists/deal/{deal.id}/value/", {"value": "1.50"}, headers=HTMX)
    assert answer.status_code == 422
    assert 'value="1.50"' in answer.content.decode()
    assert "field__err" in answer.content.decode()
    assert world.reload(deal).amount == 1_000


def test_a_change_that_someone_else_made_meanwhile_is_not_lost(sari: Client, world: World) -> None:
    deal = world.make_deal(amount=1_000)
    sari.post(f"/lists/deal/{deal.id}/value/", {"value": "2.000", "version": "1"}, headers=HTMX)
    answer = sari.post(f"/lists/deal/{deal.id}/value/", {"value": "3.000", "version": "1"}, headers=HTMX)
    assert answer.status_code == 422
    assert world.reload(deal).amount == 2_000


def test_the_stage_of_a_cell_meets_the_gate(sari: Client, world: World) -> None:
    Criterion.objects.filter(workspace_id=world.workspace.id).update(demand="required")
    deal = world.make_deal()
    answer = sari.post(f"/lists/deal/{deal.id}/stage/", {"stage": str(world.stages[2].id)}, headers=HTMX)
    assert answer.status_code == 422
    assert world.reload(deal).stage_id == world.stages[0].id


def test_own_fields_and_companies_are_edited_too(sari: Client, world: World) -> None:
    number = define(
        world.workspace.id, RecordKind.ORGANIZATION, FieldDesign("Cabang", "", FieldType.NUMBER), by=world.wati, at=NOW
    )
    company = create_organization(world.workspace.id, NewOrganization("Kopi Senja"), by=world.wati, at=NOW)
    for name, typed in ((number.key, "2,5"), ("size", "1.200"), ("industry", "Kafe")):
        answer = sari.post(f"/lists/organization/{company.id}/{name}/", {name: typed}, headers=HTMX)
        assert answer.status_code == 200, name
    company = world.reload(company)
    assert (company.custom, company.size, company.industry) == ({number.key: "2.5"}, 1_200, "Kafe")
    refused = sari.post(f"/lists/organization/{company.id}/size/", {"size": "banyak"}, headers=HTMX)
    assert refused.status_code == 422
    assert sari.get(f"/lists/organization/{company.id}/name/").status_code == 404
    assert sari.get(f"/lists/activity/{company.id}/kind/").status_code == 404


def test_what_is_shown_is_kept_as_a_view_and_found_again(sari: Client, world: World) -> None:
    world.make_deal("Panas", temperature="hot")
    world.make_deal("Dingin")
    form = {"name": "Yang panas", "filter": "temperature:is:hot", "sort": "-value", "columns": "title,value",
            "sharing": "team", "pinned": "1", "once": "sekali"}  # fmt: skip
    answers = [sari.post("/lists/deal/views/new/", form) for _ in range(2)]
    assert SavedView.objects.count() == 1
    view = SavedView.objects.get()
    assert [one.headers["Location"] for one in answers] == [f"/deals/?view={view.id}"] * 2
    html = page(sari, f"/deals/?view={view.id}")
    assert rows(html) == ["Panas"]
    assert ViewPin.objects.count() == 1
    refused = sari.post("/lists/deal/views/new/", {**form, "name": "", "once": "lagi"})
    assert refused.status_code == 422
    assert "temperature:is:hot" in refused.content.decode()


def test_a_view_says_when_what_is_shown_differs_and_keeps_the_change(sari: Client, world: World) -> None:
    view = save_view(ViewDesign("deal", "Panas", "temperature:is:hot"), by=world.sari, at=NOW)
    same = page(sari, f"/deals/?view={view.id}&filter=temperature:is:hot")
    assert "Perubahan belum disimpan" not in same
    html = page(sari, f"/deals/?view={view.id}&filter=temperature:is:cold")
    assert "Perubahan belum disimpan" in html
    action = re.search(r'action="(/views/\d+/)"', html)
    assert action is not None
    sari.post(action[1], {"filter": "temperature:is:cold", "sort": "-value", "columns": "title,value"})
    view = world.reload(view)
    assert (view.name, view.filter, view.sort) == ("Panas", "temperature:is:cold", "-value")


def test_a_view_shared_with_one_who_may_not_see_its_deals_shows_what_they_may(client: Client, world: World) -> None:
    world.make_deal("Milik Sari", temperature="hot")
    world.make_deal("Milik Tono", temperature="hot", owner=world.tono)
    view = save_view(ViewDesign("deal", "Panas", "temperature:is:hot", sharing="workspace"), by=world.wati, at=NOW)
    private = save_view(ViewDesign("deal", "Rahasia", "temperature:is:hot"), by=world.wati, at=NOW)
    sign_in(client, world.tono)
    assert rows(page(client, f"/deals/?view={view.id}")) == ["Milik Tono"]
    of_sari = save_view(ViewDesign("deal", "Mesin", "title:has:Sari", sharing="workspace"), by=world.wati, at=NOW)
    assert "rekan lain mungkin punya" in page(client, f"/deals/?view={of_sari.id}")
    page(client, f"/deals/?view={private.id}", status=404)
    page(client, f"/organizations/?view={view.id}", status=404)
    sign_in(client, world.citra)
    page(client, f"/deals/?view={view.id}", status=404)


def test_a_board_takes_a_view_too(sari: Client, world: World) -> None:
    world.make_deal("Panas", temperature="hot", amount=5)
    world.make_deal("Dingin", amount=7)
    view = save_view(ViewDesign("deal", "Yang panas", "temperature:is:hot"), by=world.sari, at=NOW)
    board = f"/pipelines/{world.pipeline.id}/?view={view.id}"
    assert sari.get(f"/pipelines/?view={view.id}").headers["Location"] == board
    for path in (board, f"{board}&as_of={NOW.date()}"):
        html = page(sari, path)
        assert "Yang panas" in html
        assert "Panas" in html
        assert (
            "Dingin"
            not in re.sub(r"<form.*?</form>|<details.*?</details>", "", html, flags=re.DOTALL).replace("temp--cold", "")
            or "Dingin</h3>" not in html
        )
    page(sari, f"/pipelines/{world.pipeline.id}/?view=12", status=404)


def test_pins_copies_and_removals_are_undone_from_the_toast(sari: Client, world: World) -> None:
    view = save_view(ViewDesign("deal", "Panas", sharing="workspace"), by=world.wati, at=NOW)
    sari.post(f"/views/{view.id}/pin/", {"pinned": "1"})
    assert ViewPin.objects.count() == 1
    sari.post(f"/views/{view.id}/copy/")
    copy = SavedView.objects.get(owner_id=world.sari.id)
    sari.post(f"/views/{copy.id}/removal/")
    assert world.reload(copy).deleted_at is not None
    last = Event.objects.filter(workspace_id=world.workspace.id).order_by("-position")[0]
    sari.post(f"/operations/{last.operation_id}/undo/")
    assert world.reload(copy).deleted_at is None


def test_pinned_views_stand_in_the_rail_of_every_page(sari: Client, world: World) -> None:
    save_view(ViewDesign("deal", "Panas <b>", "temperature:is:hot"), by=world.sari, at=NOW, is_pinned=True)
    view = SavedView.objects.get(workspace_id=world.workspace.id)
    for path in ("/", "/products/", "/more/"):
        html = page(sari, path)
        assert f'href="/deals/?view={view.id}"' in html
        assert "Panas &lt;b&gt;" in html
    assert "Panas" not in page(sign_in(Client(), world.dewi), "/products/")
