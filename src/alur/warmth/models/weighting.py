from __future__ import annotations

from django.db import models

from alur.pipeline.models import Pipeline
from alur.tenancy.scoped import Purged, Scoped, belongs_to

OVERRIDE_DAYS = 14


class Weighting(Scoped):
    """What a pipeline's owner has made of the weights; a pipeline without one has those of the table of kinds.

    `kinds` is key to [points, half-life in days or null].
    """

    pipeline_id: int
    pipeline: Pipeline = belongs_to("pipeline.Pipeline", related_name="weightings", when_purged=Purged.GOES_ALONG)
    kinds = models.JSONField(default=dict)
    start = models.SmallIntegerField(default=20)
    warm_from = models.SmallIntegerField(default=35)
    hot_from = models.SmallIntegerField(default=65)
    override_days = models.SmallIntegerField(default=OVERRIDE_DAYS)
    version = models.IntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "pipeline_id"], name="weighting_once")]
