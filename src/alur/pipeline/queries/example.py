"""How an open deal would stand with steps that are not saved yet: the example beside their editor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from alur.kernel.ids import LARGEST_ID
from alur.pipeline.models import Criterion, Deal, Status, Step
from alur.pipeline.operations.reshaping import step_columns
from alur.pipeline.queries.deal_page import Lane, deal_page
from alur.pipeline.queries.design import PipelineDesign, StepDesign, StepPlan
from alur.pipeline.queries.gates import criteria_within
from alur.tenancy.models import Member

MOST_EXAMPLES = 8
LONGEST = 10_000


def example_deals(member: Member, stage_id: int) -> list[Deal]:
    """The newest few open deals of a stage that the member may see, with their companies."""
    deals = Deal.objects.visible_to(member).filter(stage_id=stage_id, status=Status.OPEN)
    return list(deals.select_related("organization", "owner").order_by("-id")[:MOST_EXAMPLES])


def lanes_with(deal: Deal, design: PipelineDesign, *, today: date) -> list[Lane]:
    """The deal's lanes, were its pipeline as designed. Nothing is checked: what is impossible has no day."""
    present = {one.id: one for one in criteria_within(deal.workspace_id, deal.pipeline_id)}
    return deal_page(deal, today=today, criteria=list(_criteria(deal, design, present))).lanes


def _criteria(deal: Deal, design: PipelineDesign, present: dict[int, Criterion]) -> Iterator[Criterion]:
    number = 0
    for stage in design.stages:
        stage_id = stage.id or 0
        for one in stage.criteria:
            number -= 1  # no row has such an id
            row = present.get(one.id or 0)
            found = Criterion(workspace_id=deal.workspace_id, id=one.id or number, stage_id=stage_id, field=one.field)
            found.demand, found.at_least = one.demand, one.at_least
            if one.step is not None:
                step_id = row.step_id if row is not None and row.step_id else number
                columns = step_columns(_sane(one.step))
                found.step = Step(workspace_id=deal.workspace_id, id=step_id, stage_id=stage_id, **columns)
            yield found


def _sane(step: StepDesign) -> StepDesign:
    plan = step.plan or StepPlan()
    if plan.due_days is not None and not 0 <= plan.due_days <= LONGEST:
        plan = replace(plan, due_days=None)
    if plan.member_id is not None and plan.member_id > LARGEST_ID:
        plan = replace(plan, member_id=None)
    return replace(step, plan=plan)
