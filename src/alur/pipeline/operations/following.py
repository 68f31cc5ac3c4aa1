"""How deals follow their pipeline when it is rebuilt: many at once, each with its event, its spells and its totals.

The same as `standing.restand` deal by deal, in some ten statements for every 200 deals instead of ten for each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F

from alur.events.recording import Operation
from alur.kernel.dates import iso
from alur.pipeline.facts import DealFollowedPipeline
from alur.pipeline.models import Deal
from alur.pipeline.operations.losing import Lost, shift_losses
from alur.pipeline.operations.many.standing import Turned, shift_turned, turn_spells
from alur.pipeline.operations.many.tracking import BATCH, Value, write_tracks
from alur.pipeline.operations.totalling import Standing


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
    before: dict[int, tuple[Standing, datetime]] = {}
    turned: list[Turned] = []
    lost = {one.deal.id: Lost.of(one.deal) for one in followings}
    for part in _batches(followings):
        events = {one.deal.id: _record(act, pipeline_id, one) for one in part}
        before |= {one.deal.id: (Standing.of(one.deal), one.deal.stage_entered_at) for one in part}
        changes = [(one.deal.id, *change) for one in part for change in one.tracks]
        write_tracks(act.workspace_id, changes, act.at)
        _write_deals(act.workspace_id, part, act.at)
        turning = {one.deal.id: (one.deal, events[one.deal.id]) for one in part}
        turned += turn_spells(act.workspace_id, turning, act.at)
    # Once for all: totals that are touched in any order but that of their keys deadlock on PostgreSQL.
    shift_turned(act.workspace_id, turned, before)
    counted = (one.deal for one in followings if one.deal.deleted_at is None)
    shift_losses(act.workspace_id, ((lost[deal.id], Lost.of(deal)) for deal in counted))


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
