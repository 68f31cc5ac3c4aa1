"""Writing by keys of two columns: what the ORM does, and what the database refuses (ADR 1)."""

from __future__ import annotations

import pickle

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.forms import modelform_factory

from tests.tenancy.shop.models import ShopClerk, ShopCustomer, ShopLine, ShopSale, ShopStage
from tests.tenancy.stock import HERE, THERE, Shop, check_references, conditions, here, queries, stage_elsewhere

pytestmark = pytest.mark.django_db


def test_a_new_row_takes_the_workspace_of_what_it_refers_to(shop: Shop) -> None:
    sale = ShopSale(title="x", stage=shop.first)
    sale.save()
    assert sale.workspace_id == HERE
    assert sale.pk == (HERE, sale.id)


def test_a_row_made_from_the_one_side_is_in_its_workspace(shop: Shop) -> None:
    sale = shop.first.sales.create(title="n")
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
