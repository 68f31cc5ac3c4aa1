from __future__ import annotations

from django.db import models

from alur.pipeline.models import Deal
from alur.tenancy.scoped import Purged, Scoped, belongs_to


class Rescued(Scoped):
    """A deal that lay in the queue for a day or more and left it, still open or won, by what somebody did.

    `reasons` are those for which it lay there, joined by commas; `operation_id` is the act, whose undo takes this
    back. `owner_id` and `by_id` are plain ids: it is a record of what was.
    """

    deal_id: int
    deal: Deal = belongs_to("pipeline.Deal", related_name="rescues", when_purged=Purged.GOES_ALONG)
    owner_id = models.BigIntegerField(default=0)
    by_id = models.BigIntegerField(default=0)
    operation_id = models.BigIntegerField()
    stage_id = models.BigIntegerField()
    reasons = models.CharField(max_length=60)
    stake = models.BigIntegerField(default=0)
    rescued_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["workspace_id", "rescued_at", "owner_id", "stake"], name="rescued_when"),
            models.Index(fields=["workspace_id", "operation_id"], name="rescued_by"),
        ]
