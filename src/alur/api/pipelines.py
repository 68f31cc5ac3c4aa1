"""Pipelines with their stages, and what stands in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query
from pydantic import BaseModel
from typing_extensions import TypedDict

from alur.api.shell.answering import DayOut, IdOut, InstantOut, answer, content_tag, day, instant
from alur.api.shell.finding import one_of
from alur.api.shell.paging import listed, page
from alur.api.shell.reading import Day, Filter, PathId
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.api.shell.sharing import Owners
from alur.api.stages import StageOut, stages_shown
from alur.kernel.refusal import N_, Refusal
from alur.pipeline.models import Pipeline, PipelineFamily
from alur.pipeline.queries.board_filter import BoardFilter
from alur.pipeline.queries.gates import stages_of
from alur.pipeline.queries.past import past_stages
from alur.pipeline.queries.totals import Totals, stage_totals

routes = Resource("pipelines")

FIRST_DAY = date(1970, 1, 1)
SORTS = {"position": "position", "name": "name"}
COLUMNS = ("id", "name", "position", "hue", "created_at", "updated_at")


class PipelineOut(TypedDict):
    """`product_families` are the ids of those whose deals it is for; `hue` is a colour from 1 to 6."""

    id: IdOut
    name: str
    position: int
    hue: int
    product_families: list[IdOut]
    stages: list[StageOut]
    created_at: InstantOut
    updated_at: InstantOut


class PipelineList(TypedDict):
    items: list[PipelineOut]
    next_cursor: str | None


class TotalOut(TypedDict):
    """Minor units of the workspace's currency; `weighted` by the probability of each deal."""

    count: int
    amount: int
    weighted: int


class StageTotalOut(TotalOut):
    stage: IdOut


class SummaryOut(TypedDict):
    """Open deals only: exactly those that the caller may see. `as_of` is null for now."""

    as_of: DayOut | None
    stages: list[StageTotalOut]
    total: TotalOut


class PipelineFilter(Filter):
    sort: Annotated[str, listed(SORTS)] = "position"


class SummaryFilter(BaseModel):
    as_of: Day | None = None
    owner: Owners | None = None


@routes.get("/pipelines", PipelineList)
def list_pipelines(request: ApiRequest, wanted: Query[PipelineFilter]) -> HttpResponse:
    rows = Pipeline.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True)
    found, following = page(rows, COLUMNS, wanted, SORTS, wanted.sort)
    return answer({"items": pipelines_shown(request.workspace.id, found), "next_cursor": following})


@routes.get("/pipelines/{pipeline_id}", PipelineOut, etag=True)
def show_pipeline(request: ApiRequest, pipeline_id: PathId) -> HttpResponse:
    shown = pipeline_shown(pipeline_of(request, pipeline_id))
    return answer(shown, etag=content_tag(shown))


@routes.get("/pipelines/{pipeline_id}/summary", SummaryOut)
def show_summary(request: ApiRequest, pipeline_id: PathId, wanted: Query[SummaryFilter]) -> HttpResponse:
    pipeline, as_of = pipeline_of(request, pipeline_id), wanted.as_of
    if as_of is not None and as_of > request.now.astimezone(request.workspace.zone).date():
        raise Refusal(N_("That day has not come yet. Choose a day in the past."), field="as_of")
    owners = frozenset(wanted.owner) if wanted.owner is not None else None
    totals = stage_totals(
        request.member, pipeline.id, wanted=BoardFilter(owners=owners), as_of=as_of and max(as_of, FIRST_DAY)
    )
    if as_of is None:
        stages = stages_of(request.workspace.id, pipeline.id)
    else:
        stages = past_stages(request.workspace.id, pipeline.id, totals)
    by_stage: list[StageTotalOut] = [
        {"stage": str(stage.id), **_total(totals.get(stage.id, Totals()))} for stage in stages
    ]
    shown: SummaryOut = {
        "as_of": day(as_of),
        "stages": by_stage,
        "total": _total(sum(totals.values(), Totals())),
    }
    return answer(shown)


def pipeline_of(request: ApiRequest, pipeline_id: int, *, held: bool = False) -> Pipeline:
    rows = Pipeline.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True)
    return one_of(rows, pipeline_id, held=held)


def pipeline_shown(pipeline: Pipeline) -> PipelineOut:
    row = tuple(getattr(pipeline, column) for column in COLUMNS)
    return pipelines_shown(pipeline.workspace_id, [row])[0]


def pipelines_shown(workspace_id: int, rows: Collection[tuple[Any, ...]]) -> list[PipelineOut]:
    """Rows of COLUMNS with their stages and families, in four queries for all of them."""
    ids = [row[0] for row in rows]
    families: dict[object, list[str]] = defaultdict(list)
    links = PipelineFamily.objects.filter(workspace_id=workspace_id, pipeline_id__in=ids).order_by("id")
    for pipeline_id, family_id in links.values_list("pipeline_id", "family_id"):
        families[pipeline_id].append(str(family_id))
    stages = stages_shown(workspace_id, pipeline_ids=ids)
    shown: list[PipelineOut] = []
    for pipeline_id, name, position, hue, created_at, updated_at, *_ in rows:
        shown.append(
            {
                "id": str(pipeline_id),
                "name": name,
                "position": position,
                "hue": hue,
                "product_families": families[pipeline_id],
                "stages": [stage for stage in stages if stage["pipeline"] == str(pipeline_id)],
                "created_at": instant(created_at),
                "updated_at": instant(updated_at),
            }
        )
    return shown


def _total(totals: Totals) -> TotalOut:
    return {"count": totals.count, "amount": totals.amount, "weighted": totals.weighted}
