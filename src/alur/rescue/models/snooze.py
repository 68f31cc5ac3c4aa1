from __future__ import annotations

from django.db import models

from alur.pipeline.models import Deal
from alur.tenancy.scoped import Purged, Scoped, belongs_to


class Snooze(Scoped):
    """Someone has looked at a forgotten deal and leaves it until an instant: it is not in the queue before."""

    deal_id: int
    deal: Deal = belongs_to("pipeline.Deal", related_name="snoozes", when_purged=Purged.GOES_ALONG)
    until_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "deal_id"], name="snooze_once")]
