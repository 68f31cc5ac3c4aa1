"""Imports: which files were brought in, and what came of them. An import is undone by its operation."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query
from typing_extensions import TypedDict

from alur.api.shell.answering import IdOut, InstantOut, answer, ident, instant
from alur.api.shell.finding import one_of
from alur.api.shell.paging import listed, page
from alur.api.shell.problems import NotAllowed
from alur.api.shell.reading import Filter, PathId
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.exchange.access import check_may_import, imports_seen_by
from alur.exchange.models.data_import import ImportState
from alur.kernel.refusal import Refusal

routes = Resource("imports")

SORTS = {"created_at": "created_at"}
StateName = Literal["ready", "running", "stopping", "stopped", "done", "failed", "undoing", "undone"]


class ImportOut(TypedDict):
    """`operation` takes it back; counts are rows, `failure` is a sentence where it could not go on."""

    id: IdOut
    files: list[str]
    state: StateName
    duplicates: Literal["skip", "merge", "new"]
    operation: IdOut
    rows_total: int
    rows_done: int
    created: int
    updated: int
    skipped: int
    failed: int
    failure: str
    by: IdOut | None
    created_at: InstantOut
    finished_at: InstantOut | None


class ImportList(TypedDict):
    items: list[ImportOut]
    next_cursor: str | None


class ImportFilter(Filter):
    state: StateName | None = None
    sort: Annotated[str, listed(SORTS)] = "-created_at"


COLUMNS = (
    "id",
    "files",
    "state",
    "duplicates",
    "operation_id",
    "failure",
    "by_id",
    "created_at",
    "finished_at",
    "rows_total",
    "rows_done",
    "created",
    "updated",
    "skipped",
    "failed",
)


@routes.get("/imports", ImportList)
def list_imports(request: ApiRequest, wanted: Query[ImportFilter]) -> HttpResponse:
    """An owner's all of them, others' their own; none for those who only look."""
    try:
        check_may_import(request.member)
    except Refusal as refusal:
        raise NotAllowed(refusal.message) from None
    rows = _begun(request)
    if wanted.state is not None:
        rows = rows.filter(state=wanted.state)
    found, following = page(rows, COLUMNS, wanted, SORTS, wanted.sort)
    return answer({"items": [_shown(row) for row in found], "next_cursor": following})


@routes.get("/imports/{import_id}", ImportOut)
def show_import(request: ApiRequest, import_id: PathId) -> HttpResponse:
    job = one_of(_begun(request), import_id)
    return answer(_shown(tuple(getattr(job, column) for column in COLUMNS)))


def _begun(request: ApiRequest) -> Any:
    """The imports that the caller sees, without drafts."""
    return imports_seen_by(request.member).exclude(state=ImportState.DRAFT)


def _shown(row: tuple[Any, ...]) -> ImportOut:
    value = dict(zip(COLUMNS, row, strict=False))
    return {
        "id": str(value["id"]),
        "files": [name for name, _path in value["files"]],
        "state": value["state"],
        "duplicates": value["duplicates"],
        "operation": str(value["operation_id"]),
        "rows_total": value["rows_total"],
        "rows_done": value["rows_done"],
        "created": value["created"],
        "updated": value["updated"],
        "skipped": value["skipped"],
        "failed": value["failed"],
        "failure": value["failure"],
        "by": ident(value["by_id"]),
        "created_at": instant(value["created_at"]),
        "finished_at": instant(value["finished_at"]),
    }
