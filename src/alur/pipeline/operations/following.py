"""How deals follow their pipeline when it is rebuilt: many at once, each with its event, its spells and its totals.

The same as `standing.restand` deal by deal, in some ten statements for every 200 deals instead of ten for each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F

from alur.events.recording import Operation
from alur.kernel.dates import iso
from alur.pipeline.facts import DealFollowedPipeline
from alur.pipeline.models import Deal, DealSpell, Track, TrackSpell, TrackState
from alur.pipeline.operations.flowing import Turn, shift_flow
from alur.pipeline.operations.standing import SPELLED, at_one_instant
from alur.pipeline.operations.totalling import Standing, shift_now, shift_past

BATCH = 200
Value = list[Any] | None
"""A track as [state, began_at, ended_at], instants as ISO strings; None: it has not begun."""


@dataclass(slots=True)
class Following:
    """Where a deal comes to stand, and which of its tracks change: (stage, old, new) each."""

    deal: Deal
    stage_id: int
    entered_at: datetime
    probability: int
    tracks: list[tuple[int, Value, Value]] = field(default_factory=list)


def follow(act: Operation, pipeline_id: int, followings: Sequence[Following]) -> None:
    """Write all of these, deals in the trash too (they are counted nowhere, and come back right)."""
    now: list[tuple[Standing | None, Standing | None]] = []
    past: list[tuple[datetime, Standing | None, Standing | None]] = []
    flow: list[tuple[int, Turn]] = []
    for part in _batches(followings):
        events = {one.deal.id: _record(act, pipeline_id, one) for one in part}
        before = {one.deal.id: (Standing.of(one.deal), one.deal.stage_entered_at) for one in part}
        _write_tracks(act.workspace_id, part, act.at)
        _write_deals(act.workspace_id, part, act.at)
        for deal, at, is_one in _turn_spells(act.workspace_id, part, act.at, events):
            (old, entered_at), new = before[deal.id], Standing.of(deal)
            if deal.deleted_at is None and old != new:
                now.append((old, new))
                past.append((at, old, new))
                turn = Turn(at, old, new, entered_at, deal.created_at)
                flow.extend(at_one_instant(deal, turn) if is_one else [(1, turn)])
    shift_now(act.workspace_id, now)
    shift_past(act.workspace_id, past)
    shift_flow(act.workspace_id, flow)


def tracks_of(workspace_id: int, deal_ids: Sequence[int]) -> dict[int, dict[int, Value]]:
    """The tracks of these deals: deal to stage to value."""
    found: dict[int, dict[int, Value]] = defaultdict(dict)
    for first in range(0, len(deal_ids), BATCH):
        rows = Track.objects.filter(workspace_id=workspace_id, deal_id__in=deal_ids[first : first + BATCH])
        for track in rows:
            found[track.deal_id][track.stage_id] = [
                str(track.state),
                iso(track.began_at) if track.began_at else None,
                iso(track.ended_at) if track.ended_at else None,
            ]
    return found


def _batches(followings: Sequence[Following]) -> Iterator[Sequence[Following]]:
    ordered = sorted(followings, key=lambda one: one.deal.id)
    for first in range(0, len(ordered), BATCH):
        yield ordered[first : first + BATCH]


def _record(act: Operation, pipeline_id: int, one: Following) -> int:
    deal = one.deal
    return act.record(
        DealFollowedPipeline(
            deal=deal.id,
            pipeline=pipeline_id,
            from_stage=deal.stage_id,
            to_stage=one.stage_id,
            from_entered_at=iso(deal.stage_entered_at),
            to_entered_at=iso(one.entered_at),
            from_probability=deal.probability,
            to_probability=one.probability,
            tracks=[list(change) for change in one.tracks],
        ),
        about=[("deal", deal.id)],
    )


def _write_deals(workspace_id: int, part: Sequence[Following], at: datetime) -> None:
    groups: dict[tuple[int, datetime, int], list[int]] = defaultdict(list)
    for one in part:
        stage_has_changed = one.deal.stage_id != one.stage_id
        one.deal.probability = one.probability
        if stage_has_changed:
            one.deal.stage_id = one.stage_id
            one.deal.stage_entered_at = one.entered_at
        groups[(one.deal.stage_id, one.deal.stage_entered_at, one.probability)].append(one.deal.id)
    for (stage_id, entered_at, probability), ids in groups.items():
        Deal.everything.filter(workspace_id=workspace_id, id__in=ids).update(
            stage_id=stage_id,
            stage_entered_at=entered_at,
            probability=probability,
            updated_at=at,
            version=F("version") + 1,
        )


def _turn_spells(
    workspace_id: int, part: Sequence[Following], at: datetime, events: dict[int, int]
) -> list[tuple[Deal, datetime, bool]]:
    """End the open spells and begin others. Returns each deal with the instant of its change, and whether there was
    another at it."""
    deals = {one.deal.id: one.deal for one in part}
    open_spells = DealSpell.objects.filter(workspace_id=workspace_id, deal_id__in=list(deals), until_at__isnull=True)
    ended, begun, turned = [], [], []
    for spell in open_spells:
        deal = deals[spell.deal_id]
        if spell.from_at >= at:  # two changes at one instant are one
            values = {name: getattr(deal, name) for name in SPELLED}
            DealSpell.objects.filter(workspace_id=workspace_id, id=spell.id).update(**values, event_id=events[deal.id])
            turned.append((deal, spell.from_at, True))
            continue
        ended.append(spell.id)
        begun.append(
            DealSpell(
                workspace_id=workspace_id,
                deal_id=deal.id,
                from_at=at,
                event_id=events[deal.id],
                **{name: getattr(deal, name) for name in SPELLED},
            )
        )
        turned.append((deal, at, False))
    DealSpell.objects.filter(workspace_id=workspace_id, id__in=ended).update(until_at=at)
    DealSpell.objects.bulk_create(begun)
    return turned


def _write_tracks(workspace_id: int, part: Sequence[Following], at: datetime) -> None:
    changes = [(one.deal.id, *change) for one in part for change in one.tracks]
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
            made.append(_track(workspace_id, deal_id, stage_id, new))
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
    Track.objects.bulk_create(made)
    TrackSpell.objects.bulk_create(begun)


def _track(workspace_id: int, deal_id: int, stage_id: int, value: list[Any]) -> Track:
    state, began_at, ended_at = value
    return Track(
        workspace_id=workspace_id,
        deal_id=deal_id,
        stage_id=stage_id,
        state=state,
        began_at=datetime.fromisoformat(began_at) if began_at else None,
        ended_at=datetime.fromisoformat(ended_at) if ended_at else None,
    )
