"""Persons one talks to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query
from pydantic import Field
from typing_extensions import TypedDict

from alur.api.barring import BarIn, BarOut, apply_bar, bar_shown
from alur.api.completeness import CompletenessOut, persons_complete
from alur.api.contacts import ContactIn, ContactOut, contacts_shown, contacts_wanted
from alur.api.shell.answering import (
    DayOut,
    IdOut,
    InstantOut,
    answer,
    day,
    ident,
    instant,
    must_match,
    nothing,
    version_tag,
    writing,
)
from alur.api.shell.finding import member_named, named, organization_named
from alur.api.shell.narrowing import RecordFilter, narrowed
from alur.api.shell.paging import listed, page
from alur.api.shell.reading import (
    Body,
    Custom,
    Day,
    Id,
    Ids,
    Line,
    Name,
    Outside,
    PathId,
    Short,
    Text,
    absent,
    read_custom,
)
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.api.shell.sharing import Owners, owned_by
from alur.people.models import Person, PersonRole
from alur.people.operations.persons import NewPerson, create_person, delete_person, edit_person

routes = Resource("persons")

SORTS = {"name": "name_key", "created_at": "created_at"}
MOST_CONTACTS = 50
MOST_ROLES = 50


class RoleOut(TypedDict):
    """What the person is, or was, at a company beside the main one; on `until` no longer."""

    organization: IdOut
    role: str
    since: DayOut | None
    until: DayOut | None


class RoleIn(Body):
    organization: Id
    role: Annotated[Line, Field(max_length=120)] | Literal[""] = ""
    since: Day | None = None
    until: Day | None = None


class PersonOut(TypedDict):
    """`completeness` is by what the open deals that they take part in need of them, without any by what a first stage
    does; null where that is nothing.
    """

    id: IdOut
    external_source: str | None
    external_id: str | None
    name: str
    job_title: str
    organization: IdOut | None
    owner: IdOut | None
    note: str
    do_not_contact: BarOut | None
    contacts: list[ContactOut]
    roles: list[RoleOut]
    created_at: InstantOut
    updated_at: InstantOut
    custom: dict[str, Any]
    completeness: CompletenessOut | None


class PersonList(TypedDict):
    items: list[PersonOut]
    next_cursor: str | None


class PersonFields(Body):
    external_source: Short | None = None
    external_id: Outside | None = None
    job_title: Annotated[Line, Field(max_length=120)] = absent()
    organization: Id | None = None
    owner: Id | None = None
    note: Text = absent()
    do_not_contact: BarIn | None = None
    contacts: Annotated[list[ContactIn], Field(max_length=MOST_CONTACTS)] = absent()
    roles: Annotated[list[RoleIn], Field(max_length=MOST_ROLES)] = absent()
    custom: Custom = absent()


class PersonNew(PersonFields):
    """Without an owner: you."""

    name: Name


class PersonChanges(PersonFields):
    name: Name = absent()


class PersonFilter(RecordFilter):
    """`q` is a part of the name."""

    """Ids and owners may be several, with commas."""
    organization: Ids | None = None
    owner: Owners | None = None
    external_source: Short | None = None
    external_id: Outside | None = None
    sort: Annotated[str, listed(SORTS)] = "name"


COLUMNS = (
    "id",
    "external_source",
    "external_id",
    "name",
    "job_title",
    "organization_id",
    "owner_id",
    "note",
    "do_not_contact_since",
    "do_not_contact_why",
    "created_at",
    "updated_at",
    "custom",
)


@routes.get("/persons", PersonList)
def list_persons(request: ApiRequest, wanted: Query[PersonFilter]) -> HttpResponse:
    columns = {
        "organization_id__in": wanted.organization,
        "external_source": wanted.external_source,
        "external_id": wanted.external_id,
    }
    given = {name: value for name, value in columns.items() if value is not None}
    rows = Person.objects.filter(workspace_id=request.workspace.id, **given)
    if wanted.owner is not None:
        rows = rows.filter(owned_by(wanted.owner))
    found, following = page(narrowed(request, "person", rows, wanted), COLUMNS, wanted, SORTS, wanted.sort)
    return answer({"items": _shown(request.workspace.id, found), "next_cursor": following})


@routes.get("/persons/{person_id}", PersonOut, etag=True)
def show_person(request: ApiRequest, person_id: PathId) -> HttpResponse:
    return _answer(_of(request, person_id))


@routes.post("/persons", PersonOut, etag=True)
def make_person(request: ApiRequest, new: PersonNew) -> HttpResponse:
    extra = _columns(request, new, None)
    barred = [new.do_not_contact] if extra.pop("do_not_contact", None) else []
    with writing(request):
        made = create_person(
            request.workspace.id, NewPerson(extra.pop("name"), extra), by=request.member, at=request.now
        )
        made = apply_bar(request, made, barred)
    return _answer(made, status=201)


@routes.patch("/persons/{person_id}", PersonOut)
def change_person(request: ApiRequest, person_id: PathId, changes: PersonChanges) -> HttpResponse:
    with writing(request):
        row = _of(request, person_id, held=True)
        must_match(request, version_tag(row.version))
        columns = _columns(request, changes, row)
        barred = [changes.do_not_contact] if "do_not_contact" in columns else []
        columns.pop("do_not_contact", None)
        row = edit_person(row, columns, by=request.member, at=request.now)
        row = apply_bar(request, row, barred)
    return _answer(row)


@routes.delete("/persons/{person_id}")
def remove_person(request: ApiRequest, person_id: PathId) -> HttpResponse:
    with writing(request):
        row = _of(request, person_id, held=True)
        must_match(request, version_tag(row.version))
        delete_person(row, by=request.member, at=request.now)
    return nothing()


def _of(request: ApiRequest, person_id: int, *, held: bool = False) -> Person:
    rows = Person.objects.filter(workspace_id=request.workspace.id)
    return named(request, "person", rows, person_id, held=held)


def _columns(request: ApiRequest, body: PersonFields, row: Person | None) -> dict[str, Any]:
    columns = body.given()
    for name in ("external_source", "external_id"):
        if name in columns:
            columns[name] = columns[name] or ""
    if "owner" in columns:
        columns["owner_id"] = columns.pop("owner")
        if row is None or columns["owner_id"] != row.owner_id:
            member_named(request, columns["owner_id"])
    if "organization" in columns:
        columns["organization_id"] = columns.pop("organization")
        if row is not None and columns["organization_id"] == row.organization_id:
            del columns["organization_id"]
        else:
            organization_named(request, columns["organization_id"])
    if "contacts" in columns:
        columns["contacts"] = contacts_wanted(columns["contacts"])
    if "roles" in columns:
        columns["roles"] = [(one.organization, one.role, one.since, one.until) for one in columns["roles"]]
    if "custom" in columns:
        columns["custom"] = read_custom(columns["custom"])
    return columns


def _answer(row: Person, *, status: int = 200) -> HttpResponse:
    columns = tuple(getattr(row, column) for column in COLUMNS)
    location = f"/api/v1/persons/{row.id}" if status == 201 else ""
    shown = _shown(row.workspace_id, [columns])[0]
    return answer(shown, status=status, etag=version_tag(row.version), location=location)


def _shown(workspace_id: int, rows: Collection[tuple[Any, ...]]) -> list[PersonOut]:
    """Rows of COLUMNS with contacts, roles and completeness, in a few queries for all of them."""
    contacts = contacts_shown(workspace_id, "person_id", [row[0] for row in rows])
    roles = _roles(workspace_id, [row[0] for row in rows])
    complete = persons_complete(workspace_id, COLUMNS, rows)
    shown: list[PersonOut] = []
    for row in rows:
        value = dict(zip(COLUMNS, row, strict=False))
        shown.append(
            {
                "id": str(value["id"]),
                "external_source": value["external_source"] or None,
                "external_id": value["external_id"] or None,
                "name": value["name"],
                "job_title": value["job_title"],
                "organization": ident(value["organization_id"]),
                "owner": ident(value["owner_id"]),
                "note": value["note"],
                "do_not_contact": bar_shown(value["do_not_contact_since"], value["do_not_contact_why"]),
                "contacts": contacts[value["id"]],
                "roles": roles[value["id"]],
                "created_at": instant(value["created_at"]),
                "updated_at": instant(value["updated_at"]),
                "custom": value["custom"],
                "completeness": complete.get(value["id"]),
            }
        )
    return shown


def _roles(workspace_id: int, ids: Collection[int]) -> dict[int, list[RoleOut]]:
    found: dict[int, list[RoleOut]] = defaultdict(list)
    rows = PersonRole.objects.filter(workspace_id=workspace_id, person_id__in=list(ids)).order_by("id")
    for one in rows:
        found[one.person_id].append(
            {
                "organization": str(one.organization_id),
                "role": one.role,
                "since": day(one.from_on),
                "until": day(one.until_on),
            }
        )
    return found
