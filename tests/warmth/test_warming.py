"""A deal's temperature follows from what is recorded of it, and from somebody's own word while that holds."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alur.conversations.operations.planning import NewActivity, add
from alur.events.models import Event
from alur.events.recording import via
from alur.events.relaying import relay
from alur.events.undoing import undo
from alur.kernel.refusal import Refusal
from alur.pipeline.models import Deal, DealSpell, Step
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.creating import NewDeal, create
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.parts import add_evidence, set_people
from alur.warmth.kinds import DEFAULT
from alur.warmth.models import Override
from alur.warmth.operations.overriding import expire, override, take_off
from alur.warmth.operations.recomputing import recompute, recompute_all
from alur.warmth.queries.receipts import place_of, places_at, receipt_of, receipt_with_change, receipts
from tests.exchange.test_importing import bring_text
from tests.world import NOW, World, days_ago

LATER = NOW + timedelta(minutes=1)


def reply(world: World, deal: Deal, at: datetime, kind: str = "whatsapp") -> None:
    add(deal.workspace_id, NewActivity(kind=kind, deal=deal, done_at=at, is_answered=True), by=world.sari, at=at)


def lines(deal: Deal, at: datetime = LATER) -> dict[str, int]:
    return {line.kind: line.points for line in receipt_of(deal, at=at).lines}


def test_evidence_of_every_kind_is_on_the_receipt(world: World) -> None:
    hotel = world.make_organization()
    close(world.make_deal("Dulu", organization=hotel, at=days_ago(90)), outcome="won", by=world.sari, at=days_ago(60))
    deal = world.make_deal("Mesin", organization=hotel, stage=0, at=days_ago(20))
    director = world.make_person("Ratna", job_title="Direktur", at=days_ago(30))
    set_people(deal, [(director.id, "")], by=world.sari, at=NOW)
    for kind in ("whatsapp", "meeting", "visit", "call"):
        reply(world, deal, NOW, kind)
    step = Step.objects.filter(workspace_id=world.workspace.id, evidence="note").first()
    assert step is not None
    add_evidence(deal, step, label="Butuh dua mesin", by=world.sari, at=NOW)
    add(deal.workspace_id, NewActivity(kind="call", deal=deal, due_at=NOW + timedelta(days=1)), by=world.sari, at=NOW)
    assert lines(world.reload(deal)) == {
        "start": 20, "reply": 18, "meeting": 12, "visit": 10, "call": 5, "step": 8, "customer": 15,
        "decision_maker": 8, "planned": 5, "limit": -1,
    }  # fmt: skip


def test_what_was_not_answered_is_no_evidence(world: World) -> None:
    deal = world.make_deal("Mesin", at=NOW)
    for kind, answered in (("whatsapp", None), ("email", False), ("call", False), ("visit", False), ("task", True)):
        said = NewActivity(kind=kind, deal=deal, done_at=NOW, is_answered=answered)
        add(deal.workspace_id, said, by=world.sari, at=NOW)
    assert lines(deal) == {"start": 20, "no_decision_maker": -4, "unplanned": -5}
    assert lines(deal, NOW + timedelta(days=40)) == {
        "start": 20, "no_decision_maker": -4, "unplanned": -5, "silent": -24, "limit": 13,
    }  # fmt: skip


def test_a_new_deal_of_an_old_customer_is_warm_from_its_first_minute(world: World) -> None:
    hotel = world.make_organization()
    close(world.make_deal("Dulu", organization=hotel, at=days_ago(90)), outcome="won", by=world.sari, at=days_ago(60))
    set_by = NewDeal(
        title="Baru", organization=hotel, people=[(world.make_person(job_title="Pemilik", at=days_ago(9)).id, "")]
    )
    deal = world.reload(create(world.workspace, set_by, by=world.sari, at=NOW).deal)
    spells = DealSpell.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id)
    assert (deal.temperature, deal.version) == ("warm", 1)
    assert list(spells.values_list("temperature", flat=True)) == ["warm"]
    assert (
        world.reload(create(world.workspace, NewDeal(title="Lain"), by=world.sari, at=NOW).deal).temperature == "cold"
    )


def test_replies_warm_a_deal_once_by_alur_itself_and_silence_cools_it(world: World) -> None:
    deal = world.make_deal("Mesin", at=days_ago(3))
    relay(world.workspace.id, at=NOW)
    with via("web"):
        for hours in (0, 1, 2):
            reply(world, deal, NOW + timedelta(hours=hours))
    with CaptureQueriesContext(connection) as asked:
        relay(world.workspace.id, at=NOW + timedelta(hours=3))
    assert sum("conversations_activity" in one["sql"] for one in asked) == 1, "scored once for all that happened"
    warm = world.reload(deal)
    assert (warm.temperature, warm.version) == ("warm", deal.version)
    told = Event.objects.get(workspace_id=deal.workspace_id, name="deal.temperature_changed")
    assert (told.actor_id, told.payload["old"], told.payload["new"]) == (None, "cold", "warm")
    spell = DealSpell.objects.get(workspace_id=deal.workspace_id, deal_id=deal.id, until_at=None)
    assert (spell.temperature, spell.event_id) == ("warm", told.id)
    assert recompute(world.workspace.id, [deal.id], at=NOW + timedelta(hours=4)) == 0
    assert list(recompute_all(world.workspace.id, at=NOW + timedelta(days=30))) == [1]
    assert world.reload(deal).temperature == "cold"


def test_dewis_own_word_holds_against_the_evidence_until_its_day(world: World) -> None:
    deal = world.make_deal("Mesin", at=days_ago(3))
    with pytest.raises(Refusal, match="three months"):
        override(deal, "hot", by=world.dewi, at=NOW, until=NOW + timedelta(days=200))
    override(deal, "hot", by=world.dewi, at=NOW, reason="Direksinya teman saya")
    assert world.reload(deal).version == deal.version + 1
    recompute(world.workspace.id, [deal.id], at=LATER)
    assert world.reload(deal).temperature == "hot"
    assert expire(world.workspace.id, at=NOW + timedelta(days=13)) == 0
    assert expire(world.workspace.id, at=NOW + timedelta(days=14)) == 1
    ended = Event.objects.get(workspace_id=deal.workspace_id, name="deal.override_ended")
    assert (ended.actor_id, ended.payload["is_expired"], ended.payload["new"]) == (None, True, "cold")
    assert world.reload(deal).temperature == "cold"
    assert expire(world.workspace.id, at=NOW + timedelta(days=15)) == 0


def test_setting_by_hand_and_taking_off_are_undone(world: World) -> None:
    deal = world.make_deal("Mesin", at=days_ago(3))
    override(deal, "warm", by=world.sari, at=NOW)
    override(deal, "hot", by=world.sari, at=LATER)
    last = Event.objects.filter(workspace_id=deal.workspace_id, name="deal.temperature_overridden").latest("position")
    undo(deal.workspace_id, last.operation_id, by=world.sari, at=LATER + timedelta(minutes=1))
    assert world.reload(deal).temperature == "warm", "back to what was set before"
    take_off(deal, by=world.sari, at=LATER + timedelta(minutes=2))
    assert world.reload(deal).temperature == "cold"
    off = Event.objects.filter(workspace_id=deal.workspace_id, name="deal.override_ended").latest("position")
    undo(deal.workspace_id, off.operation_id, by=world.sari, at=LATER + timedelta(minutes=3))
    assert world.reload(deal).temperature == "warm"
    assert Override.objects.filter(workspace_id=deal.workspace_id, ended_at=None).count() == 1


def test_a_temperature_set_with_other_columns_holds_too_until_it_is_undone(world: World) -> None:
    deal = world.make_deal("Mesin", at=days_ago(3))
    edit(deal, {"temperature": "hot", "title": "Mesin besar"}, by=world.sari, at=NOW)
    recompute(world.workspace.id, [deal.id], at=LATER)
    assert world.reload(deal).temperature == "hot"
    edited = Event.objects.filter(workspace_id=deal.workspace_id, name="deal.edited").latest("position")
    undo(deal.workspace_id, edited.operation_id, by=world.sari, at=LATER)
    assert world.reload(deal).temperature == "cold"
    assert not Override.objects.filter(workspace_id=deal.workspace_id, ended_at=None).exists()
    by_hand = world.reload(create(world.workspace, NewDeal(title="B", temperature="hot"), by=world.sari, at=NOW).deal)
    recompute(world.workspace.id, [by_hand.id], at=LATER)
    assert world.reload(by_hand).temperature == "hot"


def test_sixty_deals_are_read_in_as_many_queries_as_one(world: World) -> None:
    places = [place_of(world.make_deal(f"Mesin {number}", at=days_ago(2))) for number in range(60)]
    counts = []
    for some in (places[:1], places):
        with CaptureQueriesContext(connection) as asked:
            assert len(receipts(world.workspace.id, some, at=NOW)) == len(some)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 10


def test_a_receipt_of_a_past_day_knows_nothing_of_later(world: World) -> None:
    deal = world.make_deal("Mesin", at=days_ago(30))
    reply(world, deal, days_ago(10))
    assert "reply" not in lines(world.reload(deal), days_ago(11))
    assert lines(world.reload(deal), days_ago(10))["reply"] == 18


def test_how_far_it_rose_since_monday_is_what_the_receipt_of_monday_lacked(world: World) -> None:
    hotel = world.make_organization()
    deal = world.make_deal("Mesin", organization=hotel, stage=0, at=days_ago(30))
    reply(world, deal, days_ago(20))
    set_people(deal, [(world.make_person("Ratna", job_title="Direktur", at=days_ago(3)).id, "")], by=world.sari, at=NOW)
    close(world.make_deal("Lain", organization=hotel, at=days_ago(9)), outcome="won", by=world.sari, at=days_ago(1))
    for kind, at in (("visit", days_ago(2)), ("call", days_ago(8))):
        reply(world, deal, at, kind)
    step = Step.objects.filter(workspace_id=world.workspace.id, evidence="note").first()
    assert step is not None
    add_evidence(deal, step, label="Butuh dua mesin", by=world.sari, at=days_ago(2))
    deal, week = world.reload(deal), days_ago(7)
    [then] = receipts(world.workspace.id, places_at(world.workspace.id, [deal.id], at=week), at=week).values()
    with CaptureQueriesContext(connection) as asked:
        now, change = receipt_with_change(deal, DEFAULT, at=NOW, since=week)
    assert now == receipt_of(deal, at=NOW)
    assert change == now.score - then.score > 0
    assert len(asked) <= 11
    assert receipt_with_change(world.make_deal("Baru"), DEFAULT, at=LATER, since=week)[1] is None


def test_nothing_but_an_old_customer_warms_a_deal_in_its_first_minute_by_the_weights_that_come_with_alur() -> None:
    first = ("decision_maker", "planned")
    assert DEFAULT.start + sum(DEFAULT.kinds[kind].points for kind in first) < DEFAULT.warm_from


def test_a_temperature_that_comes_with_an_import_holds_as_one_set_by_hand(world: World, tmp_path: Path) -> None:
    text = "Judul,Suhu\nKopi,hot\nTeh,\n"
    job = bring_text(world, tmp_path, text, {"Judul": "title", "Suhu": "temperature"})
    deals = {one.title: one for one in Deal.objects.filter(workspace_id=world.workspace.id)}
    assert set(deals) == {"Kopi", "Teh"}, job
    recompute(world.workspace.id, [one.id for one in deals.values()], at=NOW)
    assert {title: world.reload(one).temperature for title, one in deals.items()} == {"Kopi": "hot", "Teh": "cold"}
