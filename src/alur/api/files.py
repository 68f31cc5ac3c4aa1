"""Files that hang on a deal, a company, a person or an activity: sent as multipart, read by whoever sees the record."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponse, HttpResponseBase
from ninja import File, Form, Query
from ninja.files import UploadedFile
from typing_extensions import TypedDict

from alur.api.shell.answering import IdOut, InstantOut, answer, ident, instant, must_match, nothing, writing
from alur.api.shell.paging import page
from alur.api.shell.problems import Missing
from alur.api.shell.reading import SENTENCES, Body, Filter, Id, PathId
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.files.access import file_seen_by, sees_record
from alur.files.models import StoredFile
from alur.files.operations.keeping import add_files, delete_file
from alur.files.operations.staging import Upload, staging
from alur.files.queries.serving import etag_of, how_to_serve, open_content
from alur.files.receiving import check_sizes
from alur.kernel.refusal import N_, Refusal

routes = Resource("files")

KINDS = ("deal", "organization", "person", "activity")
COLUMNS = ("id", "name", "media_type", "size", "sha256", "record_kind", "record_id", "by_id", "created_at")
NEWEST = "-created_at"
UNKNOWN = SENTENCES["extra_forbidden"]


class FileOut(TypedDict):
    """`media_type` is what the content was recognized to be; one of the four records is named."""

    id: IdOut
    name: str
    media_type: str
    size: int
    sha256: str
    deal: IdOut | None
    organization: IdOut | None
    person: IdOut | None
    activity: IdOut | None
    by: IdOut | None
    created_at: InstantOut


class FileList(TypedDict):
    items: list[FileOut]
    next_cursor: str | None


class FileNew(Body):
    """The one record that the file hangs on."""

    deal: Id | None = None
    organization: Id | None = None
    person: Id | None = None
    activity: Id | None = None


class FileFilter(Filter):
    """One of the four is needed: files are read through what they hang on."""

    deal: Id | None = None
    organization: Id | None = None
    person: Id | None = None
    activity: Id | None = None


@routes.get("/files", FileList, missing=True)
def list_files(request: ApiRequest, wanted: Query[FileFilter]) -> HttpResponse:
    """The newest first."""
    kind, record_id = _record(request, wanted)
    rows = StoredFile.objects.filter(workspace_id=request.workspace.id, record_kind=kind, record_id=record_id)
    found, following = page(rows, COLUMNS, wanted, {"created_at": "created_at"}, NEWEST)
    return answer({"items": [_shown(row) for row in found], "next_cursor": following})


@routes.post("/files", FileOut, etag=True)
def send_file(request: ApiRequest, wanted: Form[FileNew], file: File[UploadedFile]) -> HttpResponse:
    """Keep a file. What it holds decides what it is; its name must agree."""
    for strange in sorted(set(request.POST) - set(FileNew.model_fields)):
        raise Refusal(UNKNOWN, field=strange)
    kind, record_id = _record(request, wanted)
    check_sizes(request.META)
    content = file.file
    assert content is not None
    with staging(request.workspace.id, [Upload(file.name or "", content)]) as staged, writing(request):
        (row,) = add_files(request.workspace.id, kind, record_id, staged, by=request.member, at=request.now)
    return _answer(row, status=201)


@routes.get("/files/{file_id}", FileOut, etag=True)
def show_file(request: ApiRequest, file_id: PathId) -> HttpResponse:
    return _answer(_of(request, file_id))


@routes.download("/files/{file_id}/content")
def file_content(request: ApiRequest, file_id: PathId) -> HttpResponseBase:
    """The bytes, as they were sent."""
    row = _of(request, file_id)
    stream = open_content(row)
    if stream is None:
        raise Missing
    return FileResponse(stream, **how_to_serve(row))


@routes.delete("/files/{file_id}")
def remove_file(request: ApiRequest, file_id: PathId) -> HttpResponse:
    """Into the trash. Evidence that rests on it is withdrawn with it; undoing brings both back."""
    with writing(request):
        row = _of(request, file_id)
        must_match(request, etag_of(row))
        delete_file(row, by=request.member, at=request.now)
    return nothing()


def _record(request: ApiRequest, wanted: FileNew | FileFilter) -> tuple[str, int]:
    """The one record that is named. Refusal for none or several, Missing for one that the caller does not see."""
    named = [(kind, getattr(wanted, kind)) for kind in KINDS if getattr(wanted, kind) is not None]
    if len(named) != 1:
        raise Refusal(N_("Name one of: deal, organization, person, activity."), field="deal")
    ((kind, record_id),) = named
    if not sees_record(request.member, kind, record_id):
        raise Missing(kind)
    return kind, record_id


def _of(request: ApiRequest, file_id: int) -> StoredFile:
    row = file_seen_by(request.member, file_id)
    if row is None:
        raise Missing
    return row


def _answer(row: StoredFile, *, status: int = 200) -> HttpResponse:
    shown = _shown(tuple(getattr(row, column) for column in COLUMNS))
    location = f"/api/v1/files/{row.id}" if status == 201 else ""
    return answer(shown, status=status, etag=etag_of(row), location=location)


def _shown(row: tuple[Any, ...]) -> FileOut:
    value = dict(zip(COLUMNS, row, strict=False))
    named = {kind: str(value["record_id"]) if kind == value["record_kind"] else None for kind in KINDS}
    return {
        "id": str(value["id"]),
        "name": value["name"],
        "media_type": value["media_type"],
        "size": value["size"],
        "sha256": value["sha256"],
        "deal": named["deal"],
        "organization": named["organization"],
        "person": named["person"],
        "activity": named["activity"],
        "by": ident(value["by_id"]),
        "created_at": instant(value["created_at"]),
    }
