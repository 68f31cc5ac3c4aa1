"""Where in its pipeline a found deal stands."""

from __future__ import annotations

from alur.pipeline.models import Stage
from alur.tenancy.prepared import Prepared, Slot

_STAGES = Prepared(
    lambda: Stage.objects.filter(workspace_id=Slot("workspace_id"), deleted_at__isnull=True).order_by("position")
)


def stages_at_hand(workspace_id: int, language: str) -> dict[int, tuple[int, int, str]]:
    """Stage id to (its number, how many the pipeline has, its name)."""
    by_pipeline: dict[int, list[Stage]] = {}
    for stage in _STAGES(workspace_id=workspace_id):
        by_pipeline.setdefault(stage.pipeline_id, []).append(stage)
    return {
        stage.id: (number, len(stages), stage.name_in(language))
        for stages in by_pipeline.values()
        for number, stage in enumerate(stages, start=1)
    }
