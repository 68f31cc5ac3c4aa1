from __future__ import annotations

from django.db import models

from alur.pipeline.models import Deal
from alur.tenancy.scoped import Purged, Scoped, belongs_to


class Override(Scoped):
    """Someone's own word on how warm a deal is, until a day; `ended_at` is when it was taken off or ran out.

    `by_id` is none for what was set by hand before there were receipts.
    """

    deal_id: int
    deal: Deal = belongs_to("pipeline.Deal", related_name="overrides", when_purged=Purged.GOES_ALONG)
    temperature = models.CharField(max_length=4)
    reason = models.CharField(max_length=300, blank=True)
    by_id = models.BigIntegerField(null=True)
    set_at = models.DateTimeField()
    until_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "deal_id"], condition=models.Q(ended_at__isnull=True), name="override_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["workspace_id", "until_at"], condition=models.Q(ended_at__isnull=True), name="override_running"
            ),
            models.Index(fields=["workspace_id", "deal_id", "set_at"], name="override_of_deal"),
        ]
