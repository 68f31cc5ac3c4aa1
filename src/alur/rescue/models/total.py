from __future__ import annotations

from django.db import models

from alur.tenancy.scoped import Scoped


class WatchTotal(Scoped):
    """How many deals of an owner (0: nobody's) come into the queue within a week, and what is at stake in them.

    `starts_on` is a Monday, UTC. The menu of every page counts the queue: the weeks before this one are summed here,
    only this week's deals are counted one by one (operations/counting.py). A range of 40,000 rows took 5 ms.
    """

    owner_id = models.BigIntegerField(default=0)
    starts_on = models.DateField()
    count = models.BigIntegerField(default=0)
    stake = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "owner_id", "starts_on"], name="watch_total_once")
        ]
