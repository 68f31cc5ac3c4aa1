"""Records that are likely the same, and making them one."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from django.http import HttpResponse
from ninja import Query
from pydantic import Field
from typing_extensions import TypedDict

from alur.api.shell.answering import IdOut, answer, nothing, writing
from alur.api.shell.finding import one_of
from alur.api.shell.paging import gone, read_cursor, write_cursor
from alur.api.shell.reading import Body, Filter, Id, PathId, absent
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.people.models import Organization, Person
from alur.pipeline.models import Deal
from alur.rescue.models import Merge
from alur.rescue.operations.merging import merge
from alur.rescue.operations.telling_apart import tell_apart
from alur.rescue.queries.duplicates import PairRow, Place, open_pairs, pairs_page

routes = Resource("duplicates")

KindName = Literal["organization", "person", "deal"]
KINDS: tuple[KindName, ...] = get_args(KindName)
Way = Literal["winner", "loser", "both"]


class ReasonOut(TypedDict):
    """`points` below zero speak against it."""

    reason: str
    points: int


class PairOut(TypedDict):
    """`records` are two ids of `kind`, the older record first; `score` is 0 to 99."""

    id: IdOut
    kind: KindName
    records: list[IdOut]
    names: list[str]
    score: int
    reasons: list[ReasonOut]


class PairList(TypedDict):
    items: list[PairOut]
    next_cursor: str | None


class PairFilter(Filter):
    kind: Annotated[KindName | None, Field(description="One kind alone.")] = None


class MergeOut(TypedDict):
    """`record` stays, `merged` went into it."""

    kind: KindName
    record: IdOut
    merged: IdOut


class MergeFields(Body):
    """`fields` says whose value stays, by field; `both` for notes. What is not named: the value of the record that
    stays, or the other's where it has none."""

    fields: Annotated[dict[str, Way], Field(max_length=200)] = absent()


class OrganizationMerge(MergeFields):
    organization: Id


class PersonMerge(MergeFields):
    person: Id


class DealMerge(MergeFields):
    """The deal that goes may not be won. `fields` has `lines` too: `both` adds up."""

    deal: Id


@routes.get("/duplicates", PairList)
def list_duplicates(request: ApiRequest, wanted: Query[PairFilter]) -> HttpResponse:
    """The surest first; those that were told apart do not come up again."""
    after = _place(wanted.cursor) if wanted.cursor else None
    rows, following = pairs_page(request.member, wanted.kind or "", after=after, limit=wanted.limit)
    shown: PairList = {
        "items": [_shown(row) for row in rows],
        "next_cursor": write_cursor(*following) if following else None,
    }
    return answer(shown)


@routes.delete("/duplicates/{pair_id}")
def tell_duplicates_apart(request: ApiRequest, pair_id: PathId) -> HttpResponse:
    """They are not the same: remembered."""
    with writing(request):
        tell_apart(one_of(open_pairs(request.member), pair_id), by=request.member, at=request.now)
    return nothing()


@routes.post("/organizations/{organization_id}/merge", MergeOut, status=200)
def merge_organization(request: ApiRequest, organization_id: PathId, body: OrganizationMerge) -> HttpResponse:
    """Take another organisation into this one; `POST /operations/{id}/undo` takes it out again whole."""
    return _merged(request, _kept(request, Organization), organization_id, body.organization, body.fields)


@routes.post("/persons/{person_id}/merge", MergeOut, status=200)
def merge_person(request: ApiRequest, person_id: PathId, body: PersonMerge) -> HttpResponse:
    return _merged(request, _kept(request, Person), person_id, body.person, body.fields)


@routes.post("/deals/{deal_id}/merge", MergeOut, status=200)
def merge_deal(request: ApiRequest, deal_id: PathId, body: DealMerge) -> HttpResponse:
    """Take another deal into this one; the past still tells of both."""
    return _merged(request, Deal.objects.visible_to(request.member), deal_id, body.deal, body.fields)


def _kept(request: ApiRequest, model: Any) -> Any:
    return model.objects.filter(workspace_id=request.workspace.id)


def _merged(
    request: ApiRequest, rows: Any, winner_id: int, loser_id: int, fields: dict[str, Way] | None
) -> HttpResponse:
    with writing(request):
        winner, loser = one_of(rows, winner_id), one_of(rows, loser_id)
        done: Merge = merge(winner, loser, chosen=fields or {}, by=request.member, at=request.now)
    return answer({"kind": done.kind, "record": str(done.winner_id), "merged": str(done.loser_id)})


def _place(cursor: str) -> Place:
    score, row_id = read_cursor(cursor, 2)
    if not all(isinstance(one, int) and abs(one) < 2**63 for one in (score, row_id)):
        raise gone()
    return score, row_id


def _shown(row: PairRow) -> PairOut:
    return {
        "id": str(row.id),
        "kind": next(kind for kind in KINDS if kind == row.kind),
        "records": [str(row.one_id), str(row.other_id)],
        "names": [row.one, row.other],
        "score": row.score,
        "reasons": [{"reason": what, "points": points} for what, points in row.reasons],
    }
