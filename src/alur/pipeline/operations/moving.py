"""Moving a deal to another stage, through the one gate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from alur.events.recording import operation
from alur.kernel.dates import iso
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.pipeline.facts import DealMoved
from alur.pipeline.models import Deal, Stage
from alur.pipeline.operations.many.tracking import moved_tracks, with_required_step
from alur.pipeline.operations.standing import locked, restand
from alur.pipeline.operations.tracking import own_tracks, write_tracks
from alur.pipeline.queries.gates import (
    GateRefused,
    Unmet,
    contents_of,
    criteria_of,
    criteria_within,
    stages_of,
    stages_to_leave,
)
from alur.tenancy.models import Member


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of a move. `operation_id` is None where the deal stood there already; `unmet` was only asked."""

    deal: Deal
    operation_id: int | None
    unmet: list[Unmet]


def move(deal: Deal, *, to: Stage, by: Member | None, at: datetime, override_reason: str = "") -> Moved:
    """Put a deal into a stage, of its own pipeline or another.

    Raises GateRefused where a required criterion is unmet (an owner or manager may override it with a reason), Conflict
    where the deal is closed or the stage gone; then nothing has changed.
    """
    with operation(deal.workspace_id, by=by, at=at) as act:
        deal = locked(deal)
        if not deal.is_open:
            raise Conflict(N_("This deal is closed. Reopen it first, then move it."))
        if to.deleted_at is not None:
            raise Conflict(N_("This stage is no longer there."))
        if to.id == deal.stage_id:
            return Moved(deal, None, [])
        stages = stages_of(deal.workspace_id, to.pipeline_id)
        tracks = own_tracks(deal)
        left = [stage.id for stage in stages_to_leave(deal, to, stages)]
        # What runs is asked for its required steps, what is left for all it needs: read once for both.
        criteria = criteria_within(deal.workspace_id, to.pipeline_id)
        if elsewhere := tracks.keys() - {stage.id for stage in stages}:
            criteria += criteria_of(deal.workspace_id, elsewhere)
        contents = contents_of(deal, criteria)
        unmet = contents.unmet(one for one in criteria if one.stage_id in left)
        check_gate(unmet, to, by=by, override_reason=override_reason)
        event = DealMoved(
            deal=deal.id,
            from_pipeline=deal.pipeline_id,
            from_stage=deal.stage_id,
            to_pipeline=to.pipeline_id,
            to_stage=to.id,
            from_entered_at=iso(deal.stage_entered_at),
            from_probability=deal.probability,
            to_probability=to.probability,
            tracks=write_tracks(
                deal, moved_tracks(tracks, contents, with_required_step(criteria), stages, to, at), at=at
            ),
            unmet=[one.names[1] for one in unmet],
            override_reason=override_reason if any(one.is_required for one in unmet) else "",
        )
        event_id = act.record(event, about=[("deal", deal.id)])
        restand(
            deal,
            {
                "pipeline_id": to.pipeline_id,
                "stage_id": to.id,
                "stage_entered_at": at,
                "probability": to.probability,
            },
            at=at,
            event_id=event_id,
        )
    return Moved(deal, act.id, unmet)


def check_gate(unmet: list[Unmet], stage: Stage | None, *, by: Member | None, override_reason: str) -> None:
    """Let pass, or raise GateRefused. An override is for owners and managers, and says why."""
    if not any(one.is_required for one in unmet):
        return
    if override_reason.strip():
        if by is not None and by.leads:
            return
        raise Refusal(N_("Only an owner or a supervisor may pass a gate."), field="override_reason")
    raise GateRefused(unmet, stage)
