"""Persons: made, edited, put away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from alur.events.changing import Keeping
from alur.events.purging import purges
from alur.events.recording import Operation, operation
from alur.fields.models import RecordKind
from alur.fields.operations.filling import filled_changes, keep_links
from alur.fields.queries.records import holds_custom
from alur.kernel.ids import new_id
from alur.kernel.names import name_key
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.people import facts
from alur.people.models import Organization, Person
from alur.people.operations.contacts import contacts_of, write_contacts
from alur.people.operations.roles import roles_of, write_roles
from alur.tenancy.models import Member
from alur.tenancy.scoped import Scoped

PLAIN = ("job_title", "organization_id", "owner_id", "note", "custom", "external_source", "external_id")
EDITABLE = frozenset({*PLAIN, "name", "contacts", "roles"})


@dataclass(frozen=True, slots=True)
class NewPerson:
    """`extra` are further editable fields by name; `contacts` are (kind, typed, label),
    `roles` as in `operations/roles.py`."""

    name: str
    extra: Mapping[str, Any] = field(default_factory=dict)


class PersonKeeping(Keeping):
    def _write(self, row: Scoped, columns: dict[str, Any], act: Operation) -> None:
        super()._write(row, columns, act)
        if "custom" in columns:
            keep_links(row.workspace_id, RecordKind.PERSON, row.id, columns["custom"])

    def write_further(self, row: Scoped, name: str, value: Any, act: Operation) -> None:
        assert isinstance(row, Person)
        if name == "roles":
            write_roles(row, value)
        else:
            write_contacts(row, value)


keeping = PersonKeeping(
    "person",
    Person,
    made=facts.PersonCreated,
    edited=facts.PersonEdited,
    deleted=facts.PersonDeleted,
    restored=facts.PersonRestored,
)


purges("person", Person)
holds_custom(RecordKind.PERSON, lambda workspace_id: Person.objects.filter(workspace_id=workspace_id))


def create_person(workspace_id: int, new: NewPerson, *, by: Member | None, at: datetime) -> Person:
    """Make a person. Refusal by field."""
    with operation(workspace_id, by=by, at=at) as act:
        row = Person(
            workspace_id=workspace_id, id=new_id(), owner_id=by.id if by else None, created_at=at, updated_at=at
        )
        fields = filled_changes(workspace_id, RecordKind.PERSON, {}, {"name": new.name, **new.extra})
        for name, value in _checked(workspace_id, fields).items():
            setattr(row, name, value)
        about = [("organization", row.organization_id)] if row.organization_id else []
        keeping.make(row, act, about=about)
        if row.custom:
            keep_links(workspace_id, RecordKind.PERSON, row.id, row.custom)
        write_contacts(row, new.extra.get("contacts", ()))
        write_roles(row, new.extra.get("roles", ()))
    return row


def edit_person(
    row: Person, changes: Mapping[str, Any], *, by: Member | None, at: datetime, if_version: int | None = None
) -> Person:
    unknown = set(changes) - EDITABLE
    if unknown:
        raise ValueError(f"not editable: {sorted(unknown)}")
    with operation(row.workspace_id, by=by, at=at) as act:
        row = Person.objects.select_for_update().get(workspace_id=row.workspace_id, id=row.id)
        if if_version is not None and row.version != if_version:
            raise Conflict(N_("Someone changed this meanwhile. Look at the change, then save again."))
        changes = filled_changes(row.workspace_id, RecordKind.PERSON, row.custom, changes)
        further: dict[str, list[Any]] = {}
        if "contacts" in changes:
            old = contacts_of(row)
            write_contacts(row, changes["contacts"])
            new = contacts_of(row)
            if old != new:
                further["contacts"] = [old, new]
        if "roles" in changes:
            old_roles = roles_of(row)
            write_roles(row, changes["roles"])
            new_roles = roles_of(row)
            if old_roles != new_roles:
                further["roles"] = [old_roles, new_roles]
        keeping.edit(row, _checked(row.workspace_id, changes), act, further=further)
    return row


def delete_person(row: Person, *, by: Member | None, at: datetime) -> None:
    with operation(row.workspace_id, by=by, at=at) as act:
        keeping.delete(row, act)


def restore_person(row: Person, *, by: Member | None, at: datetime) -> None:
    with operation(row.workspace_id, by=by, at=at) as act:
        keeping.restore(row, act)


def person_columns(changes: Mapping[str, Any]) -> dict[str, Any]:
    """What is typed of a person, as its row keeps it. Refusal by field."""
    columns = {name: value for name, value in changes.items() if name in PLAIN}
    if "name" in changes:
        name = " ".join(str(changes["name"]).split())[:160]
        if not name:
            raise Refusal(N_("Type the person's name."), field="name")
        columns.update(name=name, name_key=name_key(name))
    return columns


def _checked(workspace_id: int, changes: Mapping[str, Any]) -> dict[str, Any]:
    columns = person_columns(changes)
    organization_id = columns.get("organization_id")
    if organization_id is not None:
        if not Organization.objects.filter(workspace_id=workspace_id, id=organization_id).exists():
            raise Refusal(N_("This company is no longer there."), field="organization")
    return columns
