"""The change that a pipeline's deals follow, as its page tells it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from alur.pipeline.models import Pipeline, PipelineChange
from alur.web.shell.requests import MemberRequest

TOLD_FOR = timedelta(hours=12)


def change_told(pipeline: Pipeline, request: MemberRequest) -> PipelineChange | None:
    """The last change that many deals follow, or have followed lately."""
    changes = PipelineChange.objects.filter(workspace_id=pipeline.workspace_id, pipeline_id=pipeline.id)
    last = changes.order_by("-created_at").first()
    if last is None or (last.finished_at is not None and last.finished_at < request.now - TOLD_FOR):
        return None
    return last


def change_context(change: PipelineChange | None) -> dict[str, Any]:
    if change is None:
        return {"change": None}
    percent = min(100, change.moved * 100 // change.total) if change.total else 0
    failure = _(change.failure) % change.failure_values if change.failure else ""
    return {"change": change, "percent": percent, "failure": failure}
