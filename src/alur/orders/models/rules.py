from __future__ import annotations

from django.db import models

from alur.tenancy.scoped import Purged, Scoped, belongs_to


class Logo(Scoped):
    """A picture for the head of quotes, as it was drawn anew from what came: a PNG of points and nothing else."""

    content = models.TextField(help_text="Base64: it travels in exports and in pages as it is.")
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class QuoteRules(Scoped):
    """How a workspace sells: its logo, and what a seller may offer without the lead. One row, made when first set.

    Above `most_discount` (basis points of the whole quote) or `most_value` (before tax, minor units of the workspace's
    currency) the lead approves; None is no limit.
    """

    logo_id: int | None
    logo: Logo | None = belongs_to("orders.Logo", null=True, related_name="rules", when_purged=Purged.IS_CLEARED)
    most_discount = models.IntegerField(null=True)
    most_value = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id"], name="quote_rules_once")]


class TaxRate(Scoped):
    """A rate of PPN that holds from a day on, beside those that Alur knows: basis points of `base_of`/`base_whole`."""

    valid_on = models.DateField()
    percent = models.IntegerField()
    base_of = models.SmallIntegerField(default=1)
    base_whole = models.SmallIntegerField(default=1)
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "valid_on"], condition=models.Q(deleted_at__isnull=True), name="tax_rate_once"
            )
        ]

    def __str__(self) -> str:
        return self.valid_on.isoformat()
