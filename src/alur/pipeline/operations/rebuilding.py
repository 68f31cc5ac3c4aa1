"""Changes of pipelines that many deals follow: written at once, and the deals taken along by the worker in pieces.

A transaction is short (SQLite has one writer), and all pieces carry one operation id, as an import's do (ADR 4). What
is removed stays until the last deal has left it; a stop leaves the pipeline usable, and the undo takes all of it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from time import monotonic
from typing import Any

import structlog
from django.db import DatabaseError
from django.utils import timezone

from alur.events.models import Event
from alur.events.recording import Operation, operation
from alur.events.undoing import inverse_of_operation
from alur.kernel.ids import new_id
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.pipeline.design_facts import PipelineChangeBegun, PipelineEdited
from alur.pipeline.facts import DealFollowedPipeline
from alur.pipeline.models import ChangeState, Pipeline, PipelineChange, Stage
from alur.pipeline.operations.carrying import alive, followings, newcomers, put_back, touched
from alur.pipeline.operations.following import Following, follow
from alur.pipeline.operations.reshaping import Reshaping, held, stands, write
from alur.pipeline.queries.gates import stages_of
from alur.tenancy.models import Member

AT_ONCE = 200
PIECE = 80
SLICE_SECONDS = 0.5
AT_WORK = (ChangeState.RUNNING, ChangeState.STOPPING)
FORWARD, BACK, NEWCOMERS, AGAIN = 0, 1, 2, 3

_log = structlog.get_logger()


def change_at_work(pipeline: Pipeline) -> PipelineChange | None:
    """The change that the pipeline's deals are following now."""
    changes = PipelineChange.objects.filter(workspace_id=pipeline.workspace_id, pipeline_id=pipeline.id)
    return changes.filter(state__in=AT_WORK).first()


def check_rests(pipeline: Pipeline) -> None:
    """Conflict while deals still follow a change."""
    if change_at_work(pipeline) is not None:
        raise Conflict(
            N_("Deals still follow the last change of this pipeline. Wait until they are through, or stop it.")
        )


def begin_change(
    act: Operation, pipeline: Pipeline, change: Reshaping, goals: Mapping[int, int], old: Mapping[int, int]
) -> PipelineChange:
    """Write all of a change but what it removes, and leave the deals to the worker. `old`: stage to probability."""
    plan = {
        "goals": list(goals.items()),
        "old": list(old.items()),
        "shifted": list(change.shifted.items()),
        "removed": change.removed,
    }
    made = _begin(act, pipeline, plan, phase=FORWARD)
    _write(act, made, pipeline, replace(change, removed=[]))
    return made


def stop_change(change: PipelineChange) -> None:
    """Ask a change to stop after its piece."""
    running = PipelineChange.objects.filter(workspace_id=change.workspace_id, id=change.id, state=ChangeState.RUNNING)
    running.update(state=ChangeState.STOPPING)


def follow_changes() -> int:
    """Take deals along for half a second; returns how many pieces that were. Two workers share the work."""
    done, until = 0, monotonic() + SLICE_SECONDS
    for row in list(PipelineChange.objects.filter(state__in=AT_WORK).order_by("created_at", "id")[:5]):
        if not row.total:
            _count(row)
        while monotonic() < until and row.is_at_work:
            row = follow_piece(row)
            done += 1
    return done


def follow_piece(change: PipelineChange) -> PipelineChange:
    """One short transaction of a change: some of its deals, or its end."""
    at = timezone.now()
    try:
        with operation(
            change.workspace_id, by=change.by, at=at, undoes=change.undoes, operation_id=change.operation_id
        ) as act:
            change = PipelineChange.objects.select_for_update().get(workspace_id=change.workspace_id, id=change.id)
            if change.state == ChangeState.STOPPING:
                _end(change, ChangeState.STOPPED, at)
            elif change.state == ChangeState.RUNNING:
                _PHASES[change.phase](act, change)
            change.save()
    except DatabaseError:
        raise
    except Exception as error:
        change.refresh_from_db()
        if not isinstance(error, Refusal):
            _log.exception("pipeline change failed", change=change.id)
        change.failure = error.message[:300] if isinstance(error, Refusal) else N_("Something went wrong.")
        change.failure_values = dict(error.params) if isinstance(error, Refusal) else {}
        _end(change, ChangeState.FAILED, at)
        change.save()
    return change


@inverse_of_operation(PipelineChangeBegun)
def take_back_change(first: Event, by: Member, at: datetime) -> Operation:
    """Begin the way back; the worker takes the deals along. Conflict where a later change stands in its way."""
    workspace_id = first.workspace_id
    change = PipelineChange.objects.get(workspace_id=workspace_id, operation_id=first.operation_id)
    with operation(workspace_id, by=by, at=at, undoes=first.operation_id, operation_id=new_id()) as act:
        pipeline = held(Pipeline.objects.get(workspace_id=workspace_id, id=change.pipeline_id))
        check_rests(pipeline)
        edits = Event.objects.filter(workspace_id=workspace_id, id__in=change.plan["edits"]).order_by("-position")
        steps = [Reshaping.back(PipelineEdited.from_payload(event.payload)) for event in edits]
        if not all(stands(pipeline, step) for step in steps):
            raise Conflict(N_("“%(title)s” was changed since; this cannot be undone."), title=pipeline.name)
        old = {stage.id: stage.probability for stage in stages_of(workspace_id, pipeline.id)}
        removed = [stage_id for step in steps for stage_id in step.removed]
        plan = {"old": list(old.items()), "removed": removed, "since": first.occurred_at.isoformat()}
        made = _begin(act, pipeline, plan, phase=BACK, total=change.moved, cursor=first.position)
        for step in steps:
            _write(act, made, pipeline, replace(step, removed=[]))
    return act


def _begin(
    act: Operation, pipeline: Pipeline, plan: dict[str, Any], *, phase: int, total: int = 0, cursor: int = 0
) -> PipelineChange:
    act.record(PipelineChangeBegun(pipeline.id, pipeline.name), about=[("pipeline", pipeline.id)])
    return PipelineChange.objects.create(
        workspace_id=act.workspace_id,
        id=new_id(),
        pipeline_id=pipeline.id,
        operation_id=act.id,
        undoes=act.undoes,
        plan={**plan, "edits": []},
        phase=phase,
        cursor=cursor,
        total=total,
        by_id=act.by.id if act.by else None,
        created_at=act.at,
    )


def _write(act: Operation, change: PipelineChange, pipeline: Pipeline, step: Reshaping) -> None:
    """Write a step of the change itself, and keep which event tells of it: the way back begins there."""
    if step:
        write(pipeline, step, at=act.at)
        change.plan["edits"].append(act.record(step.fact(pipeline), about=[("pipeline", pipeline.id)]))
        change.save(update_fields=["plan"])


def _count(change: PipelineChange) -> None:
    """How many deals there are to take along: read outside of any transaction, for it may take a second."""
    goals, shifted = dict(change.plan["goals"]), dict(change.plan["shifted"])
    change.total = len(touched(_pipeline(change), goals, shifted))
    change.save(update_fields=["total"])


def _forward(act: Operation, change: PipelineChange) -> None:
    pipeline = _pipeline(change)
    goals, old = dict(change.plan["goals"]), dict(change.plan["old"])
    # Stages that stay are gone through once: who came to them meanwhile took the new probability over.
    shifted = dict(change.plan["shifted"]) if change.phase == FORWARD else {}
    ids = touched(pipeline, goals, shifted, beyond=change.cursor, most=PIECE)
    if ids:
        _take_along(act, change, pipeline, followings(pipeline, goals, old, _after(pipeline, change), ids, at=act.at))
        change.cursor = ids[-1]
    elif goals and touched(pipeline, goals, {}, most=1):
        change.phase, change.cursor = AGAIN, 0  # someone put a deal into a stage that is about to go
    else:
        _finish(act, change, pipeline)


def _back(act: Operation, change: PipelineChange) -> None:
    """By the events of what is taken back, in their order: `cursor` is a position."""
    events = Event.objects.filter(
        workspace_id=change.workspace_id,
        operation_id=change.undoes or 0,
        name=DealFollowedPipeline.name,
        position__gt=change.cursor,
    ).order_by("position")
    part = list(events[:PIECE])
    if not part:
        change.phase, change.cursor = NEWCOMERS, 0
        return
    pipeline = _pipeline(change)
    facts = {fact.deal: fact for fact in (DealFollowedPipeline.from_payload(event.payload) for event in part)}
    _take_along(act, change, pipeline, put_back(pipeline, facts, _after(pipeline, change)))
    change.cursor = part[-1].position


def _newcomers(act: Operation, change: PipelineChange) -> None:
    pipeline, since = _pipeline(change), datetime.fromisoformat(change.plan["since"])
    old, after = dict(change.plan["old"]), _after(pipeline, change)
    part = newcomers(pipeline, old, after, since, beyond=change.cursor, most=PIECE)
    if part:
        _take_along(act, change, pipeline, part)
        change.cursor = part[-1].deal.id
    else:
        _finish(act, change, pipeline)


def _take_along(act: Operation, change: PipelineChange, pipeline: Pipeline, part: Sequence[Following]) -> None:
    change.moved += len(part)
    follow(act, pipeline.id, part)


def _finish(act: Operation, change: PipelineChange, pipeline: Pipeline) -> None:
    """Nobody is left in what is to go: it goes."""
    removed = [int(stage_id) for stage_id in change.plan["removed"]]
    if removed:
        count = alive(pipeline).filter(stage_id__in=removed).count()
        if count:
            raise Conflict(
                N_("%(count)d deal(s) stand in a stage that this would remove. Move them first."), count=count
            )
        pipeline = held(pipeline)
        _write(act, change, pipeline, Reshaping(removed=removed))
    _end(change, ChangeState.DONE, act.at)


def _end(change: PipelineChange, state: str, at: datetime) -> None:
    change.state, change.finished_at = state, at


def _pipeline(change: PipelineChange) -> Pipeline:
    found: Pipeline = Pipeline.objects.get(workspace_id=change.workspace_id, id=change.pipeline_id)
    return found


def _after(pipeline: Pipeline, change: PipelineChange) -> list[Stage]:
    """The stages that will be there in the end."""
    removed = set(change.plan["removed"])
    return [stage for stage in stages_of(pipeline.workspace_id, pipeline.id) if stage.id not in removed]


_PHASES = {FORWARD: _forward, BACK: _back, NEWCOMERS: _newcomers, AGAIN: _forward}
