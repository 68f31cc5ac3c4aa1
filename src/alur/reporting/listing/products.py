"""Products as a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Case, Count, QuerySet, Sum, When

from alur.catalogue.models import Product
from alur.fields.filtering.viewing import Viewpoint
from alur.kernel.periods import months_after
from alur.kernel.refusal import N_
from alur.pipeline.models import Deal, LineItem, Pipeline, Status
from alur.pipeline.seeing import Owners
from alur.reporting.listing.columns import Column, Listing, Order

MONTHS = 12
_EARLIER = range(MONTHS - 1)


def _rows(workspace_id: Any, owners: Owners) -> QuerySet[Any]:
    return Product.objects.filter(workspace_id=workspace_id)


def _in_pipeline(view: Viewpoint, ids: Sequence[int]) -> Mapping[int, tuple[int, int, int]]:
    """Of the open deals that the reader sees: how many have the product, how much of it, and for how much."""
    open_deals = Deal.objects.visible_to(view.member).filter(status=Status.OPEN)
    # Of all products: named, SQLite would look for each of them in each of these deals.
    lines = LineItem.objects.filter(workspace_id=view.workspace_id, deal_id__in=open_deals.values("id"))
    asked = frozenset(ids)
    grouped = (
        lines.order_by()
        .values_list("product_id")
        .annotate(n=Count("deal_id", distinct=True), q=Sum("quantity"), a=Sum("amount"))
    )
    return {product_id: (n, int(q), int(a)) for product_id, n, q, a in grouped if product_id in asked}


def _sold(view: Viewpoint, ids: Sequence[int]) -> Mapping[int, list[int]]:
    """Quantities in deals won in each of the last twelve months, this one last."""
    first = months_after(view.today.replace(day=1), -(MONTHS - 1))
    # In all pipelines, named one by one: the index of what has ended begins with them.
    pipelines = list(Pipeline.objects.filter(workspace_id=view.workspace_id).values_list("id", flat=True))
    won = Deal.objects.visible_to(view.member).filter(
        pipeline_id__in=pipelines, status=Status.WON, closed_at__gte=view.begins(first)
    )
    lines = LineItem.objects.filter(workspace_id=view.workspace_id, product_id__in=ids, deal_id__in=won.values("id"))
    # By the instants at which months begin: SQLite knows no zones, and would call Python for each line.
    begins = [
        When(deal__closed_at__lt=view.begins(months_after(first, number + 1)), then=number) for number in _EARLIER
    ]
    month = Case(*begins, default=MONTHS - 1)
    found: dict[int, list[int]] = defaultdict(lambda: [0] * MONTHS)
    for product_id, number, quantity in lines.order_by().values_list("product_id", month).annotate(q=Sum("quantity")):
        found[product_id][number] += int(quantity)
    return found


PRODUCTS = Listing(
    kind="product",
    seen=_rows,
    first="name",
    shown=("name", "price", "sold", "in_pipeline", "pipeline_value"),
    usual_filter="active:is:yes",
    usual_sort="family",
    columns=(
        Column(
            name="name", title=N_("Product"), shows="product", paths=("name", "sku"), order=Order("text", "name_key")
        ),
        Column(
            name="family",
            title=N_("Product family"),
            shows="family",
            paths=("family_id",),
            order=Order("whole", "family_id", is_nullable=True),
        ),
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
        Column(name="sold", title=N_("Sold in 12 months"), shows="sold", parts=_sold),
        Column(name="in_pipeline", title=N_("In open deals"), shows="in_pipeline", parts=_in_pipeline, is_end=True),
        Column(name="pipeline_value", title=N_("Value"), shows="pipeline_value", parts=_in_pipeline, is_end=True),
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
