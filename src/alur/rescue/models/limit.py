from __future__ import annotations

from django.db import models

from alur.pipeline.models import Stage
from alur.tenancy.scoped import Purged, Scoped, belongs_to


class StageLimit(Scoped):
    """After how many days of silence a deal of this stage counts as forgotten, learned from the workspace's own deals.

    `days` none: there were too few won deals, or nine in ten of them have not moved on yet; the stage's own setting
    holds then. `moved` stays of won deals and `waiting` stays that still last were counted.
    """

    stage_id: int
    stage: Stage = belongs_to("pipeline.Stage", related_name="limits", when_purged=Purged.GOES_ALONG)
    days = models.IntegerField(null=True)
    moved = models.IntegerField(default=0)
    waiting = models.IntegerField(default=0)
    learned_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "stage_id"], name="stage_limit_once")]
