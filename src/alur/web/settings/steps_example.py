"""One open deal beside the editor of steps: how it would stand with what is typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from alur.kernel.ids import id_from
from alur.pipeline.models import Deal, Stage
from alur.pipeline.queries.deal_page import CriterionState
from alur.pipeline.queries.design import PipelineDesign
from alur.pipeline.queries.example import example_deals, lanes_with
from alur.tenancy.models import Member
from alur.web.settings.steps_draft import StepDraft, StepsDraft


@dataclass(frozen=True, slots=True)
class Example:
    """`deal` None: no open deal stands in the stage. `steps` as typed, each with how it stands; `next_id` is another
    deal to look at, 0 where there is none.
    """

    stage: Stage
    deal: Deal | None = None
    steps: tuple[tuple[StepDraft, CriterionState], ...] = ()
    next_id: int = 0


def example_of(
    draft: StepsDraft, design: PipelineDesign, stages: list[Stage], *, member: Member, today: date
) -> Example | None:
    """Of the stage that is unfolded; None while none is."""
    stage = next((one for one in stages if str(one.id) == draft.shown), None)
    if stage is None:
        return None
    deals = example_deals(member, stage.id)
    if not deals:
        return Example(stage)
    place = next((index for index, one in enumerate(deals) if one.id == id_from(draft.example)), 0)
    following = deals[(place + 1) % len(deals)].id if len(deals) > 1 else 0
    lane = next(one for one in lanes_with(deals[place], design, today=today) if one.stage.id == stage.id)
    states = [one for one in lane.criteria if one.criterion.step is not None]
    return Example(stage, deals[place], tuple(zip(draft.steps[stage.id], states, strict=True)), following)
