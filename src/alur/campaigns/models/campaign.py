from __future__ import annotations

from django.db import models

from alur.campaigns.models.source import Source
from alur.tenancy.scoped import Scoped, belongs_to


class Campaign(Scoped):
    """A promotion with its days, half-open [starts_on, ends_on)."""

    name = models.CharField(max_length=120)
    source_id: int | None
    source: Source | None = belongs_to("campaigns.Source", null=True, related_name="campaigns")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    deleted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
