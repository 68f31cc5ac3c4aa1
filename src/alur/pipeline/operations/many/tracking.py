"""Tracks of many deals: read, reckoned and written together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from alur.kernel.dates import iso
from alur.pipeline.models import Criterion, Demand, Stage, Track, TrackSpell, TrackState
from alur.pipeline.queries.gates import DealContents
from alur.tenancy.inserting import insert_rows

BATCH = 200
Value = list[Any] | None
"""A track as [state, began_at, ended_at], instants as ISO strings; None: it has not begun."""
Change = tuple[int, Value, Value]
"""(stage, old, new)"""


def tracks_of(workspace_id: int, deal_ids: Sequence[int]) -> dict[int, dict[int, Value]]:
    """The tracks of these deals: deal to stage to value."""
    found: dict[int, dict[int, Value]] = defaultdict(dict)
    for first in range(0, len(deal_ids), BATCH):
        rows = Track.objects.filter(workspace_id=workspace_id, deal_id__in=deal_ids[first : first + BATCH])
        for deal_id, stage_id, state, began_at, ended_at in rows.values_list(
            "deal_id", "stage_id", "state", "began_at", "ended_at"
        ):
            found[deal_id][stage_id] = track_value(state, began_at, ended_at)
    return found


def track_value(state: str, began_at: datetime | None, ended_at: datetime | None) -> Value:
    return [str(state), iso(began_at) if began_at else None, iso(ended_at) if ended_at else None]


def moved_tracks(
    have: Mapping[int, Value],
    contents: DealContents,
    required: Mapping[int, Collection[Criterion]],
    stages: Sequence[Stage],
    to: Stage,
    at: datetime,
) -> list[Change]:
    """What a move does to a deal's tracks: it begins its goal's, ends those with no required step open, skips passed
    ones never begun. `required` are the criteria with a required step, by stage.
    """
    wanted: dict[int, str] = {}
    for stage_id, value in have.items():
        if value is not None and value[0] == TrackState.ACTIVE and stage_id != to.id:
            if all(contents.meets(one) for one in required.get(stage_id, ())):
                wanted[stage_id] = TrackState.DONE
    for stage in stages:
        value = have.get(stage.id)
        if stage.position < to.position and (value is None or value[0] == TrackState.WAITING):
            wanted[stage.id] = TrackState.SKIPPED
    wanted[to.id] = TrackState.ACTIVE
    changes: list[Change] = []
    for stage_id, state in wanted.items():
        old = have.get(stage_id)
        if old is None or old[0] != state:
            changes.append((stage_id, old, turned(old, state, at)))
    return changes


def ended_tracks(have: Mapping[int, Value], at: datetime) -> list[Change]:
    """Winning ends what runs."""
    return [
        (stage_id, value, turned(value, TrackState.DONE, at))
        for stage_id, value in have.items()
        if value is not None and value[0] == TrackState.ACTIVE
    ]


def turned(old: Value, state: str, at: datetime) -> Value:
    """A track's value once it is put into a state."""
    began = old[1] if old else None
    if state == TrackState.ACTIVE:
        return [str(state), began or iso(at), None]
    if state == TrackState.DONE:
        return [str(state), began or iso(at), iso(at)]
    return [str(state), began, iso(at) if state == TrackState.SKIPPED and began else None]


def with_required_step(criteria: Collection[Criterion]) -> dict[int, list[Criterion]]:
    found: dict[int, list[Criterion]] = defaultdict(list)
    for one in criteria:
        if one.step_id and one.demand == Demand.REQUIRED:
            found[one.stage_id].append(one)
    return found


def write_tracks(workspace_id: int, changes: Sequence[tuple[int, int, Value, Value]], at: datetime) -> None:
    """(deal, stage, old, new) each: the rows and their spells."""
    if not changes:
        return
    deal_ids = sorted({change[0] for change in changes})
    rows = {(t.deal_id, t.stage_id): t for t in Track.objects.filter(workspace_id=workspace_id, deal_id__in=deal_ids)}
    spells = {
        (spell.deal_id, spell.stage_id): spell
        for spell in TrackSpell.objects.filter(workspace_id=workspace_id, deal_id__in=deal_ids, until_at__isnull=True)
    }
    gone: list[int] = []
    ended: list[int] = []
    never: list[int] = []
    made: list[Track] = []
    begun: list[TrackSpell] = []
    for deal_id, stage_id, _, new in changes:
        row, spell = rows.get((deal_id, stage_id)), spells.get((deal_id, stage_id))
        if row is not None:
            gone.append(row.id)
        if new is not None:
            made.append(track_row(workspace_id, deal_id, stage_id, new))
            if new[0] != TrackState.WAITING:
                since = max(at, spell.from_at) if spell is not None else at
                begun.append(
                    TrackSpell(
                        workspace_id=workspace_id, deal_id=deal_id, stage_id=stage_id, state=new[0], from_at=since
                    )
                )
        if spell is not None:
            (never if spell.from_at >= at else ended).append(spell.id)
    # A track's row carries nothing but its value, so it is made anew: no statement for each of them.
    Track.objects.filter(workspace_id=workspace_id, id__in=gone).delete()
    TrackSpell.objects.filter(workspace_id=workspace_id, id__in=never).delete()
    TrackSpell.objects.filter(workspace_id=workspace_id, id__in=ended).update(until_at=at)
    insert_rows(made)
    insert_rows(begun)


def track_row(workspace_id: int, deal_id: int, stage_id: int, value: list[Any]) -> Track:
    state, began_at, ended_at = value
    return Track(
        workspace_id=workspace_id,
        deal_id=deal_id,
        stage_id=stage_id,
        state=state,
        began_at=datetime.fromisoformat(began_at) if began_at else None,
        ended_at=datetime.fromisoformat(ended_at) if ended_at else None,
    )
