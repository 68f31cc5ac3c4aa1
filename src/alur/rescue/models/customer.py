from __future__ import annotations

from django.db import models

from alur.people.models import Organization
from alur.rescue.models.watch import NEVER
from alur.tenancy.scoped import Purged, Scoped, belongs_to


class CustomerWatch(Scoped):
    """From which instant on a customer has been silent for more than twice its usual gap between orders.

    Derived from its orders; a customer with fewer than three order days has none. `double_gap_days` is twice the median
    of its own gaps, `stake` its median order, net, in minor units of the workspace's currency.
    """

    organization_id: int
    organization: Organization = belongs_to(
        "people.Organization", related_name="customer_watches", when_purged=Purged.GOES_ALONG
    )
    owner_id = models.BigIntegerField(default=0)
    order_days = models.IntegerField()
    double_gap_days = models.IntegerField()
    last_order_on = models.DateField()
    stake = models.BigIntegerField(default=0)
    rank = models.BigIntegerField(default=0)
    silent_from = models.DateTimeField(default=NEVER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "organization_id"], name="customer_watch_once")]
        indexes = [
            models.Index(fields=["workspace_id", "silent_from", "owner_id", "stake"], name="customer_watch_counted"),
            models.Index(
                fields=["workspace_id", "-rank", "id", "silent_from", "owner_id"], name="customer_watch_order"
            ),
        ]
