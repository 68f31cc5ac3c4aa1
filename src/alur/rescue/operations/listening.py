"""Keeping the silent customers: their rows follow their orders, in the transaction of what changes these."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime, time
from statistics import median_low

from django.db import transaction
from django.db.models import Min

from alur.conversations.models import Activity
from alur.kernel.dates import at_local
from alur.orders.models import Order, OrderStatus
from alur.people.models import Organization
from alur.pipeline.operations.totalling import zone_of
from alur.rescue.models import CustomerWatch
from alur.rescue.reckoning import rank_of
from alur.rescue.rhythm import rhythm_of
from alur.tenancy.inserting import insert_rows
from alur.tenancy.models import Workspace
from alur.tenancy.prepared import Prepared, Slot, Slots

MIDNIGHT = time(0, 0)
A_BATCH = 400


def renew_customers(workspace_id: int, organization_ids: Collection[int]) -> None:
    """Reckon the rows of these companies anew. Inside a transaction."""
    ids = sorted(organization_ids)
    list(CustomerWatch.objects.select_for_update().filter(workspace_id=workspace_id, organization_id__in=ids))
    owners = dict(Organization.objects.filter(workspace_id=workspace_id, id__in=ids).values_list("id", "owner_id"))
    days, sums = _orders(workspace_id, list(owners))
    steps = _steps(workspace_id, list(owners))
    zone = zone_of(workspace_id)
    rows = []
    for company, owner in owners.items():
        rhythm = rhythm_of(days[company])
        if rhythm is None:
            continue
        silent_from = at_local(rhythm.silent_on, MIDNIGHT, zone)
        stake = median_low(sums[company]) if sums[company] else 0
        rows.append(
            CustomerWatch(
                workspace_id=workspace_id,
                organization_id=company,
                owner_id=owner or 0,
                order_days=rhythm.order_days,
                double_gap_days=rhythm.double_gap_days,
                last_order_on=rhythm.last_order_on,
                stake=stake,
                rank=rank_of(stake, at_local(rhythm.last_order_on, MIDNIGHT, zone)),
                silent_from=max(silent_from, steps.get(company, silent_from)),
            )
        )
    CustomerWatch.objects.filter(workspace_id=workspace_id, organization_id__in=ids).delete()
    insert_rows(rows)


def renew_all_customers(workspace_id: int) -> Iterator[None]:
    """Every company that has ordered, a transaction for each batch."""
    last = 0
    while True:
        rows = Organization.objects.filter(workspace_id=workspace_id, id__gt=last)
        ordered = Order.objects.filter(workspace_id=workspace_id, organization_id__isnull=False).values(
            "organization_id"
        )
        ids = list(rows.filter(id__in=ordered).order_by("id").values_list("id", flat=True)[:A_BATCH])
        if not ids:
            return
        with transaction.atomic():
            renew_customers(workspace_id, ids)
        last = ids[-1]
        yield


def companies_of(workspace_id: int, order_ids: Collection[int]) -> set[int]:
    """Whose orders these are, in the trash too."""
    rows = Order.everything.filter(workspace_id=workspace_id, id__in=list(order_ids), organization_id__isnull=False)
    return {one for one in rows.values_list("organization_id", flat=True) if one}


def watched(workspace_id: int, organization_ids: Collection[int]) -> set[int]:
    """Those of these companies that have a rhythm."""
    return set(_WATCHED(workspace_id=workspace_id, ids=organization_ids))


_WATCHED = Prepared(
    lambda: CustomerWatch.objects.filter(
        workspace_id=Slot("workspace_id"), organization_id__in=[Slots("ids")]
    ).values_list("organization_id", flat=True)
)


def _orders(workspace_id: int, ids: list[int]) -> tuple[dict[int, list[date]], dict[int, list[int]]]:
    """The days on which each ordered, and what its orders in the workspace's currency came to."""
    currency = Workspace.objects.values_list("currency", flat=True).get(id=workspace_id)
    rows = Order.objects.filter(workspace_id=workspace_id, organization_id__in=ids)
    days: dict[int, list[date]] = defaultdict(list)
    sums: dict[int, list[int]] = defaultdict(list)
    kept = rows.exclude(status=OrderStatus.CANCELLED).values_list("organization_id", "ordered_on", "net", "currency")
    for company, day, net, its_currency in kept:
        days[company or 0].append(day)
        if its_currency == currency:
            sums[company or 0].append(net)
    return days, sums


def _steps(workspace_id: int, ids: list[int]) -> dict[int, datetime]:
    """The earliest that is planned with each: until then its silence is known."""
    rows = Activity.objects.filter(
        workspace_id=workspace_id, organization_id__in=ids, done_at__isnull=True, due_at__isnull=False,
        deleted_at__isnull=True,
    )  # fmt: skip
    found = rows.values("organization_id").annotate(at=Min("due_at")).values_list("organization_id", "at")
    return {company: at for company, at in found if company and at}
