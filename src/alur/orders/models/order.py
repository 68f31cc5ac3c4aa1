from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from alur.orders.models.priced import Priced, PricedLine
from alur.orders.models.quote import Quote
from alur.pipeline.models import Deal
from alur.tenancy.models import Member
from alur.tenancy.scoped import Purged, belongs_to

if TYPE_CHECKING:
    from alur.catalogue.models import Product
    from alur.people.models import Organization


class OrderStatus(models.TextChoices):
    """Done: all of it delivered and paid. It follows from the amounts; only cancelling is done by hand."""

    OPEN = "open", _("Running")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


class OrderQuerySet(models.QuerySet["Order"]):
    def visible_to(self, member: Member) -> Self:
        """The orders of deals that a member may see, and those of no deal."""
        from alur.pipeline.access import owners_seen_by

        orders = self.filter(
            models.Q(deal_id__isnull=True) | models.Q(deal__deleted_at__isnull=True), workspace_id=member.workspace_id
        )
        owners = owners_seen_by(member)
        if owners is None:
            return orders
        return orders.filter(
            models.Q(deal_id__isnull=True) | models.Q(deal__owner_id__in=owners) | models.Q(deal__owner_id__isnull=True)
        )


class OrderManager(models.Manager.from_queryset(OrderQuerySet)):  # type: ignore[misc]
    """Orders that are not in the trash."""

    def get_queryset(self) -> OrderQuerySet:
        queryset: OrderQuerySet = super().get_queryset().filter(deleted_at__isnull=True)
        return queryset


class Order(Priced):
    """What a customer ordered, and how much of it was delivered and paid until which day. No bookkeeping.

    `delivered_amount` and `paid_amount` are of `total`; `reference` is the customer's number of it, or another's.
    """

    deal_id: int | None
    deal: Deal | None = belongs_to("pipeline.Deal", null=True, related_name="orders", when_purged=Purged.GOES_ALONG)
    organization_id: int | None
    organization: Organization | None = belongs_to(
        "people.Organization", null=True, related_name="orders", when_purged=Purged.HOLDS
    )
    quote_id: int | None
    quote: Quote | None = belongs_to("orders.Quote", null=True, related_name="orders", when_purged=Purged.IS_CLEARED)
    reference = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=9, choices=OrderStatus.choices, default=OrderStatus.OPEN)
    ordered_on = models.DateField()
    delivered_amount = models.BigIntegerField(default=0)
    delivered_on = models.DateField(null=True)
    paid_amount = models.BigIntegerField(default=0)
    paid_on = models.DateField(null=True)
    note = models.CharField(max_length=2000, blank=True)
    external_source = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    objects = OrderManager()
    everything = models.Manager.from_queryset(OrderQuerySet)()

    class Meta:
        base_manager_name = "everything"
        _kept = models.Q(deleted_at__isnull=True)
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "external_source", "external_id"],
                condition=_kept & ~models.Q(external_id=""),
                name="order_external_once",
            ),
            models.UniqueConstraint(
                fields=["workspace_id", "quote_id"],
                condition=_kept & models.Q(quote_id__isnull=False),
                name="order_of_quote_once",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace_id", "ordered_on", "id"], name="order_newest", condition=_kept),
            models.Index(fields=["workspace_id", "created_at", "id"], name="order_made", condition=_kept),
            models.Index(fields=["workspace_id", "deal_id"], name="order_of_deal"),
            models.Index(fields=["workspace_id", "organization_id", "ordered_on"], name="order_of_organization"),
        ]

    def __str__(self) -> str:
        """Its reference; where it has none, the day it was made on."""
        return self.reference or self.ordered_on.isoformat()


class OrderLine(PricedLine):
    order_id: int
    order: Order = belongs_to("orders.Order", related_name="lines", when_purged=Purged.GOES_ALONG)
    product_id: int | None
    product: Product | None = belongs_to(
        "catalogue.Product", null=True, related_name="order_lines", when_purged=Purged.IS_CLEARED
    )

    class Meta:
        indexes = [
            models.Index(fields=["workspace_id", "order_id", "position"], name="order_line_order"),
            models.Index(fields=["workspace_id", "product_id"], name="order_line_of_product"),
        ]
