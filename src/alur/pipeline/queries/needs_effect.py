"""How many open deals lack what their stage needs, as it is and as it would be with other needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from alur.pipeline.models import Deal, Pipeline, Stage, Status
from alur.pipeline.queries.gates import criteria_within
from alur.pipeline.queries.holdings import HELD, names_of_deals
from alur.pipeline.queries.needs import Need, completeness, needs_of
from alur.pipeline.queries.stage_needs import live_fields
from alur.tenancy.models import Member

MOST = 4000
A_BATCH = 500


@dataclass(frozen=True, slots=True)
class NeedsEffect:
    """Of `count` open deals that one sees (the dearest, where there are more than `MOST`): how many lack too much
    `before` and `after`, the mean completeness in percent, and what is missing most then, as (name, deals).
    """

    count: int
    total: int
    before: int
    after: int
    mean_before: int
    mean_after: int
    missing: tuple[tuple[str, int], ...]


def needs_effect(
    pipeline: Pipeline, stages: Sequence[Stage], needs: Sequence[Need] | None, *, member: Member
) -> NeedsEffect:
    """`needs` as they would be; `stages` those of the pipeline in order."""
    workspace_id = pipeline.workspace_id
    criteria = criteria_within(workspace_id, pipeline.id)
    after = None if needs is None else [list(astuple(need)) for need in needs]
    wanted = Pipeline(needs=[*(pipeline.needs or ()), *(after or ())])
    live = live_fields(workspace_id, [wanted], criteria)
    now, then = needs_of(pipeline.needs, stages, criteria, live), needs_of(after, stages, criteria, live)
    names = {name for weights in (*now.values(), *then.values()) for name in weights}
    deals = Deal.objects.visible_to(member).filter(pipeline_id=pipeline.id, status=Status.OPEN)
    rows = list(deals.order_by("-amount", "id").values_list(*HELD, "stage_id")[:MOST])
    percents: list[tuple[int, int]] = []
    lacking = [0, 0]
    missing: Counter[str] = Counter()
    for first in range(0, len(rows), A_BATCH):
        part = rows[first : first + A_BATCH]
        has = names_of_deals(workspace_id, part, names)
        for row in part:
            one, other = (completeness(weights.get(row[-1], {}), has[row[0]]) for weights in (now, then))
            percents.append((one.percent, other.percent))
            lacking[0] += not one.is_enough
            lacking[1] += not other.is_enough
            missing.update(other.lacks)
    count = len(rows)
    means = [round(sum(pair[side] for pair in percents) / count) if count else 100 for side in (0, 1)]
    return NeedsEffect(
        count, count if count < MOST else deals.count(), lacking[0], lacking[1], means[0], means[1],
        tuple(missing.most_common(5)),
    )  # fmt: skip
