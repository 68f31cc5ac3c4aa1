"""Companies: made, edited, put away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from alur.events.changing import Keeping
from alur.events.purging import purges
from alur.events.recording import Operation, operation
from alur.fields.models import RecordKind
from alur.fields.operations.filling import filled_changes, keep_links
from alur.fields.operations.tagging import tags_named
from alur.fields.queries.records import holds_custom
from alur.kernel.ids import new_id
from alur.kernel.names import name_key
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.people import facts
from alur.people.models import Organization, OrganizationTag
from alur.people.operations.contacts import contacts_of, write_contacts
from alur.people.queries.group import DEEPEST, depth_of, is_within
from alur.people.queries.regions import region_path
from alur.tenancy.models import Member, Workspace
from alur.tenancy.scoped import Scoped

PLAIN = (
    "industry",
    "size",
    "website",
    "street",
    "postal_code",
    "latitude",
    "longitude",
    "owner_id",
    "parent_id",
    "note",
    "custom",
    "external_source",
    "external_id",
)
EDITABLE = frozenset({*PLAIN, "name", "region_code", "tags", "contacts"})


@dataclass(frozen=True, slots=True)
class NewOrganization:
    """`extra` are further editable fields by name; `contacts` are (kind, typed, label)."""

    name: str
    extra: Mapping[str, Any] = field(default_factory=dict)


class OrganizationKeeping(Keeping):
    def _write(self, row: Scoped, columns: dict[str, Any], act: Operation) -> None:
        if columns.get("parent_id") is not None:
            check_parent(row.workspace_id, row.id, columns["parent_id"])
        super()._write(row, columns, act)
        if "custom" in columns:
            keep_links(row.workspace_id, RecordKind.ORGANIZATION, row.id, columns["custom"])

    def write_further(self, row: Scoped, name: str, value: Any, act: Operation) -> None:
        assert isinstance(row, Organization)
        if name == "tags":
            write_tags(row, value)
        else:
            write_contacts(row, value)


keeping = OrganizationKeeping(
    "organization",
    Organization,
    made=facts.OrganizationCreated,
    edited=facts.OrganizationEdited,
    deleted=facts.OrganizationDeleted,
    restored=facts.OrganizationRestored,
)


purges("organization", Organization)
holds_custom(RecordKind.ORGANIZATION, lambda workspace_id: Organization.objects.filter(workspace_id=workspace_id))


def create_organization(workspace_id: int, new: NewOrganization, *, by: Member | None, at: datetime) -> Organization:
    """Make a company. Refusal by field."""
    with operation(workspace_id, by=by, at=at) as act:
        row = Organization(
            workspace_id=workspace_id, id=new_id(), owner_id=by.id if by else None, created_at=at, updated_at=at
        )
        fields = filled_changes(workspace_id, RecordKind.ORGANIZATION, {}, {"name": new.name, **new.extra})
        for name, value in organization_columns(fields).items():
            setattr(row, name, value)
        if row.parent_id is not None:
            check_parent(workspace_id, row.id, row.parent_id)
        keeping.make(row, act)
        if row.custom:
            keep_links(workspace_id, RecordKind.ORGANIZATION, row.id, row.custom)
        if new.extra.get("tags"):
            write_tags(row, new.extra["tags"])
        if new.extra.get("contacts"):
            write_contacts(row, new.extra["contacts"])
    return row


def edit_organization(
    row: Organization, changes: Mapping[str, Any], *, by: Member | None, at: datetime, if_version: int | None = None
) -> Organization:
    """Change fields of a company. Raises Refusal by field, Conflict where it was changed since `if_version`."""
    unknown = set(changes) - EDITABLE
    if unknown:
        raise ValueError(f"not editable: {sorted(unknown)}")
    with operation(row.workspace_id, by=by, at=at) as act:
        row = Organization.objects.select_for_update().get(workspace_id=row.workspace_id, id=row.id)
        if if_version is not None and row.version != if_version:
            raise Conflict(N_("Someone changed this meanwhile. Look at the change, then save again."))
        changes = filled_changes(row.workspace_id, RecordKind.ORGANIZATION, row.custom, changes)
        further: dict[str, list[Any]] = {}
        if "tags" in changes:
            old = tags_of(row)
            write_tags(row, changes["tags"])
            _note(further, "tags", old, tags_of(row))
        if "contacts" in changes:
            old_contacts = contacts_of(row)
            write_contacts(row, changes["contacts"])
            _note(further, "contacts", old_contacts, contacts_of(row))
        keeping.edit(row, organization_columns(changes), act, further=further)
    return row


def delete_organization(row: Organization, *, by: Member | None, at: datetime) -> None:
    """Put a company into the trash. Its deals go on pointing to it."""
    with operation(row.workspace_id, by=by, at=at) as act:
        keeping.delete(row, act)


def restore_organization(row: Organization, *, by: Member | None, at: datetime) -> None:
    with operation(row.workspace_id, by=by, at=at) as act:
        keeping.restore(row, act)


def check_parent(workspace_id: int, organization_id: int, parent_id: int) -> None:
    """Conflict where the other is gone, or is itself a part of this one: a company is never above itself.

    The workspace's row is held, so that two who hang two companies beneath each other at one moment meet here.
    """
    Workspace.objects.select_for_update().filter(id=workspace_id).first()
    parent = Organization.objects.filter(workspace_id=workspace_id, id=parent_id).first()
    if parent is None:
        raise Conflict(N_("This company is no longer there."), field="parent")
    if is_within(workspace_id, parent_id, organization_id):
        raise Conflict(N_("“%(name)s” is a part of this company already."), field="parent", name=parent.name)
    if depth_of(workspace_id, parent_id) >= DEEPEST:
        raise Conflict(N_("Companies stand %(count)d deep at most."), field="parent", count=DEEPEST)


def tags_of(row: Organization) -> list[str]:
    links = OrganizationTag.objects.filter(workspace_id=row.workspace_id, organization_id=row.id).order_by("id")
    return list(links.values_list("tag__name", flat=True))


def write_tags(row: Organization, names: Sequence[str]) -> None:
    OrganizationTag.objects.filter(workspace_id=row.workspace_id, organization_id=row.id).delete()
    OrganizationTag.objects.bulk_create(
        OrganizationTag(workspace_id=row.workspace_id, organization_id=row.id, tag_id=tag.id)
        for tag in tags_named(row.workspace_id, names)
    )


def organization_columns(changes: Mapping[str, Any]) -> dict[str, Any]:
    """What is typed of a company, as its row keeps it. Refusal by field."""
    columns = {name: value for name, value in changes.items() if name in PLAIN}
    if "name" in changes:
        name = " ".join(str(changes["name"]).split())[:200]
        if not name:
            raise Refusal(N_("Type the company's name."), field="name")
        columns.update(name=name, name_key=name_key(name))
    if columns.get("size") is not None and columns["size"] < 0:
        raise Refusal(N_("The number of people cannot be below zero."), field="size")
    if "region_code" in changes:
        code = str(changes["region_code"] or "").strip()
        path = region_path(code) if code else ""
        if path is None:
            raise Refusal(N_("Choose a region from the list."), field="region")
        columns.update(region_code=code, region_name=path, province_code=code[:2])
    return columns


def _note(further: dict[str, list[Any]], name: str, old: Any, new: Any) -> None:
    if old != new:
        further[name] = [old, new]
