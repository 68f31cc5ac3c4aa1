"""Pages of blocks, on the screen: composed with buttons alone, and each reader's figures are their own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from alur.pipeline.operations.closing import close
from alur.reporting.models import Dashboard
from alur.reporting.operations.composing import CHARTS, FIGURES, Block, DashboardDesign, make_dashboard
from alur.reporting.operations.viewing import ViewDesign, save_view
from alur.tenancy.models import Member
from tests.world import NOW, World, days_ago, sign_in


@pytest.fixture(autouse=True)
def noon() -> Any:
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        yield


def made(world: World, blocks: list[Block], by: Member | None = None, sharing: str = "workspace") -> Dashboard:
    design = DashboardDesign("Rapat Senin", blocks, sharing)
    return make_dashboard(design, by=by or world.wati, at=NOW).page


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split()).replace("\xa0", " ")


def shown(client: Client, page: Dashboard, status: int = 200, **query: str) -> str:
    answer = client.get(f"/dashboards/{page.id}/", query, headers={"Accept-Language": "id"})
    assert answer.status_code == status
    return text(answer)


def block_of(page: str, title: str) -> str:
    return page.split(f'aria-label="{title}"')[1].split("</section>")[0]


def happen(world: World) -> None:
    for owner, amount in ((world.sari, 3_000_000), (world.tono, 5_000_000)):
        won = world.make_deal(f"Menang {owner.name}", owner=owner, amount=amount, at=days_ago(20))
        close(won, outcome="won", by=world.wati, at=days_ago(2))
        world.make_deal(f"Buka {owner.name}", owner=owner, amount=amount, temperature="hot", at=days_ago(20))


def test_every_block_there_is_can_be_shown_with_and_without_deals(world: World, client: Client) -> None:
    blocks = [Block(f"f{n}", "figure", name, 3) for n, name in enumerate(FIGURES)]
    blocks += [Block(f"c{n}", "chart", name, 12 if n % 2 else 6) for n, name in enumerate(CHARTS)]
    page = made(world, [*blocks, Block("n", "note", text="<b>Sirup</b>")])
    sign_in(client, world.wati)
    assert "Tidak ada deal yang kalah" in shown(client, page)
    happen(world)
    full = shown(client, page)
    assert "Rp 8 jt" in block_of(full, "Menang")
    assert "2 dari 2" in block_of(full, "Menang dari yang berakhir")
    assert "&lt;b&gt;Sirup" in full


def test_a_reader_of_a_shared_page_sees_figures_and_rows_of_own_deals_alone(world: World, client: Client) -> None:
    happen(world)
    view = save_view(ViewDesign("deal", "Panas", "temperature:is:hot", sharing="workspace"), by=world.wati, at=NOW)
    page = made(world, [Block("b1", "figure", "won", 3), Block("b2", "view", str(view.id), 12)])
    sari = shown(sign_in(client, world.sari), page)
    assert "Rp 3 jt" in block_of(sari, "Menang")
    assert "Buka Sari" in sari
    assert "Tono" not in sari
    told = "Hanya deal yang boleh Anda lihat yang dihitung."
    assert told in sari
    wati = shown(sign_in(client, world.wati), page)
    assert told not in wati
    assert "Rp 8 jt" in block_of(wati, "Menang")
    assert "Rp 5 jt" in block_of(shown(client, page, owner=str(world.tono.id)), "Menang")
    sign_in(client, world.citra)
    shown(client, page, status=404)


def test_a_view_that_is_not_for_the_reader_says_so_in_its_place(world: World, client: Client) -> None:
    view = save_view(ViewDesign("deal", "Rahasia Wati", "temperature:is:hot"), by=world.wati, at=NOW)
    page = made(world, [Block("b1", "view", str(view.id)), Block("b2", "figure", "won")])
    told = shown(sign_in(client, world.sari), page)
    assert "Tampilan ini bukan untuk Anda" in told
    assert "Rahasia" not in told
    assert 'aria-label="Menang"' in told


def test_a_page_is_composed_with_buttons_alone_and_kept_at_the_end(world: World, client: Client) -> None:
    sign_in(client, world.wati)
    client.post("/dashboards/new/", {"name": "Rapat Senin"})
    page = Dashboard.objects.get(workspace_id=world.workspace.id)
    edit, before = f"/dashboards/{page.id}/edit/", page.blocks
    assert "Anda belum masuk tim" in client.get(edit).text, "why it cannot be shared with My team"
    form = {"name": "Rapat Selasa", "sharing": "workspace", "period": "month", "version": "1"}
    for n, one in enumerate(("won", "lost")):
        form |= {f"b.b{n}.kind": "figure", f"b.b{n}.of": one, f"b.b{n}.width": "3", f"b.b{n}.text": ""}
    typed: dict[str, Any] = {**form, "block": ["b0", "b1"]}
    assert order(client.post(edit, {**typed, "do": "later:b0"})) == ["b1", "b0"]
    assert order(client.post(edit, {**typed, "do": "earlier:b0"})) == ["b0", "b1"]
    assert order(client.post(edit, {**typed, "do": "remove:b0"})) == ["b1"]
    assert order(client.post(edit, {**typed, "do": "copy:b0"})) == ["b0", "b2", "b1"]
    assert order(client.post(edit, {**typed, "do": "add:chart:stages"})) == ["b0", "b1", "b2"]
    assert "w-12" in client.post(edit, {**typed, "do": "width:b1:12"}).content.decode()
    assert world.reload(page).blocks == before
    client.post(edit, {**typed, "block": ["b1", "b0"], "do": "save"})
    kept = world.reload(page)
    assert (kept.name, kept.sharing, kept.period) == ("Rapat Selasa", "workspace", "month")
    assert [block["of"] for block in kept.blocks] == ["lost", "won"]


def order(answer: Any) -> list[str]:
    return [part.split('"')[0] for part in answer.content.decode().split('data-block="')[1:]]


def test_what_was_typed_stands_beside_the_refusal(world: World, client: Client) -> None:
    page = made(world, [Block("b1", "note", text="Lama")])
    sign_in(client, world.wati)
    typed = {
        "name": "", "sharing": "private", "period": "month", "version": "1", "do": "save",
        "block": "b1", "b.b1.kind": "note", "b.b1.of": "", "b.b1.width": "6", "b.b1.text": "Janji rapat lalu",
    }  # fmt: skip
    answer = client.post(f"/dashboards/{page.id}/edit/", typed, headers={"Accept-Language": "id"})
    assert answer.status_code == 422
    assert "Beri halaman ini nama" in text(answer)
    assert "Janji rapat lalu</textarea>" in text(answer)
    assert world.reload(page).name == "Rapat Senin"


def test_a_page_without_a_name_is_not_made(world: World, client: Client) -> None:
    sign_in(client, world.wati)
    assert client.post("/dashboards/new/", {"name": " "}).status_code == 422
    assert Dashboard.objects.filter(workspace_id=world.workspace.id).count() == 0


def test_a_second_page_of_one_name_is_refused_beside_the_name_that_was_typed(client: Client, world: World) -> None:
    made(world, [], sharing="private")
    sign_in(client, world.wati)
    answer = client.post("/dashboards/new/", {"name": "RAPAT senin"}, headers={"Accept-Language": "id"})
    assert answer.status_code == 422
    assert "Sudah ada halaman Anda bernama “RAPAT senin”." in text(answer)
    assert 'value="RAPAT senin"' in text(answer)
