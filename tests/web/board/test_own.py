"""The workspace's own fields on the cards of the board."""

from __future__ import annotations

from django.test import Client

from alur.fields.operations.defining import FieldDesign, define
from alur.pipeline.operations.editing import edit
from tests.world import NOW, World, sign_in


def test_a_card_says_what_its_fields_hold_where_they_are_to_show_on_it(client: Client, world: World) -> None:
    def make(name: str, **design: object) -> str:
        return define(world.workspace.id, "deal", FieldDesign(name, **design), by=world.wati, at=NOW).key  # type: ignore[arg-type]

    power = make("Daya listrik", type="number", unit="VA", places=["page", "card"])
    expert = make("Teknisi", type="member", places=["card"])
    secret = make("Kode lama", places=["page"])
    full, empty = world.make_deal("Penuh"), world.make_deal("Kosong")
    edit(full, {"custom": {power: "3500", expert: str(world.dewi.id), secret: "rahasia"}}, by=world.sari, at=NOW)
    html = sign_in(client, world.wati).get(f"/pipelines/{world.pipeline.id}/").content.decode()
    assert '<span class="mut">Daya listrik</span> 3.500\u00a0VA</span>' in html
    assert f'<span class="mut">Teknisi</span> {world.dewi.name}</span>' in html
    assert "rahasia" not in html
    assert html.count('class="card__own"') == 1
    assert empty.title in html
