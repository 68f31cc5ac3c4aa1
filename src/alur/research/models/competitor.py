from __future__ import annotations

from django.db import models

from alur.catalogue.models import ProductFamily
from alur.people.models import Organization
from alur.tenancy.scoped import Purged, Scoped, belongs_to


class Competitor(Scoped):
    """Who else sells to a company; of which product family, where that is known."""

    organization_id: int
    organization: Organization = belongs_to(
        "people.Organization", related_name="competitors", when_purged=Purged.GOES_ALONG
    )
    name = models.CharField(max_length=120)
    family_id: int | None
    family: ProductFamily | None = belongs_to(
        "catalogue.ProductFamily", null=True, related_name="competitors", when_purged=Purged.IS_CLEARED
    )
    strengths = models.CharField(max_length=500, blank=True)
    price_note = models.CharField(max_length=200, blank=True)
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace_id", "organization_id"], name="competitor_of_company")]

    def __str__(self) -> str:
        return self.name
