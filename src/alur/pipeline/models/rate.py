from __future__ import annotations

from django.db import models

from alur.tenancy.scoped import Scoped


class ExchangeRate(Scoped):
    """What one unit of a currency is worth in the workspace's, from a day on; typed by an owner.

    `rate_micro` is millionths: USD at Rp 16.250 is 16_250_000_000.
    """

    currency = models.CharField(max_length=3)
    valid_on = models.DateField()
    rate_micro = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "currency", "valid_on"], name="rate_once")]
