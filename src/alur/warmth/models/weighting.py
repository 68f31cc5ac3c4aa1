from __future__ import annotations

from django.db import models

from alur.pipeline.models import Pipeline
from alur.tenancy.scoped import Purged, Scoped, belongs_to

OVERRIDE_DAYS = 14


class Weighting(Scoped):
    """What a pipeline's owner has made of the weights; a pipeline without one has those of the table of kinds.

    `kinds` is key to [points, half-life in days or null]. `fit` is what was fitted to closed deals, with its measures;
    where `uses_fit`, its points count in place of those set by hand, which are kept. `candidate` is a later fit that
    told better than what is in use: it waits for an owner's word.
    """

    pipeline_id: int
    pipeline: Pipeline = belongs_to("pipeline.Pipeline", related_name="weightings", when_purged=Purged.GOES_ALONG)
    kinds = models.JSONField(default=dict)
    start = models.SmallIntegerField(default=20)
    warm_from = models.SmallIntegerField(default=35)
    hot_from = models.SmallIntegerField(default=55)
    override_days = models.SmallIntegerField(default=OVERRIDE_DAYS)
    fit = models.JSONField(null=True)
    candidate = models.JSONField(null=True)
    uses_fit = models.BooleanField(default=False)
    version = models.IntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "pipeline_id"], name="weighting_once")]
