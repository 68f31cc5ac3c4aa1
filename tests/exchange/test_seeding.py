"""Bulk data is what people's hands would have left: whole, counted, and of the promised size."""

from __future__ import annotations

from alur.conversations.models import Activity
from alur.events.models import Event
from alur.exchange.operations.seeding import seed
from alur.people.models import Organization
from alur.pipeline.models import Deal, DealSpell, Status
from alur.pipeline.operations.moving import move
from alur.pipeline.operations.verifying import differences
from tests.world import NOW, World


def test_seeded_deals_have_companies_activities_events_spells_and_true_totals(world: World) -> None:
    seed(world.workspace, 200, at=NOW)
    ws = world.workspace.id
    deals = Deal.objects.filter(workspace_id=ws)
    assert (deals.count(), Organization.objects.filter(workspace_id=ws).count()) == (200, 100)
    assert Activity.objects.filter(workspace_id=ws).count() == 600
    assert 25 <= deals.filter(status=Status.OPEN).count() <= 55
    assert Event.objects.filter(workspace_id=ws, name="deal.created").count() == 200
    assert DealSpell.objects.filter(workspace_id=ws, until_at__isnull=True).count() == 200
    assert differences(ws) == []


def test_a_seeded_deal_moves_like_one_made_by_hand(world: World) -> None:
    seed(world.workspace, 40, at=NOW)
    is_open = Deal.objects.filter(workspace_id=world.workspace.id, status=Status.OPEN)
    deal = is_open.exclude(stage_id=world.stages[2].id)[0]
    step = Activity.objects.filter(workspace_id=world.workspace.id, id=deal.next_step_id or 0).first()
    assert step is None or step.due_at == deal.agenda_at
    move(deal, to=world.stages[2], by=world.wati, at=NOW)
    assert differences(world.workspace.id) == []
