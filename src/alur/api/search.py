"""Search: what everything that is looked for is found by."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpResponse
from ninja import Query
from pydantic import BeforeValidator, Field, StringConstraints
from typing_extensions import TypedDict

from alur.api.shell.answering import IdOut, answer
from alur.api.shell.reading import Filter, read_text
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.search.queries.contents import KINDS
from alur.search.queries.finding import find, find_of_kind
from alur.search.queries.showing import Found, FoundActivity, FoundDeal, FoundOrganization, FoundPerson

routes = Resource("search")

KindName = Literal["deal", "organization", "person", "product", "activity"]


class FoundOut(TypedDict):
    """A record: `title` is its name, `detail` what tells it from others of that name."""

    kind: KindName
    id: IdOut
    title: str
    detail: str


class FoundList(TypedDict):
    """`meant` are words that were looked for in place of those typed."""

    items: list[FoundOut]
    next_cursor: str | None
    meant: list[str]


class SearchFilter(Filter):
    q: Annotated[str, BeforeValidator(read_text), StringConstraints(max_length=200), Field(description="Words.")] = ""
    kind: KindName | None = None


@routes.get("/search", FoundList)
def search(request: ApiRequest, wanted: Query[SearchFilter]) -> HttpResponse:
    """Of every kind the best few, at most `limit` in all; with `kind`, page by page the latest changed first."""
    if wanted.kind is None:
        each = max(1, wanted.limit // len(KINDS))
        findings = find(request.member, wanted.q, limit=each)
        rows = [one for group in findings.found.values() for one in group][: wanted.limit]
        following = ""
    else:
        rows, following, findings = find_of_kind(
            request.member, wanted.q, wanted.kind, limit=wanted.limit, cursor=wanted.cursor
        )
    items = [_shown(one) for one in rows]
    return answer({"items": items, "next_cursor": following or None, "meant": list(findings.meant)})


def _shown(one: Found) -> FoundOut:
    kind: KindName = one.kind  # type: ignore[assignment]
    return {"kind": kind, "id": str(one.id), "title": one.title, "detail": _detail(one)}


def _detail(one: Found) -> str:
    if isinstance(one, FoundDeal | FoundPerson):
        return one.organization
    if isinstance(one, FoundOrganization):
        return one.region
    if isinstance(one, FoundActivity):
        return one.deal or one.organization or one.person
    return one.family
