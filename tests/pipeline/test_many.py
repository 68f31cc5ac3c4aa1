"""What is done to many deals at once is what is done one by one: rows, tracks, spells, facts, refusals, totals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from alur.events.models import Event
from alur.events.recording import Operation, attempt, operation
from alur.events.undoing import undo
from alur.fields.models import CustomLink, FieldType, RecordKind
from alur.fields.operations.defining import FieldDesign, define
from alur.kernel.refusal import Refusal
from alur.pipeline.models import Criterion, Deal, DealSpell, Step, Track, TrackSpell
from alur.pipeline.operations import closing, editing, moving
from alur.pipeline.operations.many.closing import judge_closures, write_closures
from alur.pipeline.operations.many.editing import judge_edits, judge_tags, write_edits, write_tags_of_many
from alur.pipeline.operations.many.judging import Judged, held
from alur.pipeline.operations.many.moving import judge_moves, write_moves
from alur.pipeline.operations.parts import add_evidence, set_people, tags_of
from alur.pipeline.operations.verifying import differences
from tests.world import NOW, World, days_ago

MOST_SHOWN = ("created_at", "updated_at", "id", "workspace_id", "external_id", "organization_id")
One = Callable[[Deal], Any]
Many = Callable[[list[Deal], Operation], list[Judged]]


def make_deals(world: World, name: str) -> list[Deal]:
    """Twelve deals in all states of life, with and without what gates ask for; the same for the same world."""
    chance, made = Random(3), []
    person = world.make_person(f"Ibu {name}")
    step = Step.objects.filter(workspace_id=world.workspace.id, evidence="note").order_by("stage__position", "id")[0]
    for number in range(12):
        deal = world.make_deal(
            f"Deal {number}", stage=number % 4, owner=(world.sari, None, world.tono)[number % 3], amount=number * 100,
            at=days_ago(30),
        )  # fmt: skip
        if chance.random() < 0.5:
            set_people(deal, [(person.id, "")], by=world.wati, at=days_ago(20))
        if chance.random() < 0.5:
            add_evidence(deal, step, label="Ada", by=world.wati, at=days_ago(20))
        if chance.random() < 0.5:
            editing.edit(deal, {"tags": ["lama", "VIP"][: chance.randint(1, 2)]}, by=world.wati, at=days_ago(15))
        if number % 5 == 4:
            moving.move(deal, to=world.stages[3], by=world.wati, at=days_ago(12), override_reason="Percaya")
        if number % 4 == 3:
            outcome = ("won", "lost", "postponed")[number // 4]
            until = date(2027, 1, 1) if outcome == "postponed" else None
            closing.close(deal, outcome=outcome, reason="Harga", until=until, by=world.wati, at=days_ago(9),
                          override_reason="Percaya")  # fmt: skip
        made.append(deal)
    return made


def snapshot(deals: list[Deal]) -> list[Any]:
    """Everything that is kept of these deals, without their ids."""
    shown: list[Any] = []
    for deal in deals:
        row = Deal.everything.get(workspace_id=deal.workspace_id, id=deal.id)
        keys = {"workspace_id": deal.workspace_id, "deal_id": deal.id}
        columns = {
            f.attname: getattr(row, f.attname) for f in Deal._meta.concrete_fields if f.attname not in MOST_SHOWN
        }
        tracks = (
            Track.objects.filter(**keys).order_by("stage_id").values_list("stage_id", "state", "began_at", "ended_at")
        )
        spells = DealSpell.objects.filter(**keys).order_by("from_at").values_list(
            "from_at", "until_at", "stage_id", "stage_entered_at", "status", "owner_id", "amount", "probability",
            "expected_close_on", "temperature",
        )  # fmt: skip
        walked = TrackSpell.objects.filter(**keys).order_by("stage_id", "from_at", "state")
        links = CustomLink.objects.filter(workspace_id=deal.workspace_id, record_id=deal.id)
        events = Event.objects.filter(
            workspace_id=deal.workspace_id, id__in=_events_of(deal), occurred_at__gte=days_ago(1)
        ).order_by("position")
        told = [(event.name, {k: v for k, v in event.payload.items() if k != "deal"}) for event in events]
        shown.append(
            [
                columns,
                list(tracks),
                list(spells),
                list(walked.values_list("stage_id", "state", "from_at", "until_at")),
                list(links.values_list("target_kind", "target_id")),
                tags_of(row),
                told,
            ]
        )
    return shown


def _events_of(deal: Deal) -> list[int]:
    from alur.events.models import EventSubject

    rows = EventSubject.objects.filter(workspace_id=deal.workspace_id, kind="deal", record_id=deal.id)
    return list(rows.values_list("event_id", flat=True))


def one_by_one(deals: list[Deal], change: One) -> list[str]:
    """The sentences of those that are refused, empty for the others."""
    said = []
    for deal in deals:
        try:
            with operation(deal.workspace_id, by=None, at=NOW), attempt():
                change(deal)
            said.append("")
        except Refusal as refusal:
            said.append(str(refusal))
    return said


def at_once(world: World, deals: list[Deal], change: Many) -> tuple[list[str], int]:
    with operation(world.workspace.id, by=world.wati, at=NOW) as act:
        judged = change(held(world.workspace.id, deals), act)
    return [str(one.refusal or "") for one in judged], act.id


def cases(world: World) -> dict[str, tuple[One, Many]]:
    to, at = world.stages[3], NOW
    member = define(
        world.workspace.id, RecordKind.DEAL, FieldDesign("Teknisi", "", FieldType.MEMBER), by=world.wati, at=NOW
    )
    by: dict[str, Any] = {"by": world.wati, "at": at}

    def moved(deals: list[Deal], act: Operation) -> list[Judged]:
        judged = judge_moves(deals, to, at=at)
        write_moves(judged, to, act=act)
        return judged

    def edited(**changes: Any) -> tuple[One, Many]:
        def many(deals: list[Deal], act: Operation) -> list[Judged]:
            judged = judge_edits(deals, changes)
            write_edits(judged, act=act)
            return judged

        return lambda deal: editing.edit(deal, changes, **by), many

    def tagged(add: list[str], remove: list[str]) -> tuple[One, Many]:
        def one(deal: Deal) -> None:
            have = [name for name in tags_of(deal) if name.casefold() not in {r.casefold() for r in remove}]
            more = [name for name in add if name.casefold() not in {h.casefold() for h in have}]
            editing.edit(deal, {"tags": [*have, *more]}, **by)

        def many(deals: list[Deal], act: Operation) -> list[Judged]:
            judged = judge_tags(deals, add=add, remove=remove)
            write_tags_of_many(judged, add=add, remove=remove, act=act)
            return judged

        return one, many

    def closed(outcome: str, reason: str = "", until: date | None = None) -> tuple[One, Many]:
        def many(deals: list[Deal], act: Operation) -> list[Judged]:
            judged = judge_closures(deals, outcome=outcome, reason=reason, until=until, at=at)
            write_closures(judged, act=act)
            return judged

        return lambda deal: closing.close(deal, outcome=outcome, reason=reason, until=until, **by), many

    return {
        "stage": (lambda deal: moving.move(deal, to=to, **by), moved),
        "owner": edited(owner_id=world.dewi.id),
        "nobody": edited(owner_id=None),
        "hot": edited(temperature="hot", probability=80),
        "close day": edited(expected_close_on=date(2027, 2, 1)),
        "own field": edited(custom={member.key: str(world.sari.id)}),
        "own field taken out": edited(custom={member.key: ""}),
        "tags": tagged(["vip", "Baru"], ["LAMA"]),
        "won": closed("won"),
        "lost": closed("lost", "Harga"),
        "postponed": closed("postponed", "Nanti", date(2027, 3, 1)),
    }


NAMES = ["stage", "owner", "nobody", "hot", "close day", "own field", "own field taken out", "tags", "won", "lost",
         "postponed"]  # fmt: skip


@pytest.mark.parametrize("demand", ["asked", "required"])
@pytest.mark.parametrize("name", NAMES)
def test_many_at_once_are_as_one_by_one(world: World, name: str, demand: str) -> None:
    singles, together = make_deals(world, "satu"), make_deals(world, "banyak")
    Criterion.objects.filter(workspace_id=world.workspace.id).update(demand=demand)
    one, many = cases(world)[name]
    assert snapshot(singles) == snapshot(together)
    before = snapshot(together)
    refused = one_by_one(singles, one)
    said, operation_id = at_once(world, together, many)
    assert said == refused
    assert snapshot(together) == snapshot(singles)
    assert differences(world.workspace.id) == []
    if snapshot(together) != before:
        undo(world.workspace.id, operation_id, by=world.wati, at=NOW + timedelta(hours=1))
        now = snapshot(together)
        assert [row[5] for row in now] == [row[5] for row in before]
        assert [_without_times(row[0]) for row in now] == [_without_times(row[0]) for row in before]
        assert differences(world.workspace.id) == []


def _without_times(columns: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in columns.items() if name not in ("version", "postponed_count")}


def test_a_change_at_the_instant_of_another_is_one_with_it(world: World) -> None:
    deals = make_deals(world, "satu")
    known = cases(world)
    at_once(world, deals, known["owner"][1])
    at_once(world, deals, known["hot"][1])
    assert differences(world.workspace.id) == []
    spells = DealSpell.objects.filter(workspace_id=world.workspace.id, deal_id=deals[0].id, from_at=NOW)
    assert spells.count() == 1


def test_what_is_missing_for_all_is_refused_before_any_changes(world: World) -> None:
    deals = make_deals(world, "satu")
    with pytest.raises(Refusal) as refused:
        judge_closures(deals, outcome="lost", at=NOW)
    assert refused.value.field == "reason"
    with pytest.raises(Refusal) as refused:
        judge_closures(deals, outcome="postponed", until=NOW.date(), at=NOW)
    assert refused.value.field == "until"
