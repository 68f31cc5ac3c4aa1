"""What lists of records take alike: the filter that screens and views speak, and words that are looked for."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import QuerySet
from pydantic import BeforeValidator, Field, StringConstraints

from alur.api.shell.reading import Filter, Line, read_text
from alur.api.shell.requests import ApiRequest
from alur.fields.filtering.compiling import condition_of
from alur.fields.filtering.reading import LONGEST, read_filter
from alur.fields.filtering.viewing import Viewpoint
from alur.fields.filtering.wording import wording
from alur.pipeline.operations.totalling import zone_of

Expression = Annotated[
    str,
    BeforeValidator(read_text),
    StringConstraints(max_length=LONGEST),
    Field(description="As in the address of a list: `temperature:is:hot;(owner:is:me|value:over:1000000)`."),
]
Words = Annotated[Line, Field(description="Records that hold all these words, each as a beginning or a part of one.")]


class RecordFilter(Filter):
    """All of what is given must hold."""

    filter: Expression | None = None
    q: Words | None = None


def narrowed(request: ApiRequest, kind: str, rows: QuerySet[Any], wanted: RecordFilter) -> QuerySet[Any]:
    """Those of the rows that pass filter and words. Refusals of `filter` where it asks what is not there."""
    if wanted.filter:
        view = Viewpoint(request.member, now=request.now, zone=zone_of(request.workspace.id))
        rows = rows.filter(condition_of(kind, read_filter(wanted.filter), view))
    if wanted.q and wanted.q.strip():
        rows = rows.filter(wording(request.workspace.id, kind, wanted.q).by_row)
    return rows
