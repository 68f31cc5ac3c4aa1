"""What is stored of deals, read for many at once: the same number of questions for one as for four hundred."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from alur.pipeline.models import Deal, DealSpell, Status
from alur.pipeline.queries.holdings import HELD, names_of_deals
from alur.pipeline.queries.needs import Weights, completeness
from alur.pipeline.queries.stage_needs import needs_by_stage, stages_with_pipelines
from alur.rescue.models import Snooze, StageLimit
from alur.rescue.reckoning import Standing
from alur.tenancy.prepared import Prepared, Slot, Slots


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for a stage: the silence it allows in days, none for any, and what a deal there needs."""

    limits: Mapping[int, int | None]
    needs: Mapping[int, Weights]


def rules_of(workspace_id: int) -> Rules:
    """The rules of all stages, those of removed ones too: three questions, or four."""
    stages = stages_with_pipelines(workspace_id)
    learned = dict(_LIMITS(workspace_id=workspace_id))
    limits = {stage.id: learned.get(stage.id) or stage.rot_days for stage in stages}
    return Rules(limits, needs_by_stage(workspace_id, stages))


def standings(workspace_id: int, deal_ids: Collection[int]) -> list[Standing]:
    """Those of these deals that are open and not in the trash."""
    rows = _DEALS(workspace_id=workspace_id, ids=deal_ids)
    if not rows:
        return []
    rules = rules_of(workspace_id)
    ids = [row[0] for row in rows]
    wanted = {name for weights in rules.needs.values() for name in weights}
    has = names_of_deals(workspace_id, rows, wanted)
    back = [row[0] for row in rows if row[_POSTPONED_COUNT]]
    returned = dict(_RETURNS(workspace_id=workspace_id, ids=back)) if back else {}
    snoozed = dict(_SNOOZES(workspace_id=workspace_id, ids=ids))
    return [_standing(row, rules, has[row[0]], returned.get(row[0]), snoozed.get(row[0])) for row in rows]


_COLUMNS = (
    *HELD, "pipeline_id", "stage_id", "stage_entered_at", "probability", "next_step_id", "next_step_due_at",
    "last_activity_at", "postponed_count",
)  # fmt: skip
_POSTPONED_COUNT, _OWNER, _AMOUNT = (_COLUMNS.index(name) for name in ("postponed_count", "owner_id", "amount"))
_OURS = {"workspace_id": Slot("workspace_id")}
_OF_DEALS: dict[str, Any] = {**_OURS, "deal_id__in": [Slots("ids")]}

_DEALS = Prepared(
    lambda: (
        Deal.objects.filter(**_OURS, id__in=[Slots("ids")], status=Status.OPEN).order_by("id").values_list(*_COLUMNS)
    )
)
_LIMITS = Prepared(lambda: StageLimit.objects.filter(**_OURS).values_list("stage_id", "days"))
_SNOOZES = Prepared(lambda: Snooze.objects.filter(**_OF_DEALS).values_list("deal_id", "until_at"))
_RETURNS = Prepared(
    lambda: (
        DealSpell.objects.filter(**_OF_DEALS, status=Status.POSTPONED, until_at__isnull=False)
        .values("deal_id")
        .annotate(at=Max("until_at"))
        .values_list("deal_id", "at")
    )
)


def _standing(
    row: tuple[Any, ...],
    rules: Rules,
    has: Collection[str],
    returned_at: datetime | None,
    snoozed_until: datetime | None,
) -> Standing:
    pipeline_id, stage_id, entered_at, probability, step_id, due_at, last_at, _count = row[len(HELD) :]
    return Standing(
        row[0], row[_OWNER] or 0, pipeline_id, stage_id, entered_at, row[_AMOUNT], probability, step_id is not None,
        due_at, last_at, returned_at, snoozed_until, rules.limits.get(stage_id),
        completeness(rules.needs.get(stage_id, {}), has),
    )  # fmt: skip
