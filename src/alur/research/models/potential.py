from __future__ import annotations

from django.db import models

from alur.catalogue.models import ProductFamily
from alur.people.models import Organization
from alur.tenancy.scoped import Purged, Scoped, belongs_to


class Potential(Scoped):
    """What a company could buy of a product family in a year: money or units, one of both.

    `amount` is minor units of the workspace's currency, `quantity` thousandths of a unit.
    """

    organization_id: int
    organization: Organization = belongs_to(
        "people.Organization", related_name="potentials", when_purged=Purged.GOES_ALONG
    )
    family_id: int
    family: ProductFamily = belongs_to(
        "catalogue.ProductFamily", related_name="potentials", when_purged=Purged.GOES_ALONG
    )
    amount = models.BigIntegerField(null=True)
    quantity = models.BigIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "organization_id", "family_id"],
                condition=models.Q(deleted_at__isnull=True),
                name="potential_of_family_once",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__isnull=True) ^ models.Q(quantity__isnull=True),
                name="potential_in_one_measure",
            ),
        ]

    def __str__(self) -> str:
        return self.family.name
