"""Answers: JSON, its ETag, and the one operation in which a request writes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Annotated, Any, overload

from django.http import HttpResponse
from pydantic import WithJsonSchema
from typing_extensions import TypedDict

from alur.api.shell.problems import ChangedMeanwhile
from alur.api.shell.requests import ApiRequest
from alur.events.recording import Operation, operation
from alur.kernel.dates import iso

IdOut = Annotated[str, WithJsonSchema({"type": "string"})]
DayOut = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
InstantOut = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]


class MoneyOut(TypedDict):
    """Minor units of the currency; IDR has none, so these are rupiah."""

    amount: int
    currency: str


class UnmetOut(TypedDict):
    stage: IdOut
    criterion: IdOut
    demand: str
    message: str


def ident(number: int | None) -> str | None:
    return None if number is None else str(number)


@overload
def instant(value: datetime) -> str: ...
@overload
def instant(value: None) -> None: ...
def instant(value: datetime | None) -> str | None:
    return None if value is None else iso(value)


def day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def answer(body: Any, *, status: int = 200, etag: str = "", location: str = "") -> HttpResponse:
    """JSON as it is: what views build from rows is not validated again, tests hold it to the document."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    response = HttpResponse(text, status=status, content_type="application/json")
    if etag:
        response.headers["ETag"] = etag
    if location:
        response.headers["Location"] = location
    return response


def nothing() -> HttpResponse:
    return HttpResponse(status=204)


def version_tag(version: int) -> str:
    return f'"{version}"'


def content_tag(body: Mapping[str, Any]) -> str:
    """For records without a version: all they hold is what people set."""
    text = json.dumps(body, sort_keys=True)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:20]}"'


def must_match(request: ApiRequest, etag: str) -> None:
    """Heed If-Match. Call it inside the operation, with the record held."""
    wanted = request.headers.get("If-Match")
    if wanted is None or wanted.strip() == "*":
        return
    if etag not in [one.strip() for one in wanted.split(",")]:
        raise ChangedMeanwhile(etag)


@contextmanager
def writing(request: ApiRequest) -> Iterator[Operation]:
    """All that a request writes is one operation, named in its answer where anything changed."""
    with operation(request.workspace.id, by=request.member, at=request.now) as act:
        yield act
    request.operation_id = act.id if act.recorded else None
