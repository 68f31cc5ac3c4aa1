"""Keys of two columns: what the ORM must do with them, on SQLite, PostgreSQL and hash-partitioned PostgreSQL (ADR 1)."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q, Sum, Window
from django.forms import modelform_factory
from django.test.utils import CaptureQueriesContext

from alur.tenancy.models import Workspace
from tests.tenancy.shop.models import ShopClerk, ShopCustomer, ShopLine, ShopSale, ShopStage
from tests.world import NOW

HERE, THERE = 1, 2

pytestmark = pytest.mark.django_db


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


# Reading


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
    assert sum(len(stage.dear) for stage in stages) == 4  # type: ignore[attr-defined]


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
    assert list(shop.customer.children.all()) == [child]  # type: ignore[attr-defined]


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
        assert len(shop.first.sales.all()) == 3  # type: ignore[attr-defined]
    assert "workspace_id" in conditions(asked[0])


def test_a_row_is_locked_for_update(shop: Shop) -> None:
    of = () if connection.vendor == "sqlite" else ("self",)
    assert ShopSale.objects.select_for_update(of=of).select_related("stage").get(pk=shop.sales[0].pk)


def test_the_same_row_is_equal_and_has_one_hash(shop: Shop) -> None:
    again = ShopSale.objects.get(pk=shop.sales[0].pk)
    assert again == shop.sales[0]
    assert len({shop.sales[0], again}) == 1


# Writing


def test_a_new_row_takes_the_workspace_of_what_it_refers_to(shop: Shop) -> None:
    sale = ShopSale(title="x", stage=shop.first)
    sale.save()
    assert sale.workspace_id == HERE
    assert sale.pk == (HERE, sale.id)


def test_a_row_made_from_the_one_side_is_in_its_workspace(shop: Shop) -> None:
    sale = shop.first.sales.create(title="n")  # type: ignore[attr-defined]
    assert (sale.workspace_id, sale.stage_id) == (HERE, shop.first.id)


def test_clearing_a_relation_keeps_the_workspace(shop: Shop) -> None:
    sale = shop.sales[0]
    sale.customer = None
    assert sale.workspace_id == HERE
    assert sale.customer_id is None
    sale.save()
    sale.refresh_from_db()
    assert sale.customer is None


def test_a_row_of_another_workspace_cannot_be_assigned(shop: Shop) -> None:
    with pytest.raises(ValueError, match="another workspace"):
        shop.sales[0].stage = stage_elsewhere()
    assert shop.sales[0].stage_id == shop.second.id


def test_the_database_refuses_a_reference_into_another_workspace(shop: Shop) -> None:
    stage = stage_elsewhere()
    with pytest.raises(IntegrityError), transaction.atomic():
        ShopSale.objects.filter(pk=shop.sales[0].pk).update(stage_id=stage.id)
        check_references()


def test_the_database_refuses_a_workspace_that_is_not_there(shop: Shop) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ShopClerk.objects.create(workspace_id=99, name="nobody's")
        check_references()


def test_saving_names_the_workspace(shop: Shop) -> None:
    shop.sales[0].title = "z"
    with queries(1) as asked:
        shop.sales[0].save(update_fields=["title"])
    assert "workspace_id" in conditions(asked[0])


def test_many_rows_take_a_relation_by_its_column(shop: Shop) -> None:
    assert here().update(stage_id=shop.second.id) == 6


def test_many_rows_are_made_at_once_by_column(shop: Shop) -> None:
    ShopSale.objects.bulk_create([ShopSale(workspace_id=HERE, title="b", stage_id=shop.first.id) for _ in range(50)])
    assert here().count() == 56


def test_many_rows_are_made_at_once_by_relation(shop: Shop) -> None:
    ShopSale.objects.bulk_create([ShopSale(title="b", stage=shop.first) for _ in range(5)])
    assert here().count() == 11


def test_many_rows_are_changed_at_once(shop: Shop) -> None:
    for sale in shop.sales:
        sale.amount += 1
    assert ShopSale.objects.bulk_update(shop.sales, ["amount"]) == 6


def test_many_rows_change_their_relation_at_once(shop: Shop) -> None:
    for sale in shop.sales:
        sale.stage = shop.second
    ShopSale.objects.bulk_update(shop.sales, ["stage_id"])
    assert ShopSale.objects.filter(stage=shop.second).count() == 6


def test_a_row_that_is_there_is_updated_instead(shop: Shop) -> None:
    sale = shop.sales[0]
    sale.title = "u"
    ShopSale.objects.bulk_create(
        [sale], update_conflicts=True, unique_fields=["workspace_id", "id"], update_fields=["title"]
    )
    assert here().get(id=sale.id).title == "u"
    assert here().count() == 6


def test_a_row_is_found_before_it_is_made(shop: Shop) -> None:
    assert ShopCustomer.objects.get_or_create(workspace_id=HERE, name="customer") == (shop.customer, False)


def test_a_row_is_read_again(shop: Shop) -> None:
    ShopSale.objects.filter(pk=shop.sales[0].pk).update(title="changed")
    shop.sales[0].refresh_from_db()
    shop.sales[0].refresh_from_db(fields=["title"])
    assert shop.sales[0].title == "changed"


def test_deleting_one_row_leaves_the_others(shop: Shop) -> None:
    shop.sales[5].delete()
    assert here().count() == 5


def test_deleting_takes_along_what_cascades(shop: Shop) -> None:
    shop.sales[0].delete()
    assert not ShopLine.objects.filter(workspace_id=HERE).exists()


def test_deleting_is_refused_for_what_is_protected(shop: Shop) -> None:
    with pytest.raises(models.ProtectedError):
        shop.clerk.delete()
    assert ShopClerk.objects.filter(workspace_id=HERE).count() == 1


def test_many_rows_are_deleted(shop: Shop) -> None:
    ShopLine.objects.filter(workspace_id=HERE).delete()
    assert not ShopLine.objects.filter(workspace_id=HERE).exists()


# Forms, checks, copies


def test_a_form_changes_a_row(shop: Shop) -> None:
    form = modelform_factory(ShopSale, fields=["title", "amount"])(
        {"title": "f", "amount": "3"}, instance=shop.sales[0]
    )
    assert form.is_valid(), form.errors
    form.save()
    assert here().get(id=shop.sales[0].id).title == "f"


def test_a_row_passes_its_own_checks(shop: Shop) -> None:
    shop.sales[0].full_clean(exclude=["custom"])


def test_what_must_be_unique_is_so_in_a_workspace(shop: Shop) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ShopCustomer.objects.create(workspace_id=HERE, name="customer")
    ShopCustomer.objects.create(workspace_id=THERE, name="customer")


def test_what_must_be_unique_is_checked_before_saving(shop: Shop) -> None:
    with pytest.raises(ValidationError):
        ShopCustomer(workspace_id=HERE, name="customer").full_clean()


def test_a_row_survives_pickling_and_serialising(shop: Shop) -> None:
    assert pickle.loads(pickle.dumps(shop.sales[0])).pk == shop.sales[0].pk
    assert serializers.serialize("json", [shop.sales[0]])


def test_a_copy_keeps_its_ids_beside_the_original(shop: Shop) -> None:
    ShopStage.objects.create(workspace_id=THERE, id=shop.first.id, name="first, restored")
    assert ShopStage.objects.get(workspace_id=HERE, id=shop.first.id).name == "first"
