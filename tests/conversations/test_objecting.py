"""Objections and the answers to them: a list that the team keeps, and what helped in deals like this one."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from alur.conversations.models import Objection, ObjectionHeard
from alur.conversations.operations.objecting import (
    add_answer,
    add_objection,
    archive,
    note_objection,
    rename_objection,
)
from alur.conversations.queries.objections import heard_on, objections_kept, objections_like, told
from alur.events.models import Event
from alur.events.undoing import undo
from alur.kernel.refusal import Refusal
from alur.pipeline.operations.closing import close
from tests.api.asking import caller
from tests.world import NOW, World, sign_in


def doing(world: World) -> dict[str, Any]:
    return {"by": world.sari, "at": NOW}


def test_the_answers_that_preceded_a_win_come_first_with_their_counts(world: World) -> None:
    dear = add_objection(world.workspace.id, "Terlalu mahal", **doing(world))
    trial, discount = (add_answer(dear, text, **doing(world)) for text in ("Coba dua minggu", "Potongan"))
    for number, (answer, outcome) in enumerate([(trial, "won"), (trial, "won"), (discount, "lost"), (discount, "won")]):
        deal = world.make_deal(f"Mesin {number}", amount=5_000_000)
        note_objection(deal, dear, answer=answer, **doing(world))
        note_objection(deal, dear, answer=answer, **doing(world))
        close(deal, outcome=outcome, reason="Harga", **doing(world))
    theirs = world.make_deal(owner=world.tono, amount=5_000_000)
    note_objection(theirs, dear, answer=None, **doing(world))
    [found] = objections_like(world.sari, world.make_deal(amount=5_000_000))
    assert (found.title, found.heard, found.won) == ("Terlalu mahal", 4, 3)
    assert [(one.text, one.given, one.won) for one in found.answers] == [("Coba dua minggu", 2, 2), ("Potongan", 2, 1)]
    assert objections_like(world.wati, theirs)[0].heard == 5


def test_noted_on_a_deal_it_joins_the_list_shows_on_its_page_and_is_taken_back(world: World, client: Client) -> None:
    deal, sari = world.make_deal(), sign_in(client, world.sari)
    here = f"/deals/{deal.id}/objections/"
    assert sari.post(here, {"text": "Coba dua minggu"}).status_code == 422
    sari.post(here, {"title": "Terlalu mahal", "text": "Coba dua minggu"})
    sari.post(here, {"title": "terlalu  MAHAL"})
    assert [
        (one.title, [answer.text for answer in answers]) for one, answers in objections_kept(world.workspace.id)
    ] == [("Terlalu mahal", ["Coba dua minggu"])]
    shown = sari.get(here).content.decode()
    assert "Coba dua minggu" in shown
    assert "Terlalu mahal" in sari.get(f"/deals/{deal.id}/won-like/").content.decode()
    assert "Terlalu mahal" in sari.get(f"/deals/{deal.id}/").content.decode()
    sari.post(f"{here}{heard_on(deal)[0].id}/removal/")
    assert len(heard_on(deal)) == 1
    last = Event.objects.filter(workspace_id=world.workspace.id).order_by("-position")[0]
    undo(world.workspace.id, last.operation_id, by=world.sari, at=NOW)
    assert len(heard_on(deal)) == 2
    assert sign_in(Client(), world.vina).post(here, {"title": "x"}).status_code == 403
    assert sign_in(Client(), world.tono).get(here).status_code == 404


def test_the_list_is_kept_in_the_settings_and_what_was_heard_outlives_it(world: World, client: Client) -> None:
    sari = sign_in(client, world.sari)
    sari.post("/settings/objections/", {"objection": "Terlalu mahal", "answer": "Coba dulu"})
    [(dear, [answer])] = objections_kept(world.workspace.id)
    deal = world.make_deal()
    note_objection(deal, dear, answer=answer, **doing(world))
    add_objection(world.workspace.id, "Tidak sekarang", **doing(world))
    with pytest.raises(Refusal):
        rename_objection(dear, "tidak sekarang", **doing(world))
    other = add_objection(world.workspace.id, "Sudah punya", **doing(world))
    with pytest.raises(Refusal):
        note_objection(deal, other, answer=answer, **doing(world))
    sari.post(f"/settings/objections/answers/{answer.id}/", {"answer": "Coba dua minggu"})
    sari.post(f"/settings/objections/{dear.id}/", {"archive": "1"})
    assert [one.title for one, _answers in objections_kept(world.workspace.id)] == ["Sudah punya", "Tidak sekarang"]
    assert [(one.objection.title, one.answer and one.answer.text) for one in heard_on(deal)] == [
        ("Terlalu mahal", "Coba dua minggu")
    ]
    assert add_objection(world.workspace.id, "Terlalu mahal", **doing(world)).id == dear.id
    archive(dear, **doing(world))
    assert not ObjectionHeard.objects.filter(workspace_id=world.elsewhere.id).exists()
    assert not Objection.objects.filter(workspace_id=world.elsewhere.id).exists()


def test_the_api_hears_lists_and_removes(world: World) -> None:
    sari, here = caller(world.sari), f"/deals/{world.make_deal().id}/objections"
    made = sari.post(here, {"objection": "Terlalu mahal", "answer": "Coba dulu"})
    [heard] = made.json()["items"]
    assert (made.status_code, heard["objection"], heard["answer"]) == (201, "Terlalu mahal", "Coba dulu")
    assert sari.post(here, {"objection": " "}).status_code == 422
    assert sari.delete(f"{here}/{heard['id']}").status_code == 204
    assert sari.get(here).json()["items"] == []


@given(
    st.lists(
        st.tuples(
            st.integers(1, 3),
            st.just("t"),
            st.sampled_from(["a", "b", None]),
            st.integers(1, 5),
            st.just(""),
            st.just(0),
        )
    ),
    st.sets(st.integers(1, 5)),
)
def test_no_answer_was_given_or_won_more_often_than_its_objection_was_heard(rows: list[Any], won: set[int]) -> None:
    heard = [(*row[:4], "won" if row[3] in won else "open", 0) for row in rows]
    for one in told(heard):
        deals = {row[3] for row in heard if row[0] == one.id}
        assert (one.heard, one.won) == (len(deals), len(deals & won))
        assert all(answer.won <= answer.given <= one.heard and answer.won <= one.won for answer in one.answers)
