"""The shop's stock: what every test of the key rules begins with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from alur.tenancy.models import Workspace
from tests.tenancy.shop.models import ShopClerk, ShopCustomer, ShopLine, ShopSale, ShopStage
from tests.world import NOW

HERE, THERE = 1, 2


@dataclass
class Shop:
    first: ShopStage
    second: ShopStage
    customer: ShopCustomer
    clerk: ShopClerk
    sales: list[ShopSale]


@pytest.fixture
def shop(db: None) -> Shop:
    """Six sales worth 0 to 5: the odd ones in the first stage, 0 to 2 of one customer; the first has two lines."""
    for id_ in (HERE, THERE):
        Workspace.objects.create(id=id_, name=f"W{id_}", slug=f"w{id_}", created_at=NOW)
    first = ShopStage.objects.create(workspace_id=HERE, name="first")
    second = ShopStage.objects.create(workspace_id=HERE, name="second", position=1)
    customer = ShopCustomer.objects.create(workspace_id=HERE, name="customer")
    clerk = ShopClerk.objects.create(workspace_id=HERE, name="clerk")
    sales = [
        ShopSale.objects.create(
            workspace_id=HERE,
            title=f"sale {i}",
            stage=first if i % 2 else second,
            customer=customer if i < 3 else None,
            clerk=clerk,
            amount=i,
        )
        for i in range(6)
    ]
    for amount in (3, 4):
        ShopLine.objects.create(workspace_id=HERE, sale=sales[0], amount=amount)
    return Shop(first, second, customer, clerk, sales)


@contextmanager
def queries(count: int) -> Iterator[CaptureQueriesContext]:
    with CaptureQueriesContext(connection) as captured:
        yield captured
    assert len(captured) == count, [query["sql"] for query in captured]


def here() -> models.QuerySet[ShopSale]:
    return ShopSale.objects.filter(workspace_id=HERE)


def check_references() -> None:
    if connection.vendor == "sqlite":
        connection.check_constraints()
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def conditions(query: Any) -> str:
    return str(query["sql"]).split("WHERE")[1]


def stage_elsewhere() -> ShopStage:
    return ShopStage.objects.create(workspace_id=THERE, name="elsewhere")
