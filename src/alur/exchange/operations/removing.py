"""What an import made goes into the trash, but for what someone has worked on or used since."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db.models import F

from alur.accounts.operations.joining import edit_member, remove_team
from alur.campaigns.models import Source
from alur.catalogue.models import Product, ProductFamily
from alur.catalogue.operations.products import delete_family, delete_product
from alur.conversations.models import Activity
from alur.conversations.operations.planning import delete as delete_activity
from alur.events.recording import Operation, attempt
from alur.exchange.models import DataImport, ImportedRecord
from alur.kernel.refusal import Conflict
from alur.orders.models import Order
from alur.orders.operations.ordering import delete_order
from alur.people.models import Organization, Person
from alur.people.operations.organizations import delete_organization
from alur.people.operations.persons import delete_person
from alur.pipeline.models import Deal
from alur.pipeline.operations.deleting import delete_several
from alur.tenancy.models import Member, Team


def remove(job: DataImport, kind: str, batch: Sequence[ImportedRecord], act: Operation) -> set[int]:
    """Put into the trash what the import made, but for what someone has worked on since."""
    if kind == "deal":
        return _remove_deals(job, batch, act)
    stayed: set[int] = set()
    for one in batch:
        try:
            with attempt():
                if not _REMOVERS[kind](one, act):
                    stayed.add(one.id)
        except Conflict:
            stayed.add(one.id)
    return stayed


def _remove_deals(job: DataImport, batch: Sequence[ImportedRecord], act: Operation) -> set[int]:
    ws, ids = act.workspace_id, [one.record_id for one in batch]
    deals = {deal.id: deal for deal in Deal.objects.filter(workspace_id=ws, id__in=ids)}
    worked_on = set(
        Activity.objects.filter(
            workspace_id=ws, deal_id__in=ids, deleted_at__isnull=True, created_at__gt=job.created_at
        ).values_list("deal_id", flat=True)
    )
    worked_on |= set(Order.objects.filter(workspace_id=ws, deal_id__in=ids).values_list("deal_id", flat=True))
    stayed = {
        one.id
        for one in batch
        if one.record_id in deals and (deals[one.record_id].version > one.version or one.record_id in worked_on)
    }
    going = [deals[one.record_id] for one in batch if one.record_id in deals and one.id not in stayed]
    delete_several(going, by=act.by, at=act.at)
    return stayed


def _remove_activity(one: ImportedRecord, act: Operation) -> bool:
    row = Activity.objects.filter(workspace_id=act.workspace_id, id=one.record_id, deleted_at__isnull=True).first()
    if row is None:
        return True
    if row.version > one.version:
        return False
    delete_activity(row, by=act.by, at=act.at)
    return True


def _remove_order(one: ImportedRecord, act: Operation) -> bool:
    row = Order.objects.filter(workspace_id=act.workspace_id, id=one.record_id).first()
    if row is None:
        return True
    if row.version > one.version:
        return False
    delete_order(row, by=act.by, at=act.at)
    return True


def _remove_organization(one: ImportedRecord, act: Operation) -> bool:
    ws = act.workspace_id
    row = Organization.objects.filter(workspace_id=ws, id=one.record_id).first()
    if row is None:
        return True
    in_use = any(model.objects.filter(workspace_id=ws, organization_id=row.id).exists() for model in (Deal, Order))
    if row.version > one.version or in_use or Person.objects.filter(workspace_id=ws, organization_id=row.id).exists():
        return False
    delete_organization(row, by=act.by, at=act.at)
    return True


def _remove_person(one: ImportedRecord, act: Operation) -> bool:
    ws = act.workspace_id
    row = Person.objects.filter(workspace_id=ws, id=one.record_id).first()
    if row is None:
        return True
    in_use = Deal.objects.filter(workspace_id=ws, people__person_id=row.id, people__workspace_id=F("workspace_id"))
    if row.version > one.version or in_use.exists():
        return False
    delete_person(row, by=act.by, at=act.at)
    return True


def _remove_product(one: ImportedRecord, act: Operation) -> bool:
    ws = act.workspace_id
    row = Product.objects.filter(workspace_id=ws, id=one.record_id).first()
    if row is None:
        return True
    in_use = Deal.objects.filter(workspace_id=ws, lines__product_id=row.id, lines__workspace_id=F("workspace_id"))
    ordered = Order.objects.filter(workspace_id=ws, lines__product_id=row.id, lines__workspace_id=F("workspace_id"))
    if row.version > one.version or in_use.exists() or ordered.exists():
        return False
    delete_product(row, by=act.by, at=act.at)
    return True


def _remove_family(one: ImportedRecord, act: Operation) -> bool:
    ws = act.workspace_id
    row = ProductFamily.objects.filter(workspace_id=ws, id=one.record_id, deleted_at__isnull=True).first()
    if row is None:
        return True
    if Product.objects.filter(workspace_id=ws, family_id=row.id).exists():
        return False
    delete_family(row, by=act.by, at=act.at)
    return True


def _remove_source(one: ImportedRecord, act: Operation) -> bool:
    ws = act.workspace_id
    if Deal.objects.filter(workspace_id=ws, source_id=one.record_id).exists():
        return False
    Source.objects.filter(workspace_id=ws, id=one.record_id).update(deleted_at=act.at)
    return True


def _remove_member(one: ImportedRecord, act: Operation) -> bool:
    """A name that owns nothing and cannot sign in is set aside, and leaves its team."""
    ws = act.workspace_id
    row = Member.objects.filter(workspace_id=ws, id=one.record_id).first()
    if row is None or not row.is_active:
        return True
    owns = Deal.objects.filter(workspace_id=ws, owner_id=row.id).exists()
    if row.user_id is not None or owns or Organization.objects.filter(workspace_id=ws, owner_id=row.id).exists():
        return False
    edit_member(row, {"is_active": False, "team_id": None}, by=act.by, at=act.at)
    return True


def _remove_team(one: ImportedRecord, act: Operation) -> bool:
    row = Team.objects.filter(workspace_id=act.workspace_id, id=one.record_id).first()
    if row is not None:
        remove_team(row, by=act.by, at=act.at)
    return True


_REMOVERS: dict[str, Callable[[ImportedRecord, Operation], bool]] = {
    "activity": _remove_activity,
    "order": _remove_order,
    "person": _remove_person,
    "organization": _remove_organization,
    "product": _remove_product,
    "product_family": _remove_family,
    "source": _remove_source,
    "member": _remove_member,
    "team": _remove_team,
}
