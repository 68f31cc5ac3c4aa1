"""Tracks: a deal's state in each stage. Several may be active; none waits for another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from alur.events.recording import operation
from alur.kernel.dates import iso
from alur.kernel.refusal import N_, Conflict
from alur.pipeline.facts import TrackChanged
from alur.pipeline.models import Deal, Demand, Stage, Track, TrackSpell, TrackState
from alur.pipeline.operations.standing import locked
from alur.pipeline.queries.gates import contents_of, criteria_of
from alur.tenancy.models import Member

TrackValue = list[Any]
"""[state, began_at, ended_at], instants as ISO strings; None stands for waiting."""


def start_track(deal: Deal, stage: Stage, *, by: Member, at: datetime) -> None:
    """Begin work on a stage beside those that run, or take it up again."""
    with operation(deal.workspace_id, by=by, at=at) as act:
        deal = locked(deal)
        if not deal.is_open or stage.pipeline_id != deal.pipeline_id:
            raise Conflict(N_("Only stages of an open deal's own pipeline can begin."))
        old = _value(_track(deal, stage.id))
        if old and old[0] == TrackState.ACTIVE:
            return
        new = set_track(deal, stage.id, TrackState.ACTIVE, at=at)
        act.record(TrackChanged(deal.id, stage.id, old, new), about=[("deal", deal.id)])


def end_track(deal: Deal, stage: Stage, *, by: Member, at: datetime, state: str = TrackState.DONE) -> None:
    """End work on a stage: done, or skipped."""
    with operation(deal.workspace_id, by=by, at=at) as act:
        deal = locked(deal)
        old = _value(_track(deal, stage.id))
        if stage.id == deal.stage_id and deal.is_open:
            raise Conflict(N_("The deal stands in this stage. Move it to end the stage."))
        if old and old[0] == state:
            return
        new = set_track(deal, stage.id, state, at=at)
        act.record(TrackChanged(deal.id, stage.id, old, new), about=[("deal", deal.id)])


def tracks_after_move(deal: Deal, stages: Sequence[Stage], to: Stage, *, at: datetime) -> list[list[Any]]:
    """Start the target's track, end those with no required step open, skip passed ones never begun.

    Returns [stage, old, new] for each track that changed.
    """
    tracks = {t.stage_id: t for t in Track.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id)}
    active = [track.stage_id for track in tracks.values() if track.state == TrackState.ACTIVE]
    still_open = _with_required_open(deal, [stage_id for stage_id in active if stage_id != to.id])
    wanted: dict[int, str] = {stage_id: TrackState.DONE for stage_id in active if stage_id not in still_open}
    for stage in stages:
        if stage.position < to.position and (stage.id not in tracks or tracks[stage.id].state == TrackState.WAITING):
            wanted[stage.id] = TrackState.SKIPPED
    wanted[to.id] = TrackState.ACTIVE
    changed = []
    for stage_id, state in wanted.items():
        old = _value(tracks.get(stage_id))
        if old is None or old[0] != state:
            track = tracks.get(stage_id)
            value = set_track(deal, stage_id, state, at=at, track=track, is_new=track is None)
            changed.append([stage_id, old, value])
    return changed


def end_all_tracks(deal: Deal, *, at: datetime) -> list[list[Any]]:
    """Winning ends what runs. Returns [stage, old, new] for each."""
    running = Track.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id, state=TrackState.ACTIVE)
    return [
        [track.stage_id, _value(track), set_track(deal, track.stage_id, TrackState.DONE, at=at, track=track)]
        for track in running
    ]


def begin_instead(deal: Deal, stage_id: int, *, at: datetime) -> list[list[Any]]:
    """Begin the track of a stage that stands in for a removed one. Returns [stage, old, new] as a list."""
    track = _track(deal, stage_id)
    old = _value(track)
    return [[stage_id, old, set_track(deal, stage_id, TrackState.ACTIVE, at=at, track=track)]]


def set_track(
    deal: Deal, stage_id: int, state: str, *, at: datetime, track: Track | None = None, is_new: bool = False
) -> TrackValue:
    """Put one track into a state, with its spell. Returns its new value. `is_new`: there is none for sure."""
    if track is None and not is_new:
        track = _track(deal, stage_id)
    is_new = track is None
    if track is None:
        track = Track(workspace_id=deal.workspace_id, deal_id=deal.id, stage_id=stage_id, state=state)
    if state == TrackState.ACTIVE:
        track.began_at, track.ended_at = track.began_at or at, None
    elif state == TrackState.DONE:
        track.began_at, track.ended_at = track.began_at or at, at
    else:
        track.ended_at = at if state == TrackState.SKIPPED and track.began_at else None
    track.state = state
    track.save(force_insert=is_new)
    _turn_spell(deal, stage_id, state, at, is_first=is_new)
    value = _value(track)
    assert value is not None
    return value


def put_tracks_back(deal: Deal, changed: Sequence[Sequence[Any]], *, at: datetime) -> None:
    """Give tracks their old values again; refuse where one has changed since."""
    for stage_id, old, new in changed:
        track = _track(deal, stage_id)
        if _value(track) != new:
            raise Conflict(N_("The stage has gone on since; this cannot be undone."))
        if old is None:
            Track.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id, stage_id=stage_id).delete()
            _turn_spell(deal, stage_id, None, at)
            continue
        is_new = track is None
        track = track or Track(workspace_id=deal.workspace_id, deal_id=deal.id, stage_id=stage_id)
        track.state = old[0]
        track.began_at = datetime.fromisoformat(old[1]) if old[1] else None
        track.ended_at = datetime.fromisoformat(old[2]) if old[2] else None
        track.save(force_insert=is_new)
        _turn_spell(deal, stage_id, old[0], at)


def _with_required_open(deal: Deal, stage_ids: list[int]) -> set[int]:
    criteria = [c for c in criteria_of(deal.workspace_id, stage_ids) if c.step_id and c.demand == Demand.REQUIRED]
    if not criteria:
        return set()
    contents = contents_of(deal)
    return {criterion.stage_id for criterion in criteria if not contents.meets(criterion)}


def _turn_spell(deal: Deal, stage_id: int, state: str | None, at: datetime, *, is_first: bool = False) -> None:
    open_spells = TrackSpell.objects.filter(
        workspace_id=deal.workspace_id, deal_id=deal.id, stage_id=stage_id, until_at__isnull=True
    )
    open_spell = None if is_first else open_spells.first()
    if open_spell is not None:
        at = max(at, open_spell.from_at)
        if open_spell.from_at == at:
            open_spell.delete()
        else:
            open_spell.until_at = at
            open_spell.save(update_fields=["until_at"])
    if state is not None and state != TrackState.WAITING:
        TrackSpell.objects.create(
            workspace_id=deal.workspace_id, deal_id=deal.id, stage_id=stage_id, state=state, from_at=at
        )


def _track(deal: Deal, stage_id: int) -> Track | None:
    return Track.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id, stage_id=stage_id).first()


def _value(track: Track | None) -> TrackValue | None:
    if track is None:
        return None
    return [
        str(track.state),
        iso(track.began_at) if track.began_at else None,
        iso(track.ended_at) if track.ended_at else None,
    ]
