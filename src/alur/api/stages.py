"""Stages: what they are called, what they expect, what a deal must have to leave them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any, Literal

from django.http import HttpResponse
from typing_extensions import TypedDict

from alur.api.shell.answering import IdOut, answer, content_tag, ident
from alur.api.shell.problems import Missing
from alur.api.shell.reading import PathId
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.pipeline.models import Criterion, Stage
from alur.pipeline.queries.gates import criteria_of

routes = Resource("stages")


class NamesOut(TypedDict):
    """In Indonesian and English."""

    id: str
    en: str


class WayOut(TypedDict):
    """A further kind of evidence."""

    evidence: Literal["note", "field", "activity", "file", "photo"]
    detail: str


class StepOut(TypedDict):
    """A piece of a stage's work; `evidence` is what shows that it was done, `detail` narrows it: a field, or a kind of
    activity, or `message` for WhatsApp and mail. Any one of those in `also` does as well. `due_days` count from the
    moment `due_from` names, before the expected close, after the others; null: no day.
    """

    id: IdOut
    names: NamesOut
    evidence: Literal["note", "field", "activity", "file", "photo"]
    detail: str
    also: list[WayOut]
    performer: Literal["owner", "lead", "member"]
    member: IdOut | None
    due_days: int | None
    due_from: Literal["stage", "deal", "step", "close"]
    may_start_early: bool


class CriterionOut(TypedDict):
    """Either a field of the deal or a step. The field `completeness` asks for `at_least` so many percent of what the
    stage needs.
    """

    id: IdOut
    field: str | None
    step: StepOut | None
    at_least: int | None
    demand: Literal["asked", "required"]


class StageOut(TypedDict):
    """`probability` in percent; after `rot_days` of silence a deal here goes stale."""

    id: IdOut
    pipeline: IdOut
    position: int
    names: NamesOut
    kind: Literal["prospecting", "qualifying", "contacting", "relationship", "closing"]
    probability: int
    rot_days: int | None
    criteria: list[CriterionOut]


@routes.get("/stages/{stage_id}", StageOut, etag=True)
def show_stage(request: ApiRequest, stage_id: PathId) -> HttpResponse:
    shown = stage_shown(request, stage_id)
    return answer(shown, etag=content_tag(shown))


def stage_shown(request: ApiRequest, stage_id: int) -> StageOut:
    found = stages_shown(request.workspace.id, stage_id=stage_id)
    if not found:
        raise Missing
    return found[0]


def stages_shown(
    workspace_id: int, *, pipeline_ids: Collection[Any] = (), stage_id: int | None = None
) -> list[StageOut]:
    """The stages of pipelines in order, or one; each with its criteria."""
    rows = Stage.objects.filter(workspace_id=workspace_id, deleted_at__isnull=True, pipeline__deleted_at__isnull=True)
    rows = rows.filter(pipeline_id__in=pipeline_ids) if stage_id is None else rows.filter(id=stage_id)
    stages = list(rows.order_by("position", "id"))
    criteria: dict[int, list[CriterionOut]] = defaultdict(list)
    for one in criteria_of(workspace_id, [stage.id for stage in stages]):
        criteria[one.stage_id].append(_criterion(one))
    return [
        {
            "id": str(stage.id),
            "pipeline": str(stage.pipeline_id),
            "position": stage.position,
            "names": {"id": stage.name_id, "en": stage.name_en},
            "kind": stage.kind,  # type: ignore[typeddict-item]
            "probability": stage.probability,
            "rot_days": stage.rot_days,
            "criteria": criteria[stage.id],
        }
        for stage in stages
    ]


def _criterion(one: Criterion) -> CriterionOut:
    step = one.step
    return {
        "id": str(one.id),
        "field": one.field or None,
        "step": {
            "id": str(step.id),
            "names": {"id": step.name_id, "en": step.name_en},
            "evidence": step.evidence,  # type: ignore[typeddict-item]
            "detail": step.detail,
            "also": [{"evidence": kind, "detail": detail} for kind, detail in step.ways[1:]],
            "performer": step.performer,
            "member": ident(step.member_id),
            "due_days": step.due_days,
            "due_from": step.due_from,
            "may_start_early": step.may_start_early,
        }
        if step
        else None,
        "at_least": one.at_least,
        "demand": one.demand,  # type: ignore[typeddict-item]
    }
