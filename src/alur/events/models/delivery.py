from __future__ import annotations

from django.db import models

from alur.tenancy.scoped import Scoped


class Subscription(Scoped):
    """How far a subscriber has read a workspace's events."""

    subscriber = models.CharField(max_length=80)
    position = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "subscriber"], name="subscription_once")]


class FailedDelivery(Scoped):
    """An event that a subscriber could not take: tried again with growing pauses, parked after ten tries."""

    subscriber = models.CharField(max_length=80)
    event_position = models.BigIntegerField()
    tries = models.SmallIntegerField(default=1)
    error = models.TextField(blank=True)
    retry_at = models.DateTimeField()
    parked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "subscriber", "event_position"], name="failed_delivery_once"
            )
        ]
