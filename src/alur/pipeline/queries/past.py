"""The pipeline as it stood: its stages of then, and what became of its deals since."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alur.pipeline.models import Deal, Stage, in_the_past


@dataclass(frozen=True, slots=True)
class Became:
    """Where a deal stands now, and since when."""

    status: str
    stage_id: int
    amount: int
    reasons: tuple[str, str]
    """Why it ended, in Indonesian and in English."""
    since: datetime

    def reason_in(self, language: str) -> str:
        return self.reasons[0 if language.startswith("id") else 1]


def past_stages(workspace_id: int, pipeline_id: int, totals: Mapping[int, Any]) -> list[Stage]:
    """The stages that are there today, and removed ones in which deals stood."""
    stages = Stage.objects.filter(workspace_id=workspace_id, pipeline_id=pipeline_id).order_by("position", "id")
    return [stage for stage in stages if stage.deleted_at is None or stage.id in totals]


def became_of(workspace_id: int, deal_ids: Collection[int]) -> dict[int, Became]:
    rows = Deal.everything.filter(in_the_past(), workspace_id=workspace_id, id__in=deal_ids).values_list(
        "id",
        "status",
        "stage_id",
        "amount",
        "reason__name_id",
        "reason__name_en",
        "reason_text",
        "closed_at",
        "stage_entered_at",
    )
    return {
        row[0]: Became(row[1], row[2], row[3], (row[4] or row[6], row[5] or row[6]), row[7] or row[8]) for row in rows
    }
