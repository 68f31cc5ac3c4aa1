from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from alur.pipeline.models.pipeline import Pipeline
from alur.tenancy.scoped import Scoped, belongs_to


class StageKind(models.TextChoices):
    PROSPECTING = "prospecting", _("Prospecting")
    QUALIFYING = "qualifying", _("Qualifying")
    CONTACTING = "contacting", _("Contacting")
    RELATIONSHIP = "relationship", _("Building relationship")
    CLOSING = "closing", _("Closing")


class Stage(Scoped):
    """A step of a pipeline. A removed one stays in history: its deals were there."""

    pipeline_id: int
    pipeline: Pipeline = belongs_to("pipeline.Pipeline", related_name="stages")
    position = models.IntegerField(default=0)
    kind = models.CharField(max_length=12, choices=StageKind.choices)
    name_id = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    probability = models.SmallIntegerField(default=0, help_text="Percent.")
    rot_days = models.SmallIntegerField(null=True, help_text="Days of silence after which a deal here goes stale.")
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace_id", "pipeline_id", "position"], name="stage_order")]
        constraints = [
            models.CheckConstraint(condition=models.Q(probability__range=(0, 100)), name="stage_probability_percent")
        ]

    def __str__(self) -> str:
        return self.name_en

    def name_in(self, language: str) -> str:
        return self.name_id if language.startswith("id") else self.name_en
