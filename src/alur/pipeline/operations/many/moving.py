"""Many deals into one stage, each through the gate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from alur.events.recording import Operation
from alur.kernel.dates import iso
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.pipeline.facts import DealMoved
from alur.pipeline.models import Deal, Stage, TrackState
from alur.pipeline.operations.many.judging import Judged
from alur.pipeline.operations.many.standing import Restanding, restand_many
from alur.pipeline.operations.many.tracking import moved_tracks, tracks_of, with_required_step, write_tracks
from alur.pipeline.queries.contents import contents_of_many
from alur.pipeline.queries.gates import GateRefused, criteria_of, stages_of, stages_to_leave


def judge_moves(deals: Sequence[Deal], to: Stage, *, at: datetime) -> list[Judged]:
    """What the gate says to each; raises Refusal where nothing can move there at all."""
    if to.deleted_at is not None:
        raise Refusal(N_("This stage is no longer there."), field="stage")
    if not deals:
        return []
    workspace_id = to.workspace_id
    stages = stages_of(workspace_id, to.pipeline_id)
    have = tracks_of(workspace_id, [deal.id for deal in deals])
    running = {
        stage_id
        for values in have.values()
        for stage_id, value in values.items()
        if value is not None and value[0] == TrackState.ACTIVE
    }
    criteria = criteria_of(workspace_id, {stage.id for stage in stages} | running)
    required = with_required_step(criteria)
    contents = contents_of_many(workspace_id, deals, criteria)
    judged = []
    for deal in deals:
        if not deal.is_open:
            fault = Conflict(N_("This deal is closed. Reopen it first, then move it."))
            judged.append(Judged(deal, refusal=fault))
            continue
        if deal.stage_id == to.id:
            judged.append(Judged(deal))
            continue
        left = {stage.id for stage in stages_to_leave(deal, to, stages)}
        own = contents[deal.id]
        unmet = own.unmet(one for one in criteria if one.stage_id in left)
        if any(one.is_required for one in unmet):
            judged.append(Judged(deal, refusal=GateRefused(unmet, to)))
            continue
        changes = {
            "pipeline_id": to.pipeline_id,
            "stage_id": to.id,
            "stage_entered_at": at,
            "probability": to.probability,
        }
        tracks = moved_tracks(have.get(deal.id, {}), own, required, stages, to, at)
        judged.append(Judged(deal, changes, told={"tracks": tracks, "unmet": [one.names[1] for one in unmet]}))
    return judged


def write_moves(judged: Sequence[Judged], to: Stage, *, act: Operation) -> None:
    """Move those that may, inside an open operation."""
    moving = [one for one in judged if one.is_changed]
    restandings = []
    for one in moving:
        deal = one.deal
        fact = DealMoved(
            deal=deal.id,
            from_pipeline=deal.pipeline_id,
            from_stage=deal.stage_id,
            to_pipeline=to.pipeline_id,
            to_stage=to.id,
            from_entered_at=iso(deal.stage_entered_at),
            from_probability=deal.probability,
            to_probability=to.probability,
            tracks=[list(change) for change in one.told["tracks"]],
            unmet=one.told["unmet"],
        )
        event_id = act.record(fact, about=[("deal", deal.id)])
        restandings.append(Restanding(deal, one.changes, event_id))
    write_tracks(act.workspace_id, [(one.deal.id, *change) for one in moving for change in one.told["tracks"]], act.at)
    restand_many(act.workspace_id, restandings, at=act.at)
