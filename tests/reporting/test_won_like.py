"""The closing helper: what deals like this one had before they were won, and what this one lacks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client

from alur.conversations.operations.planning import NewActivity, add
from alur.pipeline.models import Deal, Step
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.parts import add_evidence, set_people
from alur.reporting.queries.won_like import won_like
from tests.world import NOW, World, days_ago, sign_in


def need_noted(world: World) -> Step:
    return Step.objects.filter(workspace_id=world.workspace.id, evidence="note").order_by("id")[0]


def did(world: World, deal: Deal, *kinds: str) -> None:
    for kind in kinds:
        new = NewActivity(kind, deal=deal, owner=world.sari, done_at=days_ago(5))
        add(world.workspace.id, new, by=world.sari, at=days_ago(5))


def won(world: World, number: int, **values: Any) -> Deal:
    """Twenty days from first to last, two calls and a visit, a person, the need written down."""
    deal = world.make_deal(f"Mesin {number}", at=days_ago(25), amount=100_000_000, **values)
    did(world, deal, "call", "call", "visit")
    set_people(deal, [(world.make_person(f"Ibu {number}").id, "")], by=world.wati, at=days_ago(20))
    add_evidence(deal, need_noted(world), label="Dua mesin", by=world.wati, at=days_ago(20))
    close(deal, outcome="won", by=world.wati, at=days_ago(5))
    return deal


def test_it_names_the_step_the_visit_and_the_people_that_won_deals_had_and_this_one_lacks(world: World) -> None:
    for number in range(6):
        won(world, number)
    deal = world.make_deal(amount=90_000_000, at=days_ago(3))
    did(world, deal, "call")
    like = won_like(world.sari, deal, at=NOW)
    assert (like.count, like.least, like.most) == (6, 22_500_000, 360_000_000)
    assert (like.usual.days, like.usual.talks, like.usual.meetings, like.usual.people) == (20, 3, 1, 1)
    assert ([one.step.id for one in like.missing_steps], like.met_percent) == ([need_noted(world).id], 100)
    assert (like.lacks_meeting, like.lacks_people, like.lacks_talks) == (True, 1, 2)
    did(world, deal, "meeting", "call")
    add_evidence(deal, need_noted(world), label="Satu mesin", by=world.sari, at=NOW)
    set_people(deal, [(world.make_person().id, "")], by=world.sari, at=NOW)
    like = won_like(world.sari, deal, at=NOW)
    assert (like.missing_steps, like.lacks_meeting, like.lacks_people, like.lacks_talks) == ([], False, 0, 0)


def test_where_few_are_of_its_value_all_of_the_pipeline_are_looked_at(world: World) -> None:
    for number in range(5):
        won(world, number)
    like = won_like(world.sari, world.make_deal(amount=1_000, at=NOW), at=NOW)
    assert (like.count, like.least, like.says) == (5, None, True)


def test_what_the_viewer_may_not_see_teaches_nothing_and_too_little_is_said_plainly(
    world: World, client: Client
) -> None:
    for number in range(5):
        won(world, number, owner=world.tono)
    deal = world.make_deal(at=NOW - timedelta(days=1))
    assert won_like(world.sari, deal, at=NOW).count == 0
    page = sign_in(client, world.sari).get(f"/deals/{deal.id}/won-like/", headers={"Accept-Language": "id"})
    assert "0 dari 5 deal menang" in page.content.decode()
    page = sign_in(client, world.wati).get(f"/deals/{deal.id}/won-like/", headers={"Accept-Language": "id"})
    assert "Dari 5 deal menang terbaru" in page.content.decode()
