"""Customers of the sample who buy again and again: some of them still do, others have fallen silent.

Typed orders without a deal, in a rhythm of each customer's own, by the operation that people use.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from alur.catalogue.models import Product
from alur.events.recording import via
from alur.exchange.operations.demo_cast import DEMO
from alur.exchange.operations.demo_hours import past_hour
from alur.orders.models import Order
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.ordering import edit_order, make_order
from alur.people.models import Organization
from alur.tenancy.models import Workspace

EVERY = 11
"""Of so many customers one buys by itself."""
STILL_BUY = 0.4
SILENT_FOR = (2.4, 3.6)
"""Gaps since the last order of those who fell silent; the queue names them from two gaps on."""
FAMILIES = ("Bahan", "Cup")
LEAST_GAP = 12
"""Days: working days alone pull shorter rhythms out of shape."""


@dataclass(frozen=True, slots=True)
class Bought:
    customer: Organization
    at: datetime
    lines: tuple[LineDraft, ...]


def buy_again(workspace: Workspace, *, at: datetime, seed: int) -> Iterator[int]:
    """One customer after the other, but for those who have orders already; yields how many there are."""
    products = list(
        Product.objects.filter(workspace_id=workspace.id, external_source=DEMO, family__name__in=FAMILIES).order_by(
            "external_id"
        )
    )
    customers = Organization.objects.filter(workspace_id=workspace.id, external_source=DEMO).select_related("owner")
    ids = list(customers.order_by("external_id").values_list("id", flat=True))[EVERY // 2 :: EVERY]
    ordered = set(
        Order.objects.filter(workspace_id=workspace.id, organization_id__in=ids).values_list("organization_id")
    )
    for number, customer in enumerate(customers.filter(id__in=ids).order_by("external_id"), 1):
        if customer.id in ordered or not products:
            continue
        chance = random.Random(f"{seed}-orders-{customer.external_id}")  # noqa: S311  (a story, not a secret)
        with via("system"), transaction.atomic():
            for one in _rhythm(workspace, customer, products, chance, at):
                _order(workspace, one, at)
        yield number


def _rhythm(
    workspace: Workspace, customer: Organization, products: Sequence[Product], chance: random.Random, now: datetime
) -> list[Bought]:
    gap = chance.randint(LEAST_GAP, 30)
    since = chance.uniform(0.1, 0.9) if chance.random() < STILL_BUY else chance.uniform(*SILENT_FOR)
    wanted = chance.sample(products, 2)
    found = []
    for back in reversed(range(chance.randint(4, 7))):
        moment = now - timedelta(days=gap * (since + back) + chance.uniform(-1, 1))
        lines = tuple(
            LineDraft(one.name, chance.randint(6, 30) * 1000, one.unit_price, product_id=one.id, unit=one.unit)
            for one in wanted
        )
        found.append(Bought(customer, past_hour(moment, workspace.zone, chance, before=now), lines))
    return found


def _order(workspace: Workspace, bought: Bought, now: datetime) -> None:
    """Delivered and paid two days later, where that day has come."""
    seller, local = bought.customer.owner, bought.at.astimezone(workspace.zone)
    fields = {
        "organization_id": bought.customer.id,
        "ordered_on": local.date(),
        "reference": f"PO {local:%d%m}",
        "external_source": DEMO,
    }
    order = make_order(workspace, fields, bought.lines, by=seller, at=bought.at)
    came_at = bought.at + timedelta(days=2)
    if came_at < now:
        whole = {"delivered_amount": order.total, "paid_amount": order.total}
        edit_order(order, {**whole, "delivered_on": local.date() + timedelta(days=2)}, by=seller, at=came_at)
