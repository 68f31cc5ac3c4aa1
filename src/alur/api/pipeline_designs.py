"""Pipelines made and rebuilt, and single stages changed: for owners and managers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from pydantic import Field

from alur.api.pipelines import PipelineOut, pipeline_of, pipeline_shown
from alur.api.shell.answering import answer, content_tag, must_match, writing
from alur.api.shell.finding import reference
from alur.api.shell.problems import NotAllowed
from alur.api.shell.reading import Body, Id, Line, Name, PathId, Percent, absent
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.api.stages import StageOut, stage_shown
from alur.kernel.refusal import N_, Refusal, Refusals
from alur.pipeline.access import can_edit_pipelines
from alur.pipeline.models import Stage, Step
from alur.pipeline.operations.designing import create_pipeline, edit_pipeline, edit_stage
from alur.pipeline.queries.design import (
    CriterionDesign,
    PipelineDesign,
    StageDesign,
    StepDesign,
    StepPlan,
    design_of,
    step_design,
)

routes = Resource("pipelines")

PLAN = frozenset({"performer", "member", "due_days", "due_from", "may_start_early"})
StageName = Annotated[Line, Field(max_length=60)]
PipelineName = Annotated[Name, Field(max_length=80)]
StageKindName = Literal["prospecting", "qualifying", "contacting", "relationship", "closing"]
RotDays = Annotated[int, Field(strict=True, ge=1, le=3650)]
Hue = Annotated[int, Field(strict=True, ge=1, le=6)]


class NamesIn(Body):
    """In Indonesian and English; one stands for both where the other is empty."""

    id: StageName = ""
    en: StageName = ""


Evidence = Literal["note", "field", "activity", "file", "photo"]
Detail = Annotated[Line, Field(max_length=40)]


class WayIn(Body):
    """A further kind of evidence."""

    evidence: Evidence
    detail: Detail = ""


class StepIn(Body):
    """`evidence` is what shows that it was done; `detail` narrows it: a field, or a kind of activity. Any one of those
    in `also` does as well.

    Where none of the five from `performer` on is sent, a step that is there keeps them; `also` likewise.
    """

    id: Id | None = None
    names: NamesIn
    evidence: Evidence = "note"
    detail: Detail = ""
    also: Annotated[list[WayIn], Field(max_length=10)] = absent()
    performer: Literal["owner", "lead", "member"] = absent()
    member: Id | None = None
    due_days: Annotated[int, Field(strict=True, ge=0, le=730)] | None = None
    due_from: Literal["stage", "deal", "step", "close"] = absent()
    may_start_early: bool = absent()


class CriterionIn(Body):
    """Either `field`, or `step`: a new one, or the id of one that is there. A step's criterion named by its `id` in
    another stage than its own moves there, with its evidence. The field `completeness` takes `at_least` so many percent
    of what the stage needs.
    """

    id: Id | None = None
    field: Annotated[Line, Field(max_length=40)] | None = None
    step: StepIn | Id | None = None
    at_least: Annotated[int, Field(strict=True, ge=1, le=100)] | None = None
    demand: Literal["asked", "required"] = "asked"


Criteria = Annotated[list[CriterionIn], Field(max_length=10)]


class StageIn(Body):
    """With an `id` a stage that is there. `pipeline` and `position` are as GET gives them, and not heeded."""

    id: Id | None = None
    names: NamesIn
    kind: StageKindName
    probability: Percent = 0
    rot_days: RotDays | None = None
    criteria: Criteria = Field(default_factory=list)
    pipeline: Id | None = None
    position: int | None = None


Stages = Annotated[list[StageIn], Field(min_length=1, max_length=12)]


class PipelineNew(Body):
    name: PipelineName
    stages: Stages
    hue: Hue = 1
    product_families: Annotated[list[Id], Field(max_length=100)] = Field(default_factory=list)


class PipelineChanges(Body):
    """`stages` is the whole list in order; `moves` says where the open deals of a stage go that is left out."""

    name: PipelineName = absent()
    stages: Stages = absent()
    hue: Hue = absent()
    product_families: Annotated[list[Id], Field(max_length=100)] = absent()
    moves: dict[str, Id] = absent()


class StageChanges(Body):
    """Only what is sent changes; `criteria` is the whole list."""

    names: NamesIn = absent()
    kind: StageKindName = absent()
    probability: Percent = absent()
    rot_days: RotDays | None = None
    criteria: Criteria = absent()


@routes.post("/pipelines", PipelineOut, etag=True)
def make_pipeline(request: ApiRequest, new: PipelineNew) -> HttpResponse:
    _must_lead(request)
    design = PipelineDesign(
        name=new.name,
        stages=_stages(request, new.stages),
        hue=new.hue,
        family_ids=tuple(new.product_families),
    )
    with writing(request), _named_as_here():
        pipeline = create_pipeline(request.workspace.id, design, by=request.member, at=request.now)
    shown = pipeline_shown(pipeline)
    return answer(shown, status=201, etag=content_tag(shown), location=f"/api/v1/pipelines/{pipeline.id}")


@routes.patch("/pipelines/{pipeline_id}", PipelineOut)
def change_pipeline(request: ApiRequest, pipeline_id: PathId, changes: PipelineChanges) -> HttpResponse:
    """Up to 200 deals follow at once; more are taken along afterwards, and a removed stage stays until then (409)."""
    _must_lead(request)
    with writing(request), _named_as_here():
        pipeline = pipeline_of(request, pipeline_id, held=True)
        must_match(request, content_tag(pipeline_shown(pipeline)))
        given = changes.given()
        moves = given.pop("moves", {})
        if "stages" in given:
            given["stages"] = _stages(request, given["stages"])
        if "product_families" in given:
            given["family_ids"] = tuple(given.pop("product_families"))
        given["moves"] = {int(stage_id): to for stage_id, to in moves.items() if stage_id.isdecimal()}
        design = replace(design_of(pipeline), **given)
        pipeline = edit_pipeline(pipeline, design, by=request.member, at=request.now)
    shown = pipeline_shown(pipeline)
    return answer(shown, etag=content_tag(shown))


@routes.patch("/stages/{stage_id}", StageOut)
def change_stage(request: ApiRequest, stage_id: PathId, changes: StageChanges) -> HttpResponse:
    _must_lead(request)
    with writing(request), _named_as_here(is_stage=True):
        must_match(request, content_tag(stage_shown(request, stage_id)))
        stage = Stage.objects.select_related("pipeline").get(workspace_id=request.workspace.id, id=stage_id)
        present = next(one for one in design_of(stage.pipeline).stages if one.id == stage.id)
        given = changes.given()
        if "names" in given:
            names = given.pop("names")
            given.update(name_id=names.id or present.name_id, name_en=names.en or present.name_en)
        if "criteria" in given:
            given["criteria"] = _criteria(request, given["criteria"], "criteria")
        edit_stage(stage, replace(present, **given), by=request.member, at=request.now)
    shown = stage_shown(request, stage_id)
    return answer(shown, etag=content_tag(shown))


def _must_lead(request: ApiRequest) -> None:
    if not can_edit_pipelines(request.member):
        raise NotAllowed(N_("Only owners and supervisors change pipelines."))


def _stages(request: ApiRequest, stages: Sequence[StageIn]) -> tuple[StageDesign, ...]:
    return tuple(
        StageDesign(
            kind=one.kind,
            name_id=one.names.id,
            name_en=one.names.en,
            probability=one.probability,
            rot_days=one.rot_days,
            criteria=_criteria(request, one.criteria, f"stages.{place}.criteria"),
            id=one.id,
        )
        for place, one in enumerate(stages)
    )


def _criteria(request: ApiRequest, criteria: Sequence[CriterionIn], where: str) -> tuple[CriterionDesign, ...]:
    return tuple(
        CriterionDesign(
            field=one.field or "",
            step=_step(request, one.step, f"{where}.{place}.step"),
            demand=one.demand,
            id=one.id,
            at_least=one.at_least,
        )
        for place, one in enumerate(criteria)
    )


def _step(request: ApiRequest, step: StepIn | int | None, where: str) -> StepDesign | None:
    if isinstance(step, int):
        row = reference(request, Step, step, where, deleted_at__isnull=True)
        return step_design(row) if row else None
    if step is None:
        return None
    given = {name: one for name, one in step.given().items() if name in PLAN}
    if "member" in given:
        given["member_id"] = given.pop("member")
    plan = StepPlan(**given) if given else None
    also = tuple((one.evidence, one.detail) for one in step.also) if "also" in step.model_fields_set else None
    return StepDesign(step.names.id, step.names.en, step.evidence, step.detail, plan, also)


@contextmanager
def _named_as_here(*, is_stage: bool = False) -> Iterator[None]:
    """Refusals with the fields' names of the API; those of a single stage without its place in the pipeline."""
    try:
        yield
    except Refusals as refusals:
        raise Refusals([_renamed(one, is_stage) for one in refusals.items]) from None


def _renamed(refusal: Refusal, is_stage: bool) -> Refusal:
    parts = (refusal.field or "").split(".")
    if is_stage and parts[0] == "stages":
        parts = parts[2:]
    names: dict[str, Any] = {"name_id": "names.id", "name_en": "names.en", "families": "product_families"}
    parts = [names.get(part, part) for part in parts]
    return Refusal(refusal.message, field=".".join(parts) or None, **refusal.params)
