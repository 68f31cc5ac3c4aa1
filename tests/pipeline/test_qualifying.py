"""Qualifying: what a pipeline asks, what a deal answers, and a fit that follows from both."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from alur.events.models import Event
from alur.events.undoing import undo
from alur.kernel.refusal import Refusal
from alur.pipeline.models import Deal, Question
from alur.pipeline.operations.qualifying import answer
from alur.pipeline.operations.questioning import (
    Option,
    QuestionDesign,
    add_question,
    archive_question,
    edit_question,
    move_question,
)
from alur.pipeline.queries.qualification import percent_of, qualification_of, qualify, questions_of
from tests.world import NOW, World, sign_in


def asked(world: World, part: str) -> Question:
    every = questions_of(world.workspace.id, world.pipeline.id)
    return next(one for one in every if part in one.name_en)


def say(world: World, deal: Deal, **answers: str) -> None:
    named = {asked(world, part).id: value for part, value in answers.items()}
    answer(deal, named, language="id", by=world.sari, at=NOW)


def option(question: Question, name: str) -> str:
    return next(str(one[0]) for one in question.options if one[2] == name)


def test_a_new_workspace_asks_for_need_budget_authority_timing_and_potential(world: World) -> None:
    every = questions_of(world.workspace.id, world.pipeline.id)
    assert [one.kind for one in every] == ["choice", "yes_no", "yes_no", "choice", "number"]
    assert qualification_of(world.make_deal()).fit is None


def test_the_fit_is_the_mean_of_what_was_answered_by_the_weights(world: World) -> None:
    deal = world.make_deal()
    say(world, deal, budget="yes")
    assert qualification_of(deal).fit == 100
    say(world, deal, need=option(asked(world, "need"), "Still vague"), Potential="250 jt")
    found = qualification_of(deal)
    assert found.fit == round((2 * 100 + 3 * 30 + 1 * 50) / 6)
    assert found.answered == 3


def test_an_answer_is_an_event_with_its_old_value_and_is_taken_back(world: World) -> None:
    deal = world.make_deal()
    say(world, deal, budget="yes")
    say(world, deal, budget="no")
    event = Event.objects.filter(workspace_id=world.workspace.id, name="deal.answered").order_by("-position")[0]
    assert event.payload["answers"] == [[asked(world, "budget").id, "yes", "no"]]
    undo(world.workspace.id, event.operation_id, by=world.sari, at=NOW)
    assert qualification_of(deal).fit == 100
    say(world, deal, budget="yes")
    assert Event.objects.filter(workspace_id=world.workspace.id, name="deal.answered").count() == 3


def test_letters_where_a_number_is_asked_are_refused_beside_the_field_and_kept(world: World, client: Client) -> None:
    deal, potential = world.make_deal(), asked(world, "Potential")
    form = {f"q{potential.id}": "banyak sekali", f"q{asked(world, 'budget').id}": "yes"}
    page = sign_in(client, world.sari).post(f"/deals/{deal.id}/answers/", form).content.decode()
    assert 'value="banyak sekali"' in page
    assert f'aria-describedby="err-q{potential.id}"' in page or "Ketik" in page or "angka" in page
    assert qualification_of(deal).answered == 0


def test_the_page_of_a_deal_shows_its_fit_and_tells_the_answer_in_a_sentence(world: World, client: Client) -> None:
    deal = world.make_deal()
    sari = sign_in(client, world.sari)
    sari.post(f"/deals/{deal.id}/answers/", {f"q{asked(world, 'budget').id}": "yes"})
    page = sari.get(f"/deals/{deal.id}/", headers={"Accept-Language": "id"}).content.decode()
    assert "Kecocokan 100" in page
    assert "Anggarannya ada? ya" in page


def test_an_option_keeps_its_answers_when_it_is_weighed_otherwise_and_leaves_with_the_question(world: World) -> None:
    deal, need = world.make_deal(), asked(world, "need")
    say(world, deal, need=option(need, "Clear"))
    options = [Option(one[1], one[2], 10, one[0]) for one in need.options]
    design = QuestionDesign(need.name_id, need.name_en, "choice", 3, options)
    edit_question(need, design, by=world.wati, at=NOW)
    assert qualification_of(deal).fit == 10
    archive_question(world.reload(need), by=world.wati, at=NOW)
    assert qualification_of(deal).fit is None
    archived = Event.objects.filter(workspace_id=world.workspace.id, name="question.archived")[0]
    undo(world.workspace.id, archived.operation_id, by=world.wati, at=NOW)
    assert qualification_of(deal).fit == 10


@pytest.mark.parametrize(
    ("design", "field"),
    [
        (QuestionDesign(" "), "name_id"),
        (QuestionDesign("Cocok?", weight=11), "weight"),
        (QuestionDesign("Cocok?", kind="choice", options=[Option("Ya", "Yes", 100)]), "options"),
        (QuestionDesign("Cocok?", kind="choice", options=[Option("Ya", "", 101), Option("Tidak", "", 0)]), "options"),
        (QuestionDesign("Cocok?", kind="lain"), "kind"),
    ],
)
def test_what_cannot_be_asked_is_refused_beside_its_field(world: World, design: QuestionDesign, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        add_question(world.pipeline, design, by=world.wati, at=NOW)
    assert refused.value.field == field


def test_only_who_leads_changes_the_questions_and_an_answered_one_keeps_its_kind(world: World) -> None:
    with pytest.raises(Refusal):
        add_question(world.pipeline, QuestionDesign("Cocok?"), by=world.sari, at=NOW)
    say(world, world.make_deal(), budget="yes")
    with pytest.raises(Refusal) as refused:
        edit_question(asked(world, "budget"), QuestionDesign("Anggaran", kind="text"), by=world.wati, at=NOW)
    assert refused.value.field == "kind"


def test_a_question_moves_up_among_the_others(world: World) -> None:
    move_question(asked(world, "Potential"), by_places=-1, by=world.wati, at=NOW)
    every = questions_of(world.workspace.id, world.pipeline.id)
    assert "Potential" in every[3].name_en


@given(st.lists(st.tuples(st.integers(0, 10), st.sampled_from(["yes", "no", ""])), min_size=1, max_size=8))
def test_the_fit_lies_between_the_worst_and_the_best_answer_and_nothing_unanswered_moves_it(
    given_answers: list[tuple[int, str]],
) -> None:
    questions = [Question(id=n, kind="yes_no", weight=weight) for n, (weight, _) in enumerate(given_answers, 1)]
    answers = {n: value for n, (_, value) in enumerate(given_answers, 1)}
    found = qualify(questions, answers)
    counted = [one.percent for one in found.asked if one.percent is not None]
    assert (found.fit is None) == (not counted)
    if found.fit is not None:
        assert min(counted) <= found.fit <= max(counted)
    answered = [one for one in questions if answers[one.id]]
    assert qualify(answered, answers).fit == found.fit


@given(st.integers(-(10**12), 10**12), st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_number_fits_from_0_at_its_low_end_to_100_at_its_high_one(number: int, low: int, high: int) -> None:
    percent = percent_of(Question(kind="number", weight=1, low=low, high=high), str(number))
    assert percent is not None
    assert 0 <= percent <= 100
    if low != high:
        assert percent_of(Question(kind="number", weight=1, low=low, high=high), str(low)) == 0
        assert percent_of(Question(kind="number", weight=1, low=low, high=high), str(high)) == 100


def test_who_answers_and_then_edits_the_deal_does_not_stand_in_the_own_way(world: World, client: Client) -> None:
    deal = world.make_deal()
    sari = sign_in(client, world.sari)
    sari.post(f"/deals/{deal.id}/answers/", {f"q{asked(world, 'budget').id}": "yes"})
    sari.post(f"/deals/{deal.id}/fields/", {"title": "Dua mesin", "version": str(deal.version)})
    assert world.reload(deal).title == "Dua mesin"
