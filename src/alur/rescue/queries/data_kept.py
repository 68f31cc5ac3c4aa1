"""How complete deals are, as the queue keeps it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from alur.pipeline.models import Pipeline
from alur.pipeline.queries.needs import Completeness
from alur.pipeline.queries.stage_needs import needs_by_stage, stages_with_pipelines
from alur.rescue.models import Watch
from alur.tenancy.prepared import Prepared, Slot, Slots


def data_kept(workspace_id: int, deal_ids: Collection[int]) -> dict[int, Completeness]:
    """Deal id to its completeness; those are left out whose stage needs nothing, and closed ones.

    What people change in a deal shows at once, what changes beside it (its company, its people, what is needed) within
    a moment. Two questions, three or four where a pipeline's needs were set by its owners.
    """
    if not deal_ids:
        return {}
    rows: Sequence[tuple[int, int, int, list[str]]] = _KEPT(workspace_id=workspace_id, ids=deal_ids)
    idle = _stages_without_needs(workspace_id) if rows else frozenset()
    return {
        deal_id: Completeness(percent, tuple(lacks))
        for deal_id, stage_id, percent, lacks in rows
        if stage_id not in idle
    }


def _stages_without_needs(workspace_id: int) -> frozenset[int]:
    if not _SET(workspace_id=workspace_id):
        return frozenset()
    needs = needs_by_stage(workspace_id, stages_with_pipelines(workspace_id))
    return frozenset(stage_id for stage_id, weights in needs.items() if not weights)


_KEPT = Prepared(
    lambda: Watch.objects.filter(workspace_id=Slot("workspace_id"), deal_id__in=[Slots("ids")]).values_list(
        "deal_id", "stage_id", "completeness", "lacks"
    )
)
_SET = Prepared(
    lambda: Pipeline.objects.filter(workspace_id=Slot("workspace_id"), needs__isnull=False).values_list(
        "id", flat=True
    )[:1]
)
