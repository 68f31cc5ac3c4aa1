from __future__ import annotations

from datetime import UTC, datetime

from django.db import models

from alur.pipeline.models import Deal
from alur.tenancy.scoped import Purged, Scoped, belongs_to

NEVER = datetime(9999, 1, 1, tzinfo=UTC)


class Watch(Scoped):
    """From which instant on an open deal is forgotten, for each reason; nothing about it changes by time alone.

    Derived from the deal, in the transaction of what changes it, so that the queue at any instant is a range of an
    index. NEVER stands where a reason does not hold. `stake` is value × probability in minor units of the workspace's
    currency, `rank` the order of the queue (reckoning.rank_of), `lacks` the names of the fields that are missing,
    `completeness` percent by weight. `owner_id` is plain, 0 for nobody.
    """

    deal_id: int
    deal: Deal = belongs_to("pipeline.Deal", related_name="watches", when_purged=Purged.GOES_ALONG)
    owner_id = models.BigIntegerField(default=0)
    pipeline_id = models.BigIntegerField()
    stage_id = models.BigIntegerField()
    stake = models.BigIntegerField(default=0)
    rank = models.BigIntegerField(default=0)
    quiet_since = models.DateTimeField()
    step_due_at = models.DateTimeField(default=NEVER)
    silent_from = models.DateTimeField(default=NEVER)
    unplanned_from = models.DateTimeField(default=NEVER)
    lacking_from = models.DateTimeField(default=NEVER)
    returned_from = models.DateTimeField(default=NEVER)
    forgotten_from = models.DateTimeField(default=NEVER)
    limit_days = models.IntegerField(null=True)
    lacks = models.JSONField(default=list)
    completeness = models.SmallIntegerField(default=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "deal_id"], name="watch_once")]
        indexes = [
            # What the page and the menu count stands in the index itself: 20,000 rows are not fetched for a sum.
            models.Index(
                fields=[
                    "workspace_id", "forgotten_from", "owner_id", "silent_from", "unplanned_from", "lacking_from",
                    "returned_from", "stake",
                ],
                name="watch_counted",
            ),
            models.Index(fields=["workspace_id", "owner_id", "forgotten_from"], name="watch_own"),
            models.Index(fields=["workspace_id", "-rank", "id", "forgotten_from", "owner_id"], name="watch_order"),
            models.Index(fields=["workspace_id", "owner_id", "-rank", "id", "forgotten_from"], name="watch_own_order"),
            models.Index(fields=["workspace_id", "owner_id", "step_due_at"], name="watch_own_due"),
            models.Index(fields=["workspace_id", "stage_id", "deal_id"], name="watch_of_stage"),
            # What rolling ownership asks of all open deals of a pipeline is answered from it alone.
            models.Index(
                fields=[
                    "workspace_id", "pipeline_id", "-rank", "id", "quiet_since", "step_due_at", "owner_id", "deal_id",
                ],
                name="watch_untouched",
            ),
        ]  # fmt: skip
