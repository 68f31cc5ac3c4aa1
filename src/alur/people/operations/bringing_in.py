"""Many companies or persons at once: the rows, events, tags and contacts that one after the other would have left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from alur.events.recording import Operation, operation
from alur.fields.operations.tagging import tags_named
from alur.kernel.ids import new_ids
from alur.people.models import ContactPoint, Organization, OrganizationTag, Person
from alur.people.operations.contacts import normalized
from alur.people.operations.organizations import NewOrganization, organization_columns
from alur.people.operations.organizations import keeping as keeping_organizations
from alur.people.operations.persons import NewPerson, person_columns
from alur.people.operations.persons import keeping as keeping_persons
from alur.tenancy.inserting import insert_rows, insert_values
from alur.tenancy.models import Member

M = TypeVar("M", Organization, Person)
_CONTACT = (
    "workspace_id", "id", "person_id", "organization_id", "kind", "value", "typed", "label", "position",
)  # fmt: skip


def bring_in_organizations(
    workspace_id: int, news: Sequence[NewOrganization], *, by: Member | None, at: datetime
) -> list[Organization]:
    """Make companies, in order. What they say was checked by `organization_columns`; custom values are not taken."""
    with operation(workspace_id, by=by, at=at) as act:
        rows = _rows(Organization, [organization_columns({"name": new.name, **new.extra}) for new in news], act)
        for row in rows:
            act.record(keeping_organizations.made(row.id, str(row)), about=[("organization", row.id)])
        _tag(workspace_id, rows, [new.extra.get("tags", ()) for new in news])
        _reach(workspace_id, rows, [new.extra for new in news])
    return rows


def bring_in_persons(workspace_id: int, news: Sequence[NewPerson], *, by: Member | None, at: datetime) -> list[Person]:
    """Make persons, in order, at companies that are there."""
    with operation(workspace_id, by=by, at=at) as act:
        rows = _rows(Person, [person_columns({"name": new.name, **new.extra}) for new in news], act)
        for row in rows:
            company = [("organization", row.organization_id)] if row.organization_id else []
            act.record(keeping_persons.made(row.id, str(row)), about=[("person", row.id), *company])
        _reach(workspace_id, rows, [new.extra for new in news])
    return rows


def _rows(model: type[M], columns: Sequence[Mapping[str, Any]], act: Operation) -> list[M]:
    mine = {"owner_id": act.by.id if act.by else None, "created_at": act.at, "updated_at": act.at}
    rows = [
        model(**{"workspace_id": act.workspace_id, "id": row_id, **mine, **one})
        for row_id, one in zip(new_ids(len(columns)), columns, strict=True)
    ]
    insert_rows(rows)
    return rows


def _tag(workspace_id: int, rows: Sequence[Organization], names: Sequence[Sequence[str]]) -> None:
    every = [name for some in names for name in some]
    if not every:
        return
    ids = {tag.name_key: tag.id for tag in tags_named(workspace_id, every)}
    links = [
        (row.id, tag_id)
        for row, some in zip(rows, names, strict=True)
        for tag_id in dict.fromkeys(ids[" ".join(name.split()).casefold()] for name in some if name.strip())
    ]
    insert_values(
        OrganizationTag,
        ("workspace_id", "id", "organization_id", "tag_id"),
        ((workspace_id, row_id, *link) for row_id, link in zip(new_ids(len(links)), links, strict=True)),
    )


def _reach(workspace_id: int, rows: Sequence[Organization | Person], extras: Sequence[Mapping[str, Any]]) -> None:
    points = []
    for row, extra in zip(rows, extras, strict=True):
        whose = (row.id, None) if isinstance(row, Person) else (None, row.id)
        for position, (kind, typed, label) in enumerate(extra.get("contacts", ())):
            if typed.strip():
                value = normalized(kind, typed)
                points.append((*whose, kind, value, typed.strip()[:254], label.strip()[:40], position))
    insert_values(
        ContactPoint,
        _CONTACT,
        ((workspace_id, row_id, *point) for row_id, point in zip(new_ids(len(points)), points, strict=True)),
    )
