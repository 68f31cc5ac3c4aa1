"""Reading by keys of two columns, on SQLite, PostgreSQL and hash-partitioned PostgreSQL (ADR 1)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q, Sum, Window

from tests.tenancy.shop.models import ShopCustomer, ShopLine, ShopSale, ShopStage
from tests.tenancy.stock import HERE, Shop, conditions, here, queries

pytestmark = pytest.mark.django_db


def test_a_relation_is_read_along_in_one_query(shop: Shop) -> None:
    with queries(1):
        rows = here().select_related("stage", "customer", "clerk")
        assert {sale.stage.name for sale in rows} == {"first", "second"}


def test_the_many_side_is_prefetched_in_two_queries(shop: Shop) -> None:
    with queries(2):
        stages = ShopStage.objects.filter(workspace_id=HERE).prefetch_related("sales")
        assert sum(len(stage.sales.all()) for stage in stages) == 6


def test_the_one_side_is_prefetched_in_a_query_each(shop: Shop) -> None:
    with queries(3):
        assert [(sale.stage.name, sale.customer) for sale in here().prefetch_related("stage", "customer")]


def test_a_prefetch_can_be_narrowed_and_named(shop: Shop) -> None:
    dear = Prefetch("sales", here().filter(amount__gt=1), to_attr="dear")
    stages = ShopStage.objects.filter(workspace_id=HERE).prefetch_related(dear)
    assert sum(len(stage.dear) for stage in stages) == 4


def test_rows_are_found_by_a_related_instance(shop: Shop) -> None:
    assert ShopSale.objects.filter(stage=shop.first).count() == 3


def test_rows_are_found_by_the_column(shop: Shop) -> None:
    assert here().filter(stage_id=shop.first.id).count() == 3


def test_rows_are_found_by_several_related_instances(shop: Shop) -> None:
    assert ShopSale.objects.filter(stage__in=[shop.first, shop.second]).count() == 6


def test_rows_are_found_by_a_subquery(shop: Shop) -> None:
    named = ShopStage.objects.filter(workspace_id=HERE, name="first").values("id")
    assert here().filter(stage_id__in=named).count() == 3


def test_rows_are_found_through_a_relation(shop: Shop) -> None:
    assert here().filter(customer__name="customer").count() == 3


def test_rows_are_left_out_through_a_relation(shop: Shop) -> None:
    assert here().exclude(customer__name="customer").count() == 3


def test_a_missing_relation_is_found_by_name(shop: Shop) -> None:
    assert here().filter(customer__isnull=True).count() == 3


def test_a_missing_relation_is_found_by_column(shop: Shop) -> None:
    assert here().filter(customer_id__isnull=True).count() == 3


def test_a_sum_over_the_many_side_counts_each_row_once(shop: Shop) -> None:
    stages = ShopStage.objects.filter(workspace_id=HERE).annotate(n=Count("sales__id"), total=Sum("sales__amount"))
    stage = stages.get(name="first")
    assert (stage.n, stage.total) == (3, 9)


def test_the_many_side_can_be_counted_by_its_name(shop: Shop) -> None:
    assert ShopStage.objects.filter(workspace_id=HERE).annotate(n=Count("sales")).get(name="first").n == 3


def test_keys_can_be_counted(shop: Shop) -> None:
    assert ShopSale.objects.aggregate(n=Count("pk"))["n"] == 6


def test_exists_names_the_workspace_literally(shop: Shop) -> None:
    lines = ShopLine.objects.filter(workspace_id=HERE, sale_id=OuterRef("id"))
    assert here().filter(Exists(lines)).count() == 1


def test_a_page_goes_on_after_the_last_row(shop: Shop) -> None:
    after = Q(amount__gt=2) | Q(amount=2, id__gt=shop.sales[2].id)
    assert here().filter(after).order_by("amount", "id").count() == 3


def test_two_sets_unite(shop: Shop) -> None:
    assert here().filter(amount=1).union(here().filter(amount=2)).count() == 2


def test_rows_are_told_apart(shop: Shop) -> None:
    assert ShopStage.objects.filter(workspace_id=HERE, sales__amount__gte=0).distinct().count() == 2


def test_a_window_runs_over_a_column(shop: Shop) -> None:
    rows = here().annotate(top=Window(Max("amount"), partition_by=[F("stage_id")]))
    assert {row.top for row in rows} == {4, 5}


def test_a_key_in_a_json_column_is_found(shop: Shop) -> None:
    shop.sales[0].custom = {"f17": "x"}
    shop.sales[0].save()
    assert here().filter(custom__f17="x").count() == 1


def test_a_row_refers_to_another_of_its_own_kind(shop: Shop) -> None:
    child = ShopCustomer.objects.create(workspace_id=HERE, name="child", parent=shop.customer)
    assert list(shop.customer.children.all()) == [child]


def test_rows_are_fetched_in_bulk_by_key(shop: Shop) -> None:
    assert len(ShopSale.objects.in_bulk([sale.pk for sale in shop.sales])) == 6


def test_rows_are_found_by_several_keys(shop: Shop) -> None:
    assert ShopSale.objects.filter(pk__in=[sale.pk for sale in shop.sales]).count() == 6


def test_columns_are_listed_through_relations(shop: Shop) -> None:
    assert here().values_list("id", "stage__name", "customer__name").count() == 6


def test_a_column_left_out_is_read_when_asked_for(shop: Shop) -> None:
    sale = here().only("title").order_by("amount")[0]
    assert sale.amount == 0


def test_a_lazy_relation_names_the_workspace(shop: Shop) -> None:
    sale = ShopSale.objects.get(pk=shop.sales[0].pk)
    with queries(1) as asked:
        assert sale.stage == shop.second
    assert "workspace_id" in conditions(asked[0])


def test_a_lazy_many_side_names_the_workspace(shop: Shop) -> None:
    with queries(1) as asked:
        assert len(shop.first.sales.all()) == 3
    assert "workspace_id" in conditions(asked[0])


def test_a_row_is_locked_for_update(shop: Shop) -> None:
    of = () if connection.vendor == "sqlite" else ("self",)
    assert ShopSale.objects.select_for_update(of=of).select_related("stage").get(pk=shop.sales[0].pk)


def test_the_same_row_is_equal_and_has_one_hash(shop: Shop) -> None:
    again = ShopSale.objects.get(pk=shop.sales[0].pk)
    assert again == shop.sales[0]
    assert len({shop.sales[0], again}) == 1
