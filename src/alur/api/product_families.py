"""Families of products that are sold alike."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query
from pydantic import Field
from typing_extensions import TypedDict

from alur.api.shell.answering import IdOut, answer, content_tag, must_match, nothing, writing
from alur.api.shell.finding import one_of
from alur.api.shell.paging import listed, page
from alur.api.shell.reading import Body, Filter, Name, PathId, absent
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.catalogue.models import ProductFamily
from alur.catalogue.operations.products import COLOURS, create_family, delete_family, edit_family

routes = Resource("product-families")

SORTS = {"position": "position", "name": "name"}
COLUMNS = ("id", "name", "position", "hue")
FamilyName = Annotated[Name, Field(max_length=80)]


class FamilyOut(TypedDict):
    """`hue` is a colour from 1 to 6, 0 for grey."""

    id: IdOut
    name: str
    position: int
    hue: int


class FamilyList(TypedDict):
    items: list[FamilyOut]
    next_cursor: str | None


class FamilyNew(Body):
    name: FamilyName


class FamilyChanges(Body):
    name: FamilyName = absent()
    position: Annotated[int, Field(strict=True, ge=0, le=10_000)] = absent()
    hue: Annotated[int, Field(strict=True, ge=0, le=COLOURS)] = absent()


class FamilyFilter(Filter):
    sort: Annotated[str, listed(SORTS)] = "position"


@routes.get("/product-families", FamilyList)
def list_families(request: ApiRequest, wanted: Query[FamilyFilter]) -> HttpResponse:
    rows = ProductFamily.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True)
    found, following = page(rows, COLUMNS, wanted, SORTS, wanted.sort)
    return answer({"items": [_shown(row) for row in found], "next_cursor": following})


@routes.get("/product-families/{family_id}", FamilyOut, etag=True)
def show_family(request: ApiRequest, family_id: PathId) -> HttpResponse:
    return _answer(_of(request, family_id))


@routes.post("/product-families", FamilyOut, etag=True)
def make_family(request: ApiRequest, new: FamilyNew) -> HttpResponse:
    with writing(request):
        made = create_family(request.workspace.id, new.name, by=request.member, at=request.now)
    return _answer(made, status=201)


@routes.patch("/product-families/{family_id}", FamilyOut)
def change_family(request: ApiRequest, family_id: PathId, changes: FamilyChanges) -> HttpResponse:
    given = changes.given()
    if "name" in given:
        given["name"] = " ".join(given["name"].split())
    with writing(request):
        row = _of(request, family_id, held=True)
        must_match(request, _etag(row))
        edit_family(row, given, by=request.member, at=request.now)
    return _answer(row)


@routes.delete("/product-families/{family_id}")
def remove_family(request: ApiRequest, family_id: PathId) -> HttpResponse:
    with writing(request):
        row = _of(request, family_id, held=True)
        must_match(request, _etag(row))
        delete_family(row, by=request.member, at=request.now)
    return nothing()


def _of(request: ApiRequest, family_id: int, *, held: bool = False) -> ProductFamily:
    rows = ProductFamily.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True)
    return one_of(rows, family_id, held=held)


def _answer(row: ProductFamily, *, status: int = 200) -> HttpResponse:
    location = f"/api/v1/product-families/{row.id}" if status == 201 else ""
    return answer(_of_row(row), status=status, etag=_etag(row), location=location)


def _etag(row: ProductFamily) -> str:
    return content_tag(dict(_of_row(row)))


def _of_row(row: ProductFamily) -> FamilyOut:
    return _shown(tuple(getattr(row, column) for column in COLUMNS))


def _shown(row: tuple[Any, ...]) -> FamilyOut:
    family_id, name, position, hue = row[: len(COLUMNS)]
    return {"id": str(family_id), "name": name, "position": position, "hue": hue}
