from __future__ import annotations

from datetime import date

from django.db import models

from alur.catalogue.models.product import Product
from alur.tenancy.scoped import Purged, Scoped, belongs_to


class KeptManager(models.Manager["PriceList"]):
    def get_queryset(self) -> models.QuerySet[PriceList]:
        return super().get_queryset().filter(deleted_at__isnull=True)


class PriceList(Scoped):
    """Prices for one kind of customer or season, in the workspace's currency, good in [from_on, until_on).

    The default one is used where a deal names none.
    """

    name = models.CharField(max_length=80)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    is_default = models.BooleanField(default=False)
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    objects = KeptManager()
    everything = models.Manager()

    class Meta:
        base_manager_name = "everything"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "name"],
                condition=models.Q(deleted_at__isnull=True),
                name="price_list_name_once",
            ),
            models.UniqueConstraint(
                fields=["workspace_id"],
                condition=models.Q(is_default=True, deleted_at__isnull=True),
                name="price_list_default_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_good_on(self, day: date) -> bool:
        return (self.from_on is None or self.from_on <= day) and (self.until_on is None or day < self.until_on)


class Price(Scoped):
    """What a unit of a product costs from a quantity on (thousandths), in minor units of the workspace's currency."""

    price_list_id: int
    price_list: PriceList = belongs_to("catalogue.PriceList", related_name="prices", when_purged=Purged.GOES_ALONG)
    product_id: int
    product: Product = belongs_to("catalogue.Product", related_name="prices", when_purged=Purged.GOES_ALONG)
    min_quantity = models.BigIntegerField(default=0)
    unit_price = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "price_list_id", "product_id", "min_quantity"], name="price_once"
            )
        ]
        indexes = [models.Index(fields=["workspace_id", "product_id", "price_list_id"], name="price_of_product")]
