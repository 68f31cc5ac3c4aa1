from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from alur.tenancy.models import Member
from alur.tenancy.scoped import Scoped, belongs_to

if TYPE_CHECKING:
    from alur.pipeline.models.pipeline import Pipeline


class ChangeState(models.TextChoices):
    RUNNING = "running"
    STOPPING = "stopping"
    STOPPED = "stopped"
    DONE = "done"
    FAILED = "failed"


class PipelineChange(Scoped):
    """A change of a pipeline that so many deals follow that the worker takes them along piece by piece.

    Its pieces share one operation, by which it is undone; `undoes` is set on one that takes another back. `plan` holds
    what the pieces go by: `goals` (removed stage to the one that takes its deals), `old` (stage to the probability it
    had), `removed` (stages that go at the end). `cursor` is how far they came in `phase`.
    """

    pipeline_id: int
    pipeline: Pipeline = belongs_to("pipeline.Pipeline", related_name="changes")
    operation_id = models.BigIntegerField()
    undoes = models.BigIntegerField(null=True)
    plan = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=ChangeState.choices, default=ChangeState.RUNNING)
    failure = models.CharField(max_length=300, blank=True)
    failure_values = models.JSONField(default=dict)
    phase = models.SmallIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)
    total = models.IntegerField(default=0)
    moved = models.IntegerField(default=0)
    by_id: int | None
    by: Member | None = belongs_to("tenancy.Member", null=True, related_name="pipeline_changes")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace_id", "pipeline_id", "created_at"], name="change_of_pipeline"),
            models.Index(fields=["workspace_id", "operation_id"], name="change_of_operation"),
        ]

    @property
    def is_at_work(self) -> bool:
        return self.state in (ChangeState.RUNNING, ChangeState.STOPPING)
