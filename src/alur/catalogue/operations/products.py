"""Products and their families: made, edited, put away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from alur.catalogue import facts
from alur.catalogue.models import Product, ProductFamily
from alur.events.changing import Keeping
from alur.events.purging import purges
from alur.events.recording import Operation, operation
from alur.fields.models import RecordKind
from alur.fields.operations.filling import filled_changes, keep_links
from alur.fields.queries.records import holds_custom
from alur.kernel.ids import new_id
from alur.kernel.names import name_key
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.tenancy.models import Member
from alur.tenancy.scoped import Scoped

EDITABLE = frozenset(
    {"name", "sku", "family_id", "unit", "unit_price", "is_active", "custom", "external_source", "external_id"}
)
COLOURS = 6


class ProductKeeping(Keeping):
    def _write(self, row: Scoped, columns: dict[str, Any], act: Operation) -> None:
        super()._write(row, columns, act)
        if "custom" in columns:
            keep_links(row.workspace_id, RecordKind.PRODUCT, row.id, columns["custom"])


keeping = ProductKeeping(
    "product",
    Product,
    made=facts.ProductCreated,
    edited=facts.ProductEdited,
    deleted=facts.ProductDeleted,
    restored=facts.ProductRestored,
)
family_keeping = Keeping(
    "product_family",
    ProductFamily,
    made=facts.ProductFamilyCreated,
    edited=facts.ProductFamilyEdited,
    deleted=facts.ProductFamilyDeleted,
    restored=facts.ProductFamilyRestored,
)


purges("product_family", ProductFamily)
purges("product", Product)
holds_custom(RecordKind.PRODUCT, lambda workspace_id: Product.objects.filter(workspace_id=workspace_id))


def create_product(workspace_id: int, fields: Mapping[str, Any], *, by: Member | None, at: datetime) -> Product:
    """Make a product from editable fields; `unit_price` in minor units. Refusal by field."""
    with operation(workspace_id, by=by, at=at) as act:
        row = Product(workspace_id=workspace_id, id=new_id(), created_at=at, updated_at=at)
        checked = filled_changes(workspace_id, RecordKind.PRODUCT, {}, {"name": "", **fields})
        for name, value in _columns(workspace_id, checked).items():
            setattr(row, name, value)
        keeping.make(row, act)
        if row.custom:
            keep_links(workspace_id, RecordKind.PRODUCT, row.id, row.custom)
    return row


def edit_product(
    row: Product, changes: Mapping[str, Any], *, by: Member | None, at: datetime, if_version: int | None = None
) -> Product:
    with operation(row.workspace_id, by=by, at=at) as act:
        row = Product.objects.select_for_update().get(workspace_id=row.workspace_id, id=row.id)
        if if_version is not None and row.version != if_version:
            raise Conflict(N_("Someone changed this meanwhile. Look at the change, then save again."))
        changes = filled_changes(row.workspace_id, RecordKind.PRODUCT, row.custom, changes)
        keeping.edit(row, _columns(row.workspace_id, changes), act)
    return row


def delete_product(row: Product, *, by: Member | None, at: datetime) -> None:
    with operation(row.workspace_id, by=by, at=at) as act:
        keeping.delete(row, act)


def restore_product(row: Product, *, by: Member | None, at: datetime) -> None:
    with operation(row.workspace_id, by=by, at=at) as act:
        keeping.restore(row, act)


def create_family(workspace_id: int, name: str, *, by: Member | None, at: datetime) -> ProductFamily:
    name = " ".join(name.split())[:80]
    if not name:
        raise Refusal(N_("Type a name for the family."), field="name")
    with operation(workspace_id, by=by, at=at) as act:
        families = ProductFamily.objects.filter(workspace_id=workspace_id, deleted_at__isnull=True)
        if families.filter(name=name).exists():
            raise Conflict(N_("There is a family “%(name)s” already."), field="name", name=name)
        position = families.count()
        row = ProductFamily(
            workspace_id=workspace_id,
            id=new_id(),
            name=name,
            position=position,
            hue=position + 1 if position < COLOURS else 0,
        )
        family_keeping.make(row, act)
    return row


def edit_family(row: ProductFamily, changes: Mapping[str, Any], *, by: Member | None, at: datetime) -> None:
    with operation(row.workspace_id, by=by, at=at) as act:
        family_keeping.edit(row, changes, act)


def delete_family(row: ProductFamily, *, by: Member | None, at: datetime) -> None:
    with operation(row.workspace_id, by=by, at=at) as act:
        family_keeping.delete(row, act)


def restore_family(row: ProductFamily, *, by: Member | None, at: datetime) -> None:
    with operation(row.workspace_id, by=by, at=at) as act:
        family_keeping.restore(row, act)


def _columns(workspace_id: int, changes: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(changes) - EDITABLE
    if unknown:
        raise ValueError(f"not editable: {sorted(unknown)}")
    columns = dict(changes)
    if "name" in changes:
        name = " ".join(str(changes["name"]).split())[:160]
        if not name:
            raise Refusal(N_("Type the product's name."), field="name")
        columns.update(name=name, name_key=name_key(name))
    if columns.get("unit_price", 0) < 0:
        raise Refusal(N_("A price cannot be below zero."), field="unit_price")
    family_id = columns.get("family_id")
    if family_id is not None:
        families = ProductFamily.objects.filter(workspace_id=workspace_id, deleted_at__isnull=True)
        if not families.filter(id=family_id).exists():
            raise Refusal(N_("This family is no longer there."), field="family")
    return columns
