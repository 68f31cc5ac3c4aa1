"""Tracks: a deal's state in each stage. Several may be active; none waits for another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from alur.events.recording import Operation, operation
from alur.kernel.refusal import N_, Conflict
from alur.pipeline.facts import TrackChanged
from alur.pipeline.models import Deal, Stage, Track, TrackSpell, TrackState
from alur.pipeline.operations.many.tracking import Change, Value, ended_tracks, track_row, track_value, turned
from alur.pipeline.operations.standing import locked
from alur.tenancy.inserting import insert_rows
from alur.tenancy.models import Member
from alur.tenancy.prepared import Prepared, Slot


def start_track(deal: Deal, stage: Stage, *, by: Member, at: datetime) -> None:
    """Begin work on a stage beside those that run, or take it up again."""
    with operation(deal.workspace_id, by=by, at=at) as act:
        deal = locked(deal)
        if not deal.is_open or stage.pipeline_id != deal.pipeline_id:
            raise Conflict(N_("Only stages of an open deal's own pipeline can begin."))
        old = own_tracks(deal).get(stage.id)
        if old and old[0] == TrackState.ACTIVE:
            return
        [(_, _, new)] = write_tracks(deal, [(stage.id, old, turned(old, TrackState.ACTIVE, at))], at=at)
        act.record(TrackChanged(deal.id, stage.id, old, new), about=[("deal", deal.id)])


def begin_early(act: Operation, deal: Deal, stage_id: int) -> None:
    """Begin the track of a stage that has not begun, for a step of it that was done: a part of another act."""
    old = own_tracks(deal).get(stage_id)
    if old is not None and old[0] != TrackState.WAITING:
        return
    [(_, _, new)] = write_tracks(deal, [(stage_id, old, turned(old, TrackState.ACTIVE, act.at))], at=act.at)
    act.record(TrackChanged(deal.id, stage_id, old, new), about=[("deal", deal.id)])


def end_track(deal: Deal, stage: Stage, *, by: Member, at: datetime, state: str = TrackState.DONE) -> None:
    """End work on a stage: done, or skipped."""
    with operation(deal.workspace_id, by=by, at=at) as act:
        deal = locked(deal)
        old = own_tracks(deal).get(stage.id)
        if stage.id == deal.stage_id and deal.is_open:
            raise Conflict(N_("The deal stands in this stage. Move it to end the stage."))
        if old and old[0] == state:
            return
        [(_, _, new)] = write_tracks(deal, [(stage.id, old, turned(old, state, at))], at=at)
        act.record(TrackChanged(deal.id, stage.id, old, new), about=[("deal", deal.id)])


def own_tracks(deal: Deal) -> Mapping[int, Value]:
    """Stage to value; a stage without one is waiting."""
    return {row[0]: track_value(*row[1:]) for row in _TRACKS(workspace_id=deal.workspace_id, deal_id=deal.id)}


_TRACKS = Prepared(
    lambda: Track.objects.filter(workspace_id=Slot("workspace_id"), deal_id=Slot("deal_id")).values_list(
        "stage_id", "state", "began_at", "ended_at"
    )
)


def end_all_tracks(deal: Deal, *, at: datetime) -> list[list[Any]]:
    """Winning ends what runs."""
    return write_tracks(deal, ended_tracks(own_tracks(deal), at), at=at)


def begin_instead(deal: Deal, stage_id: int, *, at: datetime) -> list[list[Any]]:
    """Begin the track of a stage that stands in for a removed one."""
    old = own_tracks(deal).get(stage_id)
    return write_tracks(deal, [(stage_id, old, turned(old, TrackState.ACTIVE, at))], at=at)


def put_tracks_back(deal: Deal, changed: Sequence[Sequence[Any]], *, at: datetime) -> None:
    """Give tracks their old values again; refuse where one has changed since."""
    tracks = own_tracks(deal) if changed else {}
    if any(tracks.get(stage_id) != new for stage_id, _, new in changed):
        raise Conflict(N_("The stage has gone on since; this cannot be undone."))
    write_tracks(deal, [(stage_id, new, old) for stage_id, old, new in changed], at=at)


def write_tracks(deal: Deal, changes: Sequence[Change], *, at: datetime) -> list[list[Any]]:
    """Write what changes in the tracks of a locked deal, and their spells. Returns it as an event keeps it."""
    own = {"workspace_id": deal.workspace_id, "deal_id": deal.id}
    kept = [track_row(deal.workspace_id, deal.id, stage_id, new) for stage_id, _, new in changes if new is not None]
    if any(old is not None for _, old, _ in changes):
        Track.objects.bulk_create(
            kept,
            update_conflicts=True,
            unique_fields=["workspace_id", "deal_id", "stage_id"],
            update_fields=["state", "began_at", "ended_at"],
        )
        gone = [stage_id for stage_id, _, new in changes if new is None]
        if gone:
            Track.objects.filter(**own, stage_id__in=gone).delete()
    else:
        insert_rows(kept)
    begins = dict.fromkeys((stage_id for stage_id, _, _ in changes), at)
    begins.update(_end_spells(own, [stage_id for stage_id, old, _ in changes if _is_spelled(old)], at))
    insert_rows(
        [
            TrackSpell(**own, stage_id=stage_id, state=new[0], from_at=begins[stage_id])
            for stage_id, _, new in changes
            if new is not None and _is_spelled(new)
        ]
    )
    return [list(change) for change in changes]


def _end_spells(own: dict[str, int], stage_ids: Sequence[int], at: datetime) -> dict[int, datetime]:
    """End the open spells of these stages. One that began at this instant (or after it: two servers' clocks may differ)
    never was; returned is when it began, by stage.
    """
    if not stage_ids:
        return {}
    still_open = TrackSpell.objects.filter(**own, stage_id__in=stage_ids, until_at__isnull=True)
    if still_open.filter(from_at__lt=at).update(until_at=at) == len(stage_ids):
        return {}
    never = dict(still_open.values_list("stage_id", "from_at"))
    still_open.delete()
    return never


def _is_spelled(value: Value) -> bool:
    return value is not None and value[0] != TrackState.WAITING
