from __future__ import annotations

from django.db import models

from alur.catalogue.models.family import ProductFamily
from alur.tenancy.scoped import Purged, Scoped, belongs_to


class KeptManager(models.Manager["Product"]):
    def get_queryset(self) -> models.QuerySet[Product]:
        return super().get_queryset().filter(deleted_at__isnull=True)


class Product(Scoped):
    """Something that is sold, in a unit, at a price in minor units of the workspace's currency."""

    name = models.CharField(max_length=160)
    name_key = models.CharField(max_length=120)
    sku = models.CharField(max_length=60, blank=True)
    family_id: int | None
    family: ProductFamily | None = belongs_to(
        "catalogue.ProductFamily", null=True, related_name="products", when_purged=Purged.IS_CLEARED
    )
    unit = models.CharField(max_length=20, blank=True)
    unit_price = models.BigIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    custom = models.JSONField(default=dict)
    external_source = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    objects = KeptManager()
    everything = models.Manager()

    class Meta:
        base_manager_name = "everything"
        indexes = [models.Index(fields=["workspace_id", "name_key", "id"], name="product_by_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "external_source", "external_id"],
                condition=models.Q(deleted_at__isnull=True) & ~models.Q(external_id=""),
                name="product_external_once",
            )
        ]

    def __str__(self) -> str:
        return self.name
