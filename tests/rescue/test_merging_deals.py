"""Two deals that are one: found, merged without a trace lost, and taken apart again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from alur.catalogue.operations.products import create_product
from alur.conversations.models import Activity
from alur.conversations.operations.planning import NewActivity, add
from alur.events.purging import purge
from alur.events.relaying import relay
from alur.events.undoing import undo
from alur.kernel.refusal import Conflict, Refusal
from alur.orders.models import Order, Quote
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.ordering import make_order
from alur.orders.operations.quoting import make_quote
from alur.people.models import Organization
from alur.people.operations.organizations import NewOrganization, create_organization
from alur.pipeline.models import Deal, DealSpell
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.deleting import restore
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.moving import move
from alur.pipeline.operations.parts import set_people
from alur.pipeline.operations.valuing import Line, set_lines
from alur.pipeline.operations.verifying import differences
from alur.pipeline.queries.totals import stage_totals
from alur.rescue.models import LikelyPair, Merge
from alur.rescue.operations.merging import merge
from alur.rescue.operations.pairing import pair_all
from tests.rescue.test_merging import OWN_STORY, everything
from tests.world import NOW, World, make_world

LATER = NOW + timedelta(days=40)
PAST = {
    "pipeline.DealSpell", "pipeline.TrackSpell", "pipeline.LineSpell", "pipeline.PastTotal", "pipeline.FlowTotal",
    "pipeline.StageTotal", "rescue.Watch", "rescue.WatchTotal", "pipeline.LossTotal",
}  # fmt: skip
"""What was between merging and undoing stays on record; totals are proven by `differences`."""


def product(world: World, name: str) -> int:
    return create_product(world.workspace.id, {"name": name, "unit_price": 1_000_000}, by=world.wati, at=NOW).id


def twins(world: World) -> tuple[Deal, Deal]:
    """Sari's and Dewi's deal with one hotel about one machine, each with much of its own."""
    made = NOW - timedelta(days=9)
    hotel = create_organization(world.workspace.id, NewOrganization("Hotel Puri Melati"), by=world.sari, at=made)
    ours = world.make_deal("Mesin espresso", organization=hotel, at=made, amount=50_000_000)
    theirs = world.make_deal(
        "Espresso mesin", organization=hotel, at=made + timedelta(days=2), owner=world.dewi, amount=48_000_000,
        tags=["pameran"],
    )  # fmt: skip
    machine = product(world, "Mesin espresso dua grup")
    set_lines(theirs, [Line(machine, 1_000, 48_000_000)], by=world.dewi, at=made + timedelta(days=3))
    move(world.reload(theirs), to=world.stages[1], by=world.dewi, at=made + timedelta(days=4))
    ratna = world.make_person("Ibu Ratna")
    set_people(theirs, [(ratna.id, "Pembeli")], by=world.dewi, at=made + timedelta(days=4))
    ws = world.workspace.id
    for deal, title in ((ours, "Telepon"), (theirs, "Demo mesin")):
        new = NewActivity(kind="call", title=title, deal=world.reload(deal), due_at=NOW + timedelta(days=3))
        add(ws, new, by=world.dewi, at=made + timedelta(days=5))
    make_quote(world.reload(theirs), {}, [LineDraft("Mesin", 1_000, 48_000_000, 0)], by=world.dewi, at=NOW)
    make_order(
        world.workspace,
        {},
        [LineDraft("Contoh biji", 1_000, 100_000, 0)],
        deal=world.reload(theirs),
        by=world.dewi,
        at=NOW,
    )
    return world.reload(ours), world.reload(theirs)


def board(world: World, day: date) -> tuple[int, int]:
    found = stage_totals(world.wati, world.pipeline.id, as_of=day)
    return sum(one.count for one in found.values()), sum(one.amount for one in found.values())


def test_one_deal_stays_with_all_that_belonged_to_both_and_the_past_tells_of_two(world: World) -> None:
    ours, theirs = twins(world)
    before = board(world, (NOW - timedelta(days=1)).date())
    merge(ours, theirs, chosen={"owner": "loser"}, by=world.budi, at=NOW)

    ws, after = world.workspace.id, world.reload(ours)
    assert (after.title, after.owner_id, after.amount) == ("Mesin espresso", world.dewi.id, 50_000_000)
    assert after.lines.filter(workspace_id=ws).count() == 1
    assert list(after.people.filter(workspace_id=ws).values_list("role", flat=True)) == ["Pembeli"]
    assert Activity.objects.filter(workspace_id=ws, deal_id=ours.id).count() == 2
    assert Quote.objects.filter(workspace_id=ws, deal_id=ours.id).count() == 1
    assert Order.objects.filter(workspace_id=ws, deal_id=ours.id).count() == 1
    assert not Deal.objects.filter(workspace_id=ws, id=theirs.id).exists()

    assert before == (2, 98_000_000)
    assert board(world, (NOW - timedelta(days=1)).date()) == before
    assert board(world, NOW.date()) == (1, 50_000_000)
    last = DealSpell.objects.filter(workspace_id=ws, deal_id=theirs.id).order_by("-from_at")[0]
    assert (last.status, last.until_at, last.from_at) == ("merged", None, NOW)
    assert differences(ws) == []


class MergeAndUndo(TestCase):
    @settings(max_examples=5, deadline=None, database=None)
    @given(
        chosen=st.fixed_dictionaries(
            {},
            optional={
                **{name: st.sampled_from(["winner", "loser"]) for name in ("title", "value", "owner", "lines")},
            },
        ),
        is_swapped=st.booleans(),
    )
    def test_undoing_leaves_every_row_of_both_as_it_was_to_the_last_byte(
        self, chosen: dict[str, str], is_swapped: bool
    ) -> None:
        world = make_world()
        ours, theirs = twins(world)
        if is_swapped:
            ours, theirs = theirs, ours
        told = board(world, (NOW - timedelta(days=1)).date())
        before = kept(world)
        done = merge(ours, theirs, chosen=chosen, by=world.budi, at=NOW + timedelta(hours=1))
        assert kept(world) != before
        undo(world.workspace.id, done.operation_id, by=world.wati, at=LATER)
        assert kept(world) == before
        assert differences(world.workspace.id) == []
        assert board(world, (NOW - timedelta(days=1)).date()) == told
        assert board(world, NOW.date())[0] == 1  # that is what was so on that day
        assert board(world, LATER.date())[0] == 2


def kept(world: World) -> dict[str, dict[int, str]]:
    return {name: rows for name, rows in everything(world.workspace.id).items() if name not in PAST | OWN_STORY}


def test_weeks_later_what_was_edited_since_stays_and_is_named(world: World) -> None:
    ours, theirs = twins(world)
    done = merge(ours, theirs, chosen={"title": "loser"}, by=world.budi, at=NOW)
    ws = world.workspace.id
    edit(world.reload(ours), {"title": "Mesin untuk lobi"}, by=world.dewi, at=NOW + timedelta(days=2))
    set_lines(world.reload(ours), [], by=world.dewi, at=NOW + timedelta(days=3))
    new = NewActivity(kind="visit", title="Kunjungan", deal=world.reload(ours), due_at=NOW + timedelta(days=1))
    mine = add(ws, new, by=world.sari, at=NOW + timedelta(days=1, hours=-2))
    for _ in purge(ws, at=LATER):  # thirty days in the trash, and still there: its past is told of
        pass

    act = undo(ws, done.operation_id, by=world.wati, at=LATER)

    fact: Any = act.recorded[0].fact
    assert (fact.name, set(fact.kept)) == ("deal.unmerged", {"title", "pipeline.LineItem"})
    one, other = world.reload(ours), world.reload(theirs)
    assert (one.title, one.next_step_id, one.lines.filter(workspace_id=ws).count()) == ("Mesin untuk lobi", mine.id, 0)
    assert (other.title, other.status, other.deleted_at) == ("Espresso mesin", "open", None)
    assert (other.next_step_title, other.lines.filter(workspace_id=ws).count()) == ("Demo mesin", 1)
    assert differences(ws) == []


def test_what_makes_no_sense_among_deals_is_refused_with_a_sentence(world: World) -> None:
    ours, theirs = twins(world)
    stranger = create_organization(world.elsewhere.id, NewOrganization("Kopi"), by=world.citra, at=NOW)
    for one, other, words in ((ours, ours, "itself"), (ours, stranger, "two kinds")):
        with pytest.raises(Refusal, match=words):
            merge(one, other, by=world.budi, at=NOW)
    close(theirs, outcome="won", by=world.dewi, at=NOW)
    with pytest.raises(Conflict, match="is won already"):
        merge(ours, world.reload(theirs), by=world.budi, at=NOW)
    done = merge(world.reload(theirs), ours, by=world.budi, at=NOW)
    with pytest.raises(Conflict, match="merged with another already"):
        merge(ours, world.reload(theirs), by=world.budi, at=NOW)
    with pytest.raises(Conflict, match="Undo that instead"):
        restore(ours, by=world.wati, at=NOW)
    assert Merge.objects.filter(workspace_id=world.workspace.id).count() == 1
    undo(world.workspace.id, done.operation_id, by=world.wati, at=LATER)
    assert (world.reload(ours).status, world.reload(theirs).status) == ("open", "won")
    assert differences(world.workspace.id) == []


def test_a_lost_deal_goes_into_the_one_that_was_made_again_and_is_lost_again_by_undo(world: World) -> None:
    ours, theirs = twins(world)
    close(theirs, outcome="lost", reason="Harga", by=world.dewi, at=NOW - timedelta(days=1))
    done = merge(ours, world.reload(theirs), by=world.budi, at=NOW)
    assert differences(world.workspace.id) == []
    undo(world.workspace.id, done.operation_id, by=world.wati, at=LATER)
    assert (world.reload(ours).status, world.reload(theirs).status) == ("open", "lost")
    assert differences(world.workspace.id) == []


def found(world: World) -> list[tuple[int, int, list[str]]]:
    rows = LikelyPair.objects.filter(workspace_id=world.workspace.id, kind="deal").order_by("id")
    return [(row.one_id, row.other_id, [what for what, _ in row.reasons]) for row in rows]


def test_deals_of_one_company_about_one_thing_are_found_and_others_of_it_are_not(world: World) -> None:
    ours, theirs = twins(world)
    hotel = Organization.objects.get(workspace_id=world.workspace.id)
    beans = product(world, "Biji kopi")
    other = world.make_deal("Langganan biji kopi", organization=hotel, amount=2_000_000)
    set_lines(other, [Line(beans, 1_000, 2_000_000)], by=world.sari, at=NOW)
    world.make_deal("Mesin espresso", organization=world.make_organization("Warung Zamrud"))
    relay(world.workspace.id, at=NOW)
    [(one, two, reasons)] = found(world)
    assert (one, two) == (ours.id, theirs.id)
    assert reasons[:2] == ["title_same", "same_company"]
    assert set(reasons) == {"title_same", "same_company", "value", "made"}

    for deal in (ours, theirs):  # once both have ended there is nothing to mend
        close(world.reload(deal), outcome="lost", reason="Harga", by=world.budi, at=NOW)
    relay(world.workspace.id, at=NOW)
    assert found(world) == []


def test_the_nightly_pass_finds_what_was_missed_and_looks_only_at_what_changed(world: World) -> None:
    twins(world)
    ws = world.workspace.id
    for _ in pair_all(ws, at=NOW):
        pass
    [pair] = found(world)
    LikelyPair.objects.filter(workspace_id=ws).delete()
    for _ in pair_all(ws, at=NOW + timedelta(days=1)):  # nothing has changed since: nothing is looked at
        pass
    assert found(world) == []
    edit(Deal.objects.get(workspace_id=ws, id=pair[0]), {"title": "Mesin"}, by=world.sari, at=NOW + timedelta(days=2))
    edit(
        Deal.objects.get(workspace_id=ws, id=pair[0]), {"title": "Mesin espresso"}, by=world.sari,
        at=NOW + timedelta(days=2),
    )  # fmt: skip
    for _ in pair_all(ws, at=NOW + timedelta(days=2)):
        pass
    assert found(world) == [pair]
