"""Products as a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from alur.catalogue.models import Product
from alur.fields.filtering.viewing import Viewpoint
from alur.kernel.refusal import N_
from alur.pipeline.models import Deal, LineItem, Status
from alur.reporting.listing.columns import Column, Listing, Order
from alur.tenancy.models import Member


def _rows(member: Member) -> QuerySet[Any]:
    return Product.objects.filter(workspace_id=member.workspace_id)


def _in_pipeline(view: Viewpoint, ids: Sequence[int]) -> Mapping[int, tuple[int, int, int]]:
    """Of the open deals that the reader sees: how many have the product, how much of it, and for how much."""
    open_deals = Deal.objects.visible_to(view.member).filter(status=Status.OPEN)
    lines = LineItem.objects.filter(
        workspace_id=view.workspace_id, product_id__in=ids, deal_id__in=open_deals.values("id")
    )
    grouped = (
        lines.order_by()
        .values_list("product_id")
        .annotate(n=Count("deal_id", distinct=True), q=Sum("quantity"), a=Sum("amount"))
    )
    return {product_id: (n, int(q), int(a)) for product_id, n, q, a in grouped}


PRODUCTS = Listing(
    kind="product",
    rows=_rows,
    words=lambda text: Q(name__icontains=text) | Q(sku__icontains=text),
    first="name",
    shown=("name", "family", "price", "in_pipeline", "active"),
    usual_sort="name",
    columns=(
        Column(
            name="name", title=N_("Product"), shows="product", paths=("name", "sku"), order=Order("text", "name_key")
        ),
        Column(name="family", title=N_("Product family"), shows="family", paths=("family_id",)),
        Column(name="sku", title=N_("SKU"), shows="text", paths=("sku",), order=Order("text", "sku"), edits="sku"),
        Column(name="unit", title=N_("Unit"), shows="text", paths=("unit",), edits="unit"),
        Column(
            name="price",
            title=N_("Price"),
            shows="price",
            paths=("unit_price", "unit"),
            order=Order("whole", "unit_price", falls=True),
            edits="unit_price",
            is_end=True,
        ),
        Column(name="in_pipeline", title=N_("In open deals"), shows="in_pipeline", parts=_in_pipeline, is_end=True),
        Column(name="active", title=N_("For sale"), shows="yes_no", paths=("is_active",)),
        Column(
            name="updated",
            title=N_("Last change"),
            shows="moment",
            paths=("updated_at",),
            order=Order("moment", "updated_at", falls=True),
        ),
        Column(name="external_id", title=N_("Outside number"), shows="text", paths=("external_id",)),
    ),
)
