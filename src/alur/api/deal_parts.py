"""What belongs to a deal: its lines, its tracks, its evidence."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpResponse
from ninja import Query
from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from alur.api.deal_inputs import MOST, LineIn, lines_wanted
from alur.api.deal_shapes import LineOut, lines_shown
from alur.api.shell.answering import (
    DayOut,
    IdOut,
    InstantOut,
    answer,
    day,
    ident,
    instant,
    must_match,
    nothing,
    version_tag,
    writing,
)
from alur.api.shell.finding import deal_of, one_of, reference
from alur.api.shell.problems import Missing
from alur.api.shell.reading import Body, Id, PathId, Text
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.conversations.access import visible_activities
from alur.files.access import file_seen_by
from alur.pipeline.models import Deal, Evidence, EvidenceKind, Step
from alur.pipeline.operations.parts import add_evidence, remove_evidence
from alur.pipeline.operations.valuing import set_lines
from alur.pipeline.queries.deal_page import CriterionState, deal_page

routes = Resource("deals")

Lines = Annotated[list[LineIn], Field(max_length=MOST)]


class LineList(TypedDict):
    items: list[LineOut]
    next_cursor: str | None


class LinesIn(Body):
    """All lines of the deal, in order."""

    lines: Lines


class LineListIn(Body):
    """What GET gives can be sent back."""

    items: Lines
    next_cursor: None = None


class StepStateOut(TypedDict):
    """A step of a deal: `due_on` is null without a day, or until what it counts from has happened. One that
    `may_begin` belongs to a stage to come and can be done already.
    """

    step: IdOut
    done: bool
    due_on: DayOut | None
    late: bool
    may_begin: bool


class TrackOut(TypedDict):
    """A deal's state in a stage of its pipeline, with the steps of the stage in order."""

    stage: IdOut
    state: Literal["waiting", "active", "done", "skipped"]
    began_at: InstantOut | None
    ended_at: InstantOut | None
    steps: list[StepStateOut]


class TrackList(TypedDict):
    items: list[TrackOut]
    next_cursor: str | None


class EvidenceOut(TypedDict):
    """What shows that a step was done; `activity` or `file` is what it rests on, if on one."""

    id: IdOut
    step: IdOut
    kind: str
    label: str
    activity: IdOut | None
    file: IdOut | None
    by: IdOut | None
    given_at: InstantOut


class EvidenceList(TypedDict):
    items: list[EvidenceOut]
    next_cursor: str | None


class EvidenceIn(Body):
    """`label` is a sentence to read; a step that needs an activity, a file or a photo takes the id of the deal's."""

    step: Id
    label: Annotated[Text, Field(min_length=1, max_length=500, pattern=r"\S")]
    activity: Id | None = None
    file: Id | None = None


class EvidenceChoice(BaseModel):
    evidence: Id


@routes.get("/deals/{deal_id}/lines", LineList, etag=True)
def list_lines(request: ApiRequest, deal_id: PathId) -> HttpResponse:
    return _lines(deal_of(request, deal_id))


@routes.put("/deals/{deal_id}/lines", LineList)
def set_deal_lines(request: ApiRequest, deal_id: PathId, wanted: LinesIn | LineListIn | Lines) -> HttpResponse:
    """Replace all lines. Where the value was not typed by hand, it becomes their sum."""
    lines = wanted.lines if isinstance(wanted, LinesIn) else wanted.items if isinstance(wanted, LineListIn) else wanted
    with writing(request):
        deal = deal_of(request, deal_id, held=True)
        must_match(request, version_tag(deal.version))
        deal = set_lines(deal, lines_wanted(request, deal, lines), by=request.member, at=request.now)
    return _lines(deal)


@routes.get("/deals/{deal_id}/tracks", TrackList)
def list_tracks(request: ApiRequest, deal_id: PathId) -> HttpResponse:
    deal = deal_of(request, deal_id)
    items: list[TrackOut] = [
        {
            "stage": str(lane.stage.id),
            "state": str(lane.state),  # type: ignore[typeddict-item]
            "began_at": instant(lane.began_at),
            "ended_at": instant(lane.ended_at),
            "steps": [_step(one) for one in lane.criteria if one.criterion.step_id],
        }
        for lane in deal_page(deal, today=request.now.astimezone(request.workspace.zone).date()).lanes
    ]
    return answer({"items": items, "next_cursor": None})


def _step(one: CriterionState) -> StepStateOut:
    return {
        "step": str(one.criterion.step_id),
        "done": one.is_met,
        "due_on": day(one.due_on),
        "late": one.is_late,
        "may_begin": one.may_begin,
    }


@routes.get("/deals/{deal_id}/evidence", EvidenceList)
def list_evidence(request: ApiRequest, deal_id: PathId) -> HttpResponse:
    deal = deal_of(request, deal_id)
    rows = Evidence.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id, removed_at__isnull=True)
    return answer({"items": [_evidence(one) for one in rows.order_by("given_at", "id")], "next_cursor": None})


@routes.post("/deals/{deal_id}/evidence", EvidenceOut)
def give_evidence(request: ApiRequest, deal_id: PathId, wanted: EvidenceIn) -> HttpResponse:
    with writing(request):
        deal = deal_of(request, deal_id, held=True)
        must_match(request, version_tag(deal.version))
        step = reference(request, Step, wanted.step, "step", deleted_at__isnull=True)
        assert step is not None
        kind, rests_on = _rests_on(request, deal, wanted)
        evidence = add_evidence(
            deal,
            step,
            label=wanted.label,
            kind=kind,
            rests_on=rests_on,
            by=request.member,
            at=request.now,
        )
    return answer(_evidence(evidence), status=201)


@routes.delete("/deals/{deal_id}/evidence")
def withdraw_evidence(request: ApiRequest, deal_id: PathId, wanted: Query[EvidenceChoice]) -> HttpResponse:
    """Take one piece back, named by the parameter `evidence`."""
    return _withdraw(request, deal_id, wanted.evidence)


@routes.delete("/deals/{deal_id}/evidence/{evidence_id}")
def delete_evidence(request: ApiRequest, deal_id: PathId, evidence_id: PathId) -> HttpResponse:
    return _withdraw(request, deal_id, evidence_id)


def _withdraw(request: ApiRequest, deal_id: int, evidence_id: int) -> HttpResponse:
    with writing(request):
        deal = deal_of(request, deal_id, held=True)
        must_match(request, version_tag(deal.version))
        rows = Evidence.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id, removed_at__isnull=True)
        remove_evidence(one_of(rows, evidence_id, held=True), by=request.member, at=request.now)
    return nothing()


def _rests_on(request: ApiRequest, deal: Deal, wanted: EvidenceIn) -> tuple[str, tuple[str, int] | None]:
    """(kind of evidence, what it rests on)"""
    if wanted.activity is not None:
        found = visible_activities(request.member).filter(id=wanted.activity, deal_id=deal.id).exists()
        if not found:
            raise Missing("activity")
        return EvidenceKind.ACTIVITY, ("activity", wanted.activity)
    if wanted.file is not None:
        if file_seen_by(request.member, wanted.file) is None:
            raise Missing("file")
        return EvidenceKind.FILE, ("file", wanted.file)
    return EvidenceKind.NOTE, None


def _lines(deal: Deal) -> HttpResponse:
    items = lines_shown(deal.workspace_id, {deal.id: deal.currency})[deal.id]
    return answer({"items": items, "next_cursor": None}, etag=version_tag(deal.version))


def _evidence(one: Evidence) -> EvidenceOut:
    return {
        "id": str(one.id),
        "step": str(one.step_id),
        "kind": one.kind,
        "label": one.label,
        "activity": ident(one.rests_on_id) if one.rests_on_kind == "activity" else None,
        "file": ident(one.rests_on_id) if one.rests_on_kind == "file" else None,
        "by": ident(one.by_id),
        "given_at": instant(one.given_at),
    }
