"""A small shop with its own tables: the key rules are proven on it, apart from what Alur happens to need today."""

from __future__ import annotations

from django.db import models

from alur.tenancy.scoped import Scoped, belongs_to


class ShopClerk(Scoped):
    name = models.CharField(max_length=80)


class ShopStage(Scoped):
    name = models.CharField(max_length=80)
    position = models.IntegerField(default=0)


class ShopCustomer(Scoped):
    name = models.CharField(max_length=80)
    parent_id: int | None
    parent: ShopCustomer | None = belongs_to("shop.ShopCustomer", null=True, related_name="children")
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "name"],
                name="shop_customer_once",
                condition=models.Q(deleted_at__isnull=True),
            )
        ]


class ShopSale(Scoped):
    title = models.CharField(max_length=80)
    stage_id: int
    stage: ShopStage = belongs_to("shop.ShopStage", related_name="sales")
    customer_id: int | None
    customer: ShopCustomer | None = belongs_to("shop.ShopCustomer", null=True, related_name="sales")
    clerk_id: int | None
    clerk: ShopClerk | None = belongs_to("shop.ShopClerk", null=True, related_name="sales", on_delete=models.PROTECT)
    amount = models.BigIntegerField(default=0)
    custom = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["workspace_id", "stage_id", "amount"], name="shop_sale_board")]


class ShopLine(Scoped):
    sale_id: int
    sale: ShopSale = belongs_to("shop.ShopSale", related_name="lines", on_delete=models.CASCADE)
    amount = models.BigIntegerField(default=0)
