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
