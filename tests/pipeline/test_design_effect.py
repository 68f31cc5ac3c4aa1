from __future__ import annotations

from alur.pipeline.operations.designing import (
    edit_pipeline,
)
from alur.pipeline.queries.design import CriterionDesign, design_of
from alur.pipeline.queries.design_effect import effect_of
from alur.pipeline.queries.totals import stage_totals
from tests.pipeline.designs import with_stage, without_stage
from tests.world import NOW, World, days_ago


def test_the_effect_is_what_saving_brings(world: World) -> None:
    world.make_deal(stage=3, amount=1_000_000, at=days_ago(5))
    world.make_deal(stage=3, amount=500_001, at=days_ago(5))
    world.make_deal(stage=3, amount=2_000_000, at=days_ago(5), probability=75)
    world.make_deal(stage=2, amount=3_000_000, at=days_ago(5))
    world.make_deal(stage=0, amount=700_000, at=days_ago(5))
    design = with_stage(without_stage(world, 2, to=3), 2, probability=50)
    effect = effect_of(world.pipeline, design, member=world.wati, now=NOW)
    assert [(one.to.id if one.to else None, one.deals.count) for one in effect.moves] == [(world.stages[3].id, 1)]
    shift = effect.shifts[0]
    assert (shift.old, shift.new, shift.followers, shift.own) == (60, 50, 2, 1)
    totals = stage_totals(world.wati, world.pipeline.id)
    assert effect.weighted_before == sum(one.weighted for one in totals.values())
    edit_pipeline(world.pipeline, design, by=world.wati, at=NOW)
    totals = stage_totals(world.wati, world.pipeline.id)
    assert effect.weighted_after == sum(one.weighted for one in totals.values())


def test_the_effect_names_deals_that_go_stale_or_lack_what_is_now_required(world: World) -> None:
    silent = world.make_deal("Lama", stage=2, at=days_ago(8))
    fresh = world.make_deal("Baru", stage=2, at=days_ago(3))
    has_company = world.make_deal("Punya", stage=2, at=days_ago(3), organization=world.make_organization("PT Graha"))
    required = (CriterionDesign(field="organization", demand="required"),)
    design = with_stage(design_of(world.pipeline), 2, rot_days=6, criteria=required)
    effect = effect_of(world.pipeline, design, member=world.wati, now=NOW)
    assert [deal_id for deal_id, _ in effect.stale.first] == [silent.id]
    assert {deal_id for deal_id, _ in effect.missing.first} == {silent.id, fresh.id}
    assert has_company.id not in {deal_id for deal_id, _ in effect.missing.first}
    assert effect.touches_deals
    assert not effect_of(world.pipeline, design_of(world.pipeline), member=world.wati, now=NOW).touches_deals


def test_the_effect_tells_a_manager_how_many_deals_they_do_not_see(world: World) -> None:
    world.make_deal("Bali", stage=3, owner=world.tono, amount=9_000_000, at=days_ago(5))
    world.make_deal("Jawa", stage=3, amount=1_000_000, at=days_ago(5))
    design = with_stage(design_of(world.pipeline), 3, probability=50)
    effect = effect_of(world.pipeline, design, member=world.budi, now=NOW)
    assert (effect.weighted_before, effect.weighted_after, effect.unseen) == (600_000, 500_000, 1)
