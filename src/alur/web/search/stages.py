"""Where in its pipeline a found deal stands."""

from __future__ import annotations

from alur.pipeline.models import Stage


def stages_at_hand(workspace_id: int, language: str) -> dict[int, tuple[int, int, str]]:
    """Stage id to (its number, how many the pipeline has, its name)."""
    rows = Stage.objects.filter(workspace_id=workspace_id, deleted_at__isnull=True).order_by("position")
    by_pipeline: dict[int, list[Stage]] = {}
    for stage in rows:
        by_pipeline.setdefault(stage.pipeline_id, []).append(stage)
    return {
        stage.id: (number, len(stages), stage.name_in(language))
        for stages in by_pipeline.values()
        for number, stage in enumerate(stages, start=1)
    }
