from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from alur.events.models import Event
from alur.pipeline.models import CloseReason, Pipeline
from alur.pipeline.queries.design import design_of
from alur.pipeline.queries.gates import stages_of
from tests.pipeline.designs import SALES
from tests.world import NOW, World, days_ago, sign_in

FIELD = re.compile(r'<(?:input|select)\b[^>]*\bname="([^"]+)"[^>]*>')
VALUE = re.compile(r'\bvalue="([^"]*)"')


@pytest.fixture
def wati(client: Client, world: World) -> Client:
    return sign_in(client, world.wati)


def address(world: World) -> str:
    return f"/settings/pipelines/{world.pipeline.id}/"


def form_of(response: Any, form: str = "designer") -> dict[str, Any]:
    """What the page's big form would send as it stands."""
    html = response.content.decode()
    html = html[html.index(f'id="{form}"') : html.index("</alur-designer>")]
    sent: dict[str, list[str]] = {}
    for tag in re.finditer(r"<(input|select)\b([^>]*)>", html):
        name = re.search(r'\bname="([^"]+)"', tag[2])
        if name is None or (('type="radio"' in tag[2] or 'type="checkbox"' in tag[2]) and "checked" not in tag[2]):
            continue
        if tag[1] == "select":
            options = html[tag.end() : html.index("</select>", tag.end())]
            chosen = re.search(r'value="([^"]*)" selected', options)
            value = chosen[1] if chosen else ""
        else:
            found = VALUE.search(tag[2])
            value = found[1] if found else ""
        sent.setdefault(name[1], []).append(value)
    return dict(sent)


def key(world: World, place: int, name: str) -> str:
    return f"s.{world.stages[place].id}.{name}"


def press(client: Client, url: str, form: dict[str, Any], do: str) -> Any:
    return client.post(url, {**form, "do": do})


def test_a_form_sent_as_it_came_changes_nothing(wati: Client, world: World) -> None:
    before, events = design_of(world.pipeline), Event.objects.count()
    form = form_of(wati.get(address(world)))
    response = press(wati, address(world), form, "save")
    assert response.status_code == 302
    assert design_of(world.pipeline) == before
    assert Event.objects.count() == events


def test_the_effect_is_shown_and_asked_for_before_open_deals_change(wati: Client, world: World) -> None:
    deal = world.make_deal(stage=3, amount=100_000_000, at=days_ago(3))
    form = form_of(wati.get(address(world)))
    form[key(world, 3, "probability")] = "50%"
    checked = press(wati, address(world), form, "check")
    assert "Harapan turun Rp 10 jt" in checked.content.decode().replace("\xa0", " ")
    asked = press(wati, address(world), form, "save")
    assert asked.status_code == 200
    assert world.reload(deal).probability == 60
    agreed = re.search(r'value="(confirm:[^"]+)"', asked.content.decode())
    assert agreed is not None
    assert press(wati, address(world), form, agreed[1]).status_code == 302
    assert world.reload(deal).probability == 50


def test_an_answer_to_another_effect_asks_again(wati: Client, world: World) -> None:
    world.make_deal(stage=3, amount=100_000_000, at=days_ago(3))
    form = form_of(wati.get(address(world)))
    form[key(world, 3, "probability")] = "50"
    asked = press(wati, address(world), form, "save")
    agreed = re.search(r'value="(confirm:[^"]+)"', asked.content.decode())
    assert agreed is not None
    late = world.make_deal(stage=3, amount=5_000_000, at=days_ago(1))
    assert press(wati, address(world), form, agreed[1]).status_code == 200
    assert world.reload(late).probability == 60


def test_what_cannot_be_read_is_named_in_its_row_and_what_was_typed_stays(wati: Client, world: World) -> None:
    form = form_of(wati.get(address(world)))
    form[key(world, 1, "probability")] = "banyak"
    form[key(world, 2, "name_id")] = form[key(world, 2, "name_en")] = ""
    response = press(wati, address(world), form, "save")
    html = response.content.decode()
    assert response.status_code == 422
    assert 'value="banyak"' in html
    assert "Tulis peluang dari 0 sampai 100 persen." in html
    assert [stage.probability for stage in stages_of(world.workspace.id, world.pipeline.id)][1] == 25


def test_buttons_add_order_and_remove_without_saving_and_then_all_is_saved(wati: Client, world: World) -> None:
    url = address(world)
    form = form_of(wati.get(url))
    form = form_of(press(wati, url, form, "add_stage"))
    form["s.n1.name_id"], form["s.n1.name_en"], form["s.n1.probability"] = ["Kontrak"], ["Contract"], ["95%"]
    form = form_of(press(wati, url, form, "up:n1"))
    form = form_of(press(wati, url, form, f"remove_stage:{world.stages[1].id}"))
    form["s.n1.add"] = ["value"]
    form = form_of(press(wati, url, form, "add_criterion:n1"))
    form["c.k1.demand"] = ["required"]
    assert len(stages_of(world.workspace.id, world.pipeline.id)) == 5
    assert press(wati, url, form, "save").status_code == 302
    design = design_of(world.pipeline)
    names = [stage.name_en for stage in design.stages]
    assert names == ["Prospecting", "Contacting", "Building relationship", "Contract", "Closing"]
    assert [(one.field, one.demand) for one in design.stages[3].criteria] == [("value", "required")]


def test_deals_of_a_removed_stage_go_where_the_form_says(wati: Client, world: World) -> None:
    deal = world.make_deal(stage=1, at=days_ago(3))
    url = address(world)
    form = form_of(press(wati, url, form_of(wati.get(url)), f"remove_stage:{world.stages[1].id}"))
    form[key(world, 1, "to")] = [str(world.stages[2].id)]
    asked = press(wati, url, form, "save")
    agreed = re.search(r'value="(confirm:[^"]+)"', asked.content.decode())
    assert agreed is not None
    press(wati, url, form, agreed[1])
    assert world.reload(deal).stage_id == world.stages[2].id


def test_real_figures_can_be_taken_over(wati: Client, world: World) -> None:
    from alur.pipeline.operations.closing import close

    for number in range(10):
        deal = world.make_deal(stage=0, at=days_ago(30))
        close(deal, outcome="won" if number < 3 else "lost", reason="Harga", by=world.sari, at=days_ago(2))
    form = form_of(press(wati, address(world), form_of(wati.get(address(world))), "use_measured"))
    assert form[key(world, 0, "probability")] == ["30%"]
    assert form[key(world, 1, "probability")] == ["25%"]


def test_a_second_editor_is_told_and_keeps_what_they_typed(wati: Client, world: World) -> None:
    form = form_of(wati.get(address(world)))
    first = {**form, key(world, 0, "probability"): "12"}
    assert press(wati, address(world), first, "save").status_code == 302
    second = press(wati, address(world), {**form, key(world, 1, "probability"): "31"}, "save")
    assert second.status_code == 422
    assert 'value="31%"' in second.content.decode()
    assert [stage.probability for stage in stages_of(world.workspace.id, world.pipeline.id)][:2] == [12, 25]


def test_a_new_pipeline_begins_as_a_copy_and_is_made_once(wati: Client, world: World) -> None:
    form = form_of(wati.get("/settings/pipelines/new/"))
    form["name"] = ["Servis"]
    assert press(wati, "/settings/pipelines/new/", form, "save").status_code == 302
    assert press(wati, "/settings/pipelines/new/", form, "save").status_code == 302
    made = Pipeline.objects.get(workspace_id=world.workspace.id, name="Servis")
    copied = [(stage.name_id, stage.probability, len(stage.criteria)) for stage in design_of(made).stages]
    assert copied == [(s.name_id, s.probability, len(s.criteria)) for s in design_of(world.pipeline).stages]


def test_a_pipeline_is_ordered_removed_and_brought_back(wati: Client, world: World) -> None:
    from alur.pipeline.operations.designing import create_pipeline

    made = create_pipeline(world.workspace.id, SALES, by=world.wati, at=NOW)
    order = {"pipeline": [world.pipeline.id, made.id], "do": f"up:{made.id}"}
    assert wati.post("/settings/pipelines/order/", order).status_code == 302
    assert world.reload(made).position == 0
    wati.post(f"/settings/pipelines/{made.id}/removal/")
    assert world.reload(made).deleted_at is not None
    assert "Servis mesin" in wati.get("/settings/pipelines/").content.decode()
    wati.post(f"/settings/pipelines/{made.id}/return/")
    assert world.reload(made).deleted_at is None
    assert len(stages_of(world.workspace.id, made.id)) == 2


def test_a_pipeline_with_open_deals_says_why_it_stays(wati: Client, world: World) -> None:
    world.make_deal()
    response = wati.post(f"/settings/pipelines/{world.pipeline.id}/removal/")
    assert response.status_code == 409
    assert "1 deal di dalamnya masih terbuka atau ditunda" in response.content.decode()
    assert world.reload(world.pipeline).deleted_at is None


def test_reasons_are_added_renamed_and_archived_in_place(wati: Client, world: World) -> None:
    wati.post("/settings/reasons/", {"outcome": "lost", "name_id": "Stok habis", "name_en": "Out of stock"})
    made = CloseReason.objects.get(workspace_id=world.workspace.id, name_id="Stok habis")
    panel = wati.post(f"/settings/reasons/{made.id}/", {"name_id": "Stok kosong"}, headers={"HX-Request": "true"})
    assert "Stok kosong" in panel.content.decode()
    assert "<html" not in panel.content.decode()
    wati.post(f"/settings/reasons/{made.id}/", {"archive": "yes"})
    assert world.reload(made).deleted_at is not None


def test_a_refused_reason_stays_in_its_form(wati: Client, world: World) -> None:
    response = wati.post("/settings/reasons/", {"outcome": "lost", "name_id": "harga"})
    assert response.status_code == 422
    assert "Sudah ada alasan “harga”." in response.content.decode()
    assert CloseReason.objects.filter(workspace_id=world.workspace.id, outcome="lost").count() == 5


def test_reps_look_and_cannot_change(client: Client, world: World) -> None:
    sari = sign_in(client, world.sari)
    page = sari.get(address(world))
    assert page.status_code == 200
    assert '<fieldset class="contents" disabled>' in page.content.decode()
    assert sari.get("/settings/pipelines/new/").status_code == 404
    form = {**form_of(page), key(world, 0, "probability"): "99"}
    assert press(sari, address(world), form, "save").status_code == 404
    assert sari.post("/settings/reasons/", {"outcome": "lost", "name_id": "x"}).status_code == 404
    assert sari.post("/settings/pipelines/order/", {"pipeline": []}).status_code == 404
    assert stages_of(world.workspace.id, world.pipeline.id)[0].probability == 10


def test_a_pipeline_of_another_company_is_not_there(client: Client, world: World) -> None:
    citra = sign_in(client, world.citra)
    reason = CloseReason.objects.filter(workspace_id=world.workspace.id).first()
    assert reason is not None
    assert citra.get(address(world)).status_code == 404
    assert citra.post(address(world), {"do": "save"}).status_code == 404
    assert citra.post(f"{address(world)}removal/").status_code == 404
    assert citra.post(f"/settings/reasons/{reason.id}/", {"archive": "yes"}).status_code == 404
    assert world.reload(reason).deleted_at is None
