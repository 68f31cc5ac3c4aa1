"""Sums kept in the transaction of the change, so that the heads of columns cost nothing to read.

Their ids are plain and 0 stands for none: they are derived, and `alur counters verify` proves them equal to their sums.
"""

from __future__ import annotations

from django.db import models

from alur.tenancy.scoped import Scoped


class StageTotal(Scoped):
    """Open deals now, by pipeline, stage, owner and temperature."""

    pipeline_id = models.BigIntegerField()
    stage_id = models.BigIntegerField()
    owner_id = models.BigIntegerField(default=0)
    temperature = models.CharField(max_length=4)
    count = models.BigIntegerField(default=0)
    amount = models.BigIntegerField(default=0)
    weighted = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "pipeline_id", "stage_id", "owner_id", "temperature"], name="stage_total_once"
            )
        ]


class Grain(models.TextChoices):
    DAY = "d"
    MONTH = "m"


class PastTotal(Scoped):
    """By how much the open deals of a stage and owner changed on a day, and in a month, of the workspace's zone.

    The total as of a day is the sum of the months before its own and of its month's days up to it: some thousand rows
    at 200,000 deals, where the spells themselves are a million.
    """

    pipeline_id = models.BigIntegerField()
    grain = models.CharField(max_length=1, choices=Grain.choices)
    starts_on = models.DateField()
    stage_id = models.BigIntegerField()
    owner_id = models.BigIntegerField(default=0)
    count = models.BigIntegerField(default=0)
    amount = models.BigIntegerField(default=0)
    weighted = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "pipeline_id", "grain", "starts_on", "stage_id", "owner_id"],
                name="past_total_once",
            )
        ]


class LossTotal(Scoped):
    """Deals lost or not a fit as they are now, by the day they ended on, and by the month, of the workspace's zone.

    From the deals themselves, not from their spells: a deal that is opened again was not lost. Sorting the lost deals
    of a quarter by reason took 16 ms of the funnel's 44 at 200,000 deals.
    """

    pipeline_id = models.BigIntegerField()
    grain = models.CharField(max_length=1, choices=Grain.choices)
    starts_on = models.DateField()
    stage_id = models.BigIntegerField()
    owner_id = models.BigIntegerField(default=0)
    reason_id = models.BigIntegerField(default=0)
    count = models.BigIntegerField(default=0)
    amount = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "pipeline_id", "grain", "starts_on", "stage_id", "owner_id", "reason_id"],
                name="loss_total_once",
            )
        ]


class FlowTotal(Scoped):
    """What deals changed on a day, and in a month, of the workspace's zone: from where they stood to where they came.

    One row for each kind of change: from stage, status and owner to stage, status and owner, with the sign of what the
    amount and the weighted amount did. `from_status` is empty for a deal that is new. Only what begins or ends open is
    kept. What is counted of a change does not depend on how many deals there are, so reports of a quarter stay as
    quick with two hundred thousand of them.

    `stayed` and `lasted` list whole days, one word for each change: how long it stood in the stage that it left, and
    from its first day until it was won. A word with a minus takes one back (see operations/flowing.py).
    """

    grain = models.CharField(max_length=1, choices=Grain.choices)
    starts_on = models.DateField()
    from_stage_id = models.BigIntegerField(default=0)
    from_status = models.CharField(max_length=9, blank=True)
    from_owner_id = models.BigIntegerField(default=0)
    to_stage_id = models.BigIntegerField()
    to_status = models.CharField(max_length=9)
    to_owner_id = models.BigIntegerField(default=0)
    amount_turn = models.SmallIntegerField(default=0)
    weighted_turn = models.SmallIntegerField(default=0)
    count = models.BigIntegerField(default=0)
    from_amount = models.BigIntegerField(default=0)
    to_amount = models.BigIntegerField(default=0)
    from_weighted = models.BigIntegerField(default=0)
    to_weighted = models.BigIntegerField(default=0)
    stayed = models.TextField(blank=True)
    lasted = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "workspace_id",
                    "grain",
                    "starts_on",
                    "from_stage_id",
                    "from_status",
                    "from_owner_id",
                    "to_stage_id",
                    "to_status",
                    "to_owner_id",
                    "amount_turn",
                    "weighted_turn",
                ],
                name="flow_total_once",
            )
        ]
