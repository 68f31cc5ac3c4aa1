"""Steps of a stage: who does them, by when, what shows them; begun early; changed, and what that does to open deals."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from alur.events.models import Event
from alur.events.undoing import undo
from alur.fields.models import FieldType, RecordKind
from alur.fields.operations.defining import FieldDesign, archive, define
from alur.kernel.refusal import Refusal, Refusals
from alur.pipeline.models import Deal, Evidence, Step
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.designing import edit_pipeline
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.moving import move
from alur.pipeline.operations.parts import add_evidence
from alur.pipeline.operations.tracking import start_track
from alur.pipeline.queries.deal_page import CriterionState, Lane, deal_page
from alur.pipeline.queries.design import CriterionDesign, StepDesign, StepPlan, design_of
from alur.pipeline.queries.gates import GateRefused
from alur.pipeline.queries.steps_effect import StepsEffect, steps_effect
from tests.pipeline.designs import last_operation, with_stage
from tests.world import NOW, World, days_ago

LATER = NOW + timedelta(hours=2)


def _step(
    name: str, evidence: str = "note", detail: str = "", *, demand: str = "asked", **plan: object
) -> CriterionDesign:
    return CriterionDesign(step=StepDesign(name, name, evidence, detail, StepPlan(**plan)), demand=demand)  # type: ignore[arg-type]


def _with_steps(world: World, stage: int, *steps: CriterionDesign) -> None:
    edit_pipeline(world.pipeline, with_stage(design_of(world.pipeline), stage, criteria=steps), by=world.wati, at=NOW)


def _lanes(deal: Deal) -> list[Lane]:
    found = Deal.objects.select_related("stage", "owner").get(workspace_id=deal.workspace_id, id=deal.id)
    return deal_page(found, today=NOW.date()).lanes


def _named(lane: Lane) -> dict[str, CriterionState]:
    return {one.criterion.step.name_en: one for one in lane.criteria if one.criterion.step is not None}


def _row(world: World, name: str) -> Step:
    found: Step = Step.objects.select_related("stage").get(workspace_id=world.workspace.id, name_en=name)
    return found


def test_a_day_counts_from_the_moment_that_is_named_and_the_late_are_told(world: World) -> None:
    deal = world.make_deal(stage=0, at=days_ago(20), expected_close_on=NOW.date() + timedelta(days=30))
    move(deal, to=world.stages[2], by=world.sari, at=days_ago(10))
    _with_steps(
        world,
        2,
        _step("Dari tahap", due_days=4),
        _step("Dari langkah", due_days=3, due_from="step", performer="lead"),
        _step("Dari deal", due_days=25, due_from="deal", performer="member", member_id=world.tono.id),
        _step("Sebelum tutup", due_days=7, due_from="close"),
        _step("Kapan saja"),
    )
    steps = _named(_lanes(deal)[2])
    today = NOW.date()
    assert steps["Dari tahap"].due_on == today - timedelta(days=6)
    assert steps["Dari langkah"].due_on is None  # the one before is still to be done
    assert steps["Dari deal"].due_on == today + timedelta(days=5)
    assert steps["Sebelum tutup"].due_on == today + timedelta(days=23)
    assert steps["Kapan saja"].due_on is None
    assert [one.is_late for one in steps.values()] == [True, False, False, False, False]
    assert [one.performer.split()[0] for one in steps.values()] == ["Sari", "Budi", "Tono", "Sari", "Sari"]
    add_evidence(deal, _row(world, "Dari tahap"), label="Selesai", by=world.sari, at=days_ago(5))
    steps = _named(_lanes(deal)[2])
    assert (steps["Dari tahap"].is_late, steps["Dari langkah"].is_late) == (False, True)
    assert steps["Dari langkah"].due_on == today - timedelta(days=2)


def test_an_early_step_begins_its_stage_beside_the_leading_one_and_undo_ends_it(world: World) -> None:
    deal = world.make_deal(stage=2, at=days_ago(5))
    _with_steps(world, 4, _step("Penawaran", due_days=2, may_start_early=True), _step("Tanda tangan"))
    closing = _lanes(deal)[4]
    assert [one.criterion.step.name_en for one in closing.early if one.criterion.step] == ["Penawaran"]
    add_evidence(deal, _row(world, "Penawaran"), label="PNW-12 dikirim", by=world.sari, at=NOW)
    lanes = _lanes(deal)
    assert [lane.is_running for lane in lanes] == [False, False, True, False, True]
    assert world.reload(deal).stage_id == world.stages[2].id
    assert _named(lanes[4])["Penawaran"].is_met
    undo(world.workspace.id, last_operation(world), by=world.sari, at=LATER)
    lanes = _lanes(deal)
    assert (lanes[4].is_running, _named(lanes[4])["Penawaran"].is_met) == (False, False)


def test_a_tick_needs_its_evidence(world: World) -> None:
    deal = world.make_deal(stage=2, at=days_ago(5))
    _with_steps(
        world, 2, _step("Kunjungi", "activity", "visit"), _step("Nilai", "field", "value"), _step("Gambar", "photo")
    )
    for name in ("Kunjungi", "Nilai", "Gambar"):
        with pytest.raises(Refusal):
            add_evidence(deal, _row(world, name), label="Sudah, percaya saja", by=world.sari, at=NOW)
    assert not Evidence.objects.exists()
    edit(deal, {"value": (5_000_000, "IDR")}, by=world.sari, at=NOW)
    assert _named(_lanes(deal)[2])["Nilai"].is_met


def test_any_one_of_the_kinds_that_a_step_takes_is_enough(world: World) -> None:
    """Penawaran takes a photo, a visit or a filled value; words alone do not show it, and each of the three does."""
    asked = _step("Penawaran", "photo", demand="required")
    assert asked.step is not None
    many = replace(asked, step=replace(asked.step, also=(("activity", "visit"), ("field", "value"))))
    _with_steps(world, 2, many)
    deals = [world.make_deal(title, stage=2, at=days_ago(5)) for title in ("Kosong", "Dikunjungi", "Bernilai")]
    for deal in deals:
        with pytest.raises(GateRefused):
            move(deal, to=world.stages[3], by=world.sari, at=NOW)
    step = _row(world, "Penawaran")
    with pytest.raises(Refusal) as refused:
        add_evidence(deals[0], step, label="Percaya saja", by=world.sari, at=NOW)
    assert "activity or a file" in str(refused.value.message)
    shown = add_evidence(deals[1], step, label="Datang", rests_on=("activity", 7), by=world.sari, at=NOW)
    assert shown.kind == "activity"
    edit(deals[2], {"value": (5_000_000, "IDR")}, by=world.sari, at=NOW)
    for deal in deals[1:]:
        move(deal, to=world.stages[3], by=world.sari, at=LATER)
    with pytest.raises(GateRefused):
        move(deals[0], to=world.stages[3], by=world.sari, at=LATER)


def test_other_kinds_of_evidence_are_a_change_that_can_be_undone_and_their_order_is_none(world: World) -> None:
    _with_steps(world, 2, _step("Penawaran", "file"))
    before = design_of(world.pipeline)
    (one,) = before.stages[2].criteria
    assert one.step is not None
    wider = replace(one, step=replace(one.step, also=(("note", ""), ("file", ""))))
    edit_pipeline(world.pipeline, with_stage(before, 2, criteria=(wider,)), by=world.wati, at=LATER)
    assert _row(world, "Penawaran").ways == (("file", ""), ("note", ""))
    events = Event.objects.count()
    turned = replace(one, step=replace(one.step, evidence="note", also=(("file", ""),)))
    edit_pipeline(world.pipeline, with_stage(before, 2, criteria=(turned,)), by=world.wati, at=LATER)
    silent = replace(one, step=replace(one.step, also=None))
    edit_pipeline(world.pipeline, with_stage(before, 2, criteria=(silent,)), by=world.wati, at=LATER)
    assert Event.objects.count() == events
    undo(world.workspace.id, _edit_of(world), by=world.wati, at=LATER)
    assert design_of(world.pipeline) == before


def test_the_effect_of_other_steps_is_what_saving_brings(world: World) -> None:
    """Sari's deals in Kontak gain, lose, are held or late; one past it is not asked, but cannot be won without."""
    _with_steps(world, 2, _step("Lama"), _step("Catatan"))
    here = world.make_deal("Di sini", stage=2, at=days_ago(9))
    shown = world.make_deal("Ada bukti", stage=2, at=days_ago(9))
    beyond = world.make_deal("Sudah lewat", stage=2, at=days_ago(9))
    world.make_deal("Di depan", stage=0, at=days_ago(9))
    add_evidence(shown, _row(world, "Catatan"), label="Lengkap", by=world.sari, at=days_ago(8))
    add_evidence(here, _row(world, "Lama"), label="Dulu", by=world.sari, at=days_ago(8))
    move(beyond, to=world.stages[3], by=world.sari, at=days_ago(2))
    design = design_of(world.pipeline)
    kept = replace(design.stages[2].criteria[1], demand="required")
    assert kept.step is not None
    kept = replace(kept, step=replace(kept.step, plan=StepPlan(due_days=3)))
    wanted = with_stage(design, 2, criteria=(kept, _step("Baru", "field", "value")))

    effect = _effect(world, design)
    assert not effect.touches_deals
    effect = _effect(world, wanted)
    assert [one.count for one in (effect.gains, effect.loses, effect.held, effect.at_win, effect.late)] == [
        2,
        2,
        1,
        1,
        1,
    ]
    assert (effect.kept, effect.filled, effect.passed, effect.unseen) == (1, 0, 1, 0)
    assert effect.held.first[0][0] == effect.late.first[0][0] == here.id

    edit_pipeline(world.pipeline, wanted, by=world.wati, at=NOW)
    with pytest.raises(GateRefused):
        move(here, to=world.stages[3], by=world.sari, at=LATER)
    with pytest.raises(GateRefused):
        close(beyond, outcome="won", by=world.sari, at=LATER)
    assert [one.is_late for one in _lanes(here)[2].criteria] == [True, False]
    assert [one.is_late for one in _lanes(shown)[2].criteria] == [False, False]
    move(shown, to=world.stages[3], by=world.sari, at=LATER)

    undo(world.workspace.id, _edit_of(world), by=world.wati, at=LATER)
    assert design_of(world.pipeline) == design
    assert [len(one.evidence) for one in _lanes(here)[2].criteria] == [1, 0]  # what was shown is there again


def test_a_step_moves_to_another_stage_with_its_evidence_as_was_told_and_undo_brings_it_back(world: World) -> None:
    """Contoh, required in Kontak, goes to Relasi: Kontak is free of it, Relasi asks, who has shown it is not asked."""
    _with_steps(world, 3, _step("Kunjungi"))
    here, there, shown, both = (
        world.make_deal(title, stage=stage, at=days_ago(9))
        for title, stage in (("Di Kontak", 2), ("Di Relasi", 3), ("Sudah", 3), ("Dua jalur", 2))
    )
    start_track(both, world.stages[3], by=world.sari, at=days_ago(8))
    _with_steps(world, 2, _step("Contoh", demand="required", due_days=3))
    add_evidence(shown, _row(world, "Contoh"), label="Dikirim", by=world.sari, at=days_ago(8))
    before = design_of(world.pipeline)
    (moving,) = before.stages[2].criteria
    wanted = with_stage(before, 2, criteria=())
    wanted = with_stage(wanted, 3, criteria=(*before.stages[3].criteria, moving))

    effect = _effect(world, wanted)
    counts = (effect.gains, effect.loses, effect.held, effect.at_win, effect.late)
    assert [one.count for one in counts] == [2, 1, 1, 0, 1]
    assert [one.first[0][0] for one in (effect.loses, effect.held, effect.late)] == [here.id, there.id, there.id]
    assert (effect.filled, effect.kept, effect.moved) == (1, 0, 1)

    edit_pipeline(world.pipeline, wanted, by=world.wati, at=LATER)
    assert _row(world, "Contoh").stage_id == world.stages[3].id
    assert [_named(_lanes(deal)[3])["Contoh"].is_met for deal in (there, shown)] == [False, True]
    move(here, to=world.stages[3], by=world.sari, at=LATER)
    for deal in (there, both):
        with pytest.raises(GateRefused):
            move(deal, to=world.stages[4], by=world.sari, at=LATER)
    move(shown, to=world.stages[4], by=world.sari, at=LATER)

    undo(world.workspace.id, _edit_of(world), by=world.wati, at=LATER)
    assert design_of(world.pipeline) == before
    assert _row(world, "Contoh").stage_id == world.stages[2].id


def test_a_manager_is_told_of_deals_out_of_sight(world: World) -> None:
    world.make_deal("Bali", stage=2, owner=world.tono, at=days_ago(3))
    design = design_of(world.pipeline)
    wanted = with_stage(design, 2, criteria=(*design.stages[2].criteria, _step("Baru")))
    effect = steps_effect(world.pipeline, wanted, member=world.budi, now=NOW)
    assert (effect.gains.count, effect.unseen) == (0, 1)


def test_bad_plans_are_refused_beside_their_step_and_nothing_changes(world: World) -> None:
    design = design_of(world.pipeline)
    bad = (
        _step("Lama sekali", due_days=9_999),
        _step("Oleh siapa", performer="member", member_id=world.citra.id),
        _step("Sejak", due_from="lunch"),
    )
    with pytest.raises(Refusals) as refused:
        edit_pipeline(world.pipeline, with_stage(design, 1, criteria=bad), by=world.wati, at=NOW)
    assert [one.field for one in refused.value.items] == [
        "stages.1.criteria.0.due_days",
        "stages.1.criteria.1.performer",
        "stages.1.criteria.2.due_days",
    ]
    assert design_of(world.pipeline) == design


def test_a_field_that_a_step_requires_is_not_put_away_and_one_put_away_takes_a_note(world: World) -> None:
    power = define(
        world.workspace.id, RecordKind.DEAL, FieldDesign("Daya", type=FieldType.NUMBER), by=world.wati, at=NOW
    )
    asked = _step("Catat daya", "field", power.key)
    _with_steps(world, 2, replace(asked, demand="required"))
    with pytest.raises(Refusal):
        archive(power, by=world.wati, at=NOW)
    power.refresh_from_db()
    assert power.archived_at is None
    _with_steps(world, 2, asked)
    archive(power, by=world.wati, at=NOW)
    deal = world.make_deal(stage=2, at=days_ago(2))
    step = Step.objects.select_related("stage").get(name_en="Catat daya", deleted_at__isnull=True)
    add_evidence(deal, step, label="7.700 VA", by=world.sari, at=NOW)
    assert _lanes(deal)[2].criteria[0].is_met


def test_a_field_beside_which_a_required_step_takes_a_note_may_be_put_away(world: World) -> None:
    power = define(world.workspace.id, RecordKind.DEAL, FieldDesign("Daya"), by=world.wati, at=NOW)
    asked = _step("Catat daya", "field", power.key, demand="required")
    assert asked.step is not None
    _with_steps(world, 2, replace(asked, step=replace(asked.step, also=(("note", ""),))))
    archive(power, by=world.wati, at=NOW)
    power.refresh_from_db()
    assert power.archived_at is not None


def _effect(world: World, wanted: object) -> StepsEffect:
    return steps_effect(world.pipeline, wanted, member=world.wati, now=NOW)  # type: ignore[arg-type]


def _edit_of(world: World) -> int:
    return Event.objects.filter(workspace_id=world.workspace.id, name="pipeline.edited").latest("position").operation_id
