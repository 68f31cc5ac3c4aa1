"""Organisations: companies, shops, offices one sells to."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from ninja import Query
from pydantic import Field, StringConstraints
from typing_extensions import TypedDict

from alur.api.barring import BarIn, apply_bar
from alur.api.contacts import ContactIn, contacts_wanted
from alur.api.organization_shapes import COLUMNS, OrganizationOut, organizations_shown
from alur.api.shell.answering import answer, must_match, nothing, version_tag, writing
from alur.api.shell.degrees import Latitude, Longitude
from alur.api.shell.finding import member_named, named, organization_named
from alur.api.shell.narrowing import RecordFilter, narrowed
from alur.api.shell.paging import listed, page
from alur.api.shell.reading import (
    Body,
    Custom,
    Id,
    Ids,
    Line,
    Outside,
    PathId,
    Short,
    Tag,
    Text,
    Title,
    absent,
    read_custom,
)
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.api.shell.sharing import Owners, owned_by
from alur.people.models import Organization, OrganizationTag
from alur.people.operations.organizations import (
    NewOrganization,
    create_organization,
    delete_organization,
    edit_organization,
)

routes = Resource("organizations")

SORTS = {"name": "name_key", "created_at": "created_at"}
MOST = 50


class OrganizationList(TypedDict):
    items: list[OrganizationOut]
    next_cursor: str | None


Size = Annotated[int, Field(strict=True, ge=0, le=2_000_000_000)]


class OrganizationFields(Body):
    external_source: Short | None = None
    external_id: Outside | None = None
    industry: Annotated[Line, StringConstraints(max_length=80)] = absent()
    size: Size | None = None
    website: Line = absent()
    street: Line = absent()
    region: Annotated[str, StringConstraints(max_length=13)] | None = None
    postal_code: Annotated[str, StringConstraints(max_length=10)] = absent()
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    owner: Id | None = None
    parent: Id | None = None
    note: Text = absent()
    do_not_contact: BarIn | None = None
    tags: Annotated[list[Tag], Field(max_length=MOST)] = absent()
    contacts: Annotated[list[ContactIn], Field(max_length=MOST)] = absent()
    custom: Custom = absent()


class OrganizationNew(OrganizationFields):
    """Without an owner: you."""

    name: Title


class OrganizationChanges(OrganizationFields):
    name: Title = absent()


class OrganizationFilter(RecordFilter):
    """`province` is the first two digits of a region, `parent` gives a company's parts."""

    owner: Owners | None = None
    parent: Ids | None = None
    tag: Line | None = None
    industry: Line | None = None
    province: Annotated[str, StringConstraints(max_length=2)] | None = None
    external_source: Short | None = None
    external_id: Outside | None = None
    sort: Annotated[str, listed(SORTS)] = "name"


@routes.get("/organizations", OrganizationList)
def list_organizations(request: ApiRequest, wanted: Query[OrganizationFilter]) -> HttpResponse:
    columns = {
        "industry": wanted.industry,
        "province_code": wanted.province,
        "parent_id__in": wanted.parent,
        "external_source": wanted.external_source,
        "external_id": wanted.external_id,
    }
    given = {name: value for name, value in columns.items() if value is not None}
    rows = Organization.objects.filter(workspace_id=request.workspace.id, **given)
    if wanted.owner is not None:
        rows = rows.filter(owned_by(wanted.owner))
    if wanted.tag is not None:
        key = wanted.tag.strip().casefold()
        links = OrganizationTag.objects.filter(workspace_id=request.workspace.id, tag__name_key=key)
        rows = rows.filter(Exists(links.filter(organization_id=OuterRef("id"))))
    found, following = page(narrowed(request, "organization", rows, wanted), COLUMNS, wanted, SORTS, wanted.sort)
    return answer({"items": organizations_shown(request.workspace.id, found), "next_cursor": following})


@routes.get("/organizations/{organization_id}", OrganizationOut, etag=True)
def show_organization(request: ApiRequest, organization_id: PathId) -> HttpResponse:
    return _answer(_of(request, organization_id))


@routes.post("/organizations", OrganizationOut, etag=True)
def make_organization(request: ApiRequest, new: OrganizationNew) -> HttpResponse:
    extra = _columns(request, new, None)
    barred = [new.do_not_contact] if extra.pop("do_not_contact", None) else []
    with writing(request):
        made = create_organization(
            request.workspace.id, NewOrganization(extra.pop("name"), extra), by=request.member, at=request.now
        )
        made = apply_bar(request, made, barred)
    return _answer(made, status=201)


@routes.patch("/organizations/{organization_id}", OrganizationOut)
def change_organization(request: ApiRequest, organization_id: PathId, changes: OrganizationChanges) -> HttpResponse:
    with writing(request):
        row = _of(request, organization_id, held=True)
        must_match(request, version_tag(row.version))
        columns = _columns(request, changes, row)
        barred = [changes.do_not_contact] if "do_not_contact" in columns else []
        columns.pop("do_not_contact", None)
        row = edit_organization(row, columns, by=request.member, at=request.now)
        row = apply_bar(request, row, barred)
    return _answer(row)


@routes.delete("/organizations/{organization_id}")
def remove_organization(request: ApiRequest, organization_id: PathId) -> HttpResponse:
    with writing(request):
        row = _of(request, organization_id, held=True)
        must_match(request, version_tag(row.version))
        delete_organization(row, by=request.member, at=request.now)
    return nothing()


def _of(request: ApiRequest, organization_id: int, *, held: bool = False) -> Organization:
    rows = Organization.objects.filter(workspace_id=request.workspace.id)
    return named(request, "organization", rows, organization_id, held=held)


def _columns(request: ApiRequest, body: OrganizationFields, row: Organization | None) -> dict[str, Any]:
    columns = body.given()
    for name in ("external_source", "external_id", "region"):
        if name in columns:
            columns[name] = columns[name] or ""
    if "region" in columns:
        columns["region_code"] = columns.pop("region")
    if "owner" in columns:
        columns["owner_id"] = columns.pop("owner")
        if row is None or columns["owner_id"] != row.owner_id:
            member_named(request, columns["owner_id"])
    if "parent" in columns:
        columns["parent_id"] = columns.pop("parent")
        if row is None or columns["parent_id"] != row.parent_id:
            organization_named(request, columns["parent_id"], "parent")
    if "contacts" in columns:
        columns["contacts"] = contacts_wanted(columns["contacts"])
    if "custom" in columns:
        columns["custom"] = read_custom(columns["custom"])
    return columns


def _answer(row: Organization, *, status: int = 200) -> HttpResponse:
    columns = tuple(getattr(row, column) for column in COLUMNS)
    location = f"/api/v1/organizations/{row.id}" if status == 201 else ""
    shown = organizations_shown(row.workspace_id, [columns])[0]
    return answer(shown, status=status, etag=version_tag(row.version), location=location)
