"""A list's own search: the same rows whether they are named, found by the index at once, or looked at one by one."""

from __future__ import annotations

import pytest

from alur.conversations.models import Activity
from alur.conversations.operations.planning import NewActivity, add
from alur.pipeline.models import Deal
from alur.reporting.listing.asking import asked_for, columns_wanted
from alur.reporting.listing.pages import list_page
from alur.search.operations.indexing import index_records
from alur.search.queries import wording
from tests.world import NOW, World

TEXTS = ("mesin", "me", "espr", "presso", "mesin kopi", "hotel", "eal", "zzzz", "mesim", "!?", "melati mesin")


def titles(world: World, text: str) -> list[str]:
    asked = asked_for("deal", world.wati, now=NOW, filter="", words=text)
    page = list_page(world.wati, asked, columns_wanted(asked.listing, ("title",), asked.view))
    return sorted(row["title"][1] for row in page.rows)


def test_few_and_many_are_found_alike(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    company = world.make_organization("Hotel Puri Melati")
    for title in ("Mesin espresso", "Mesin kopi", "Biji kopi", "Sewa mesin kopi", "Penggiling"):
        world.make_deal(title, organization=company if "mesin" in title.casefold() else None)
    few = {text: titles(world, text) for text in TEXTS}
    assert few["mesin kopi"] == ["Mesin kopi", "Sewa mesin kopi"]
    assert few["presso"] == ["Mesin espresso"]
    assert few["melati mesin"] == ["Mesin espresso", "Mesin kopi", "Sewa mesin kopi"]
    assert few["eal"] == few["zzzz"] == few["mesim"] == few["!?"] == []
    monkeypatch.setattr(wording, "FEW", 0)
    assert {text: titles(world, text) for text in TEXTS} == few
    for text in TEXTS:
        found = wording.rows_worded(world.workspace.id, "deal", text)
        rows = Deal.objects.filter(workspace_id=world.workspace.id)
        by_row = rows.filter(found.by_row).order_by("id").values_list("title", flat=True)
        whole = rows.filter(found.whole).order_by("id").values_list("title", flat=True)
        assert sorted(by_row) == sorted(whole) == few[text]


@pytest.mark.parametrize("few", [2000, 0])
def test_an_activity_is_found_by_whom_it_is_with(world: World, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr(wording, "FEW", few)
    company, person = world.make_organization("Kedai Nusantara"), world.make_person("Ibu Ratna")
    index_records(world.workspace.id, {"organization": {company.id}, "person": {person.id}})
    for new in (
        NewActivity("call", organization=company),
        NewActivity("call", person=person),
        NewActivity("call", "Nusantara expo", organization=world.make_organization()),
    ):
        add(world.workspace.id, new, by=world.wati, at=NOW)

    def found(text: str) -> list[tuple[str, str | None]]:
        rows = Activity.objects.filter(workspace_id=world.workspace.id).order_by("id")
        words = wording.rows_worded(world.workspace.id, "activity", text)
        whole, by_row = (rows.filter(one).values_list("title", "person__name") for one in (words.whole, words.by_row))
        assert list(whole) == list(by_row)
        return list(whole)

    assert found("nusan") == [("", None), ("Nusantara expo", None)]
    assert found("ratna") == [("", "Ibu Ratna")]
    assert found("zzzz") == []
