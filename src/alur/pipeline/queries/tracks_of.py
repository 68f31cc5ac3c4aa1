"""How far many deals are in each stage, and where a step's day is over: what a list's dots tell, as a board's do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain

from django.db.models import Value
from django.db.models.functions import Coalesce

from alur.pipeline.models import Deal, Status, Track, TrackState
from alur.pipeline.queries.late_steps import late_stages
from alur.tenancy.prepared import Prepared, Slot, Slots


@dataclass(slots=True)
class Tracks:
    """`states` is stage id to state, without those that wait; `late` the stages with a step whose day is over."""

    states: dict[int, str] = field(default_factory=dict)
    late: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Open:
    """An open deal as far as the days of its steps go."""

    id: int
    title: str
    organization: str
    amount: int
    owner_id: int | None
    next_step_due_at: datetime | None
    created_at: datetime | None
    expected_close_on: date | None
    tracks: dict[int, str] = field(default_factory=dict)


_SOME = {"workspace_id": Slot("workspace_id")}
_TRACKS = Prepared(
    lambda: Track.objects.filter(**_SOME, deal_id__in=[Slots("ids")]).values_list(
        "deal_id", "stage_id", "state", "began_at"
    )
)
_OPEN = Prepared(
    lambda: Deal.objects.filter(**_SOME, id__in=[Slots("ids")], status=Status.OPEN).values_list(
        "pipeline_id",
        "id",
        "title",
        Coalesce("organization__name", Value("")),
        "amount",
        "owner_id",
        "next_step_due_at",
        "created_at",
        "expected_close_on",
    )
)


def states_of(workspace_id: int, ids: Sequence[int]) -> Mapping[int, Tracks]:
    """By deal how far it is, without what is late: a third of the time of a long list went into that."""
    found: dict[int, Tracks] = defaultdict(Tracks)
    for deal_id, stage_id, state, _began_at in _TRACKS(workspace_id=workspace_id, ids=list(ids)):
        if state != TrackState.WAITING:
            found[deal_id].states[stage_id] = state
    return found


def tracks_of(workspace_id: int, ids: Sequence[int], *, today: date) -> Mapping[int, Tracks]:
    """By deal. As many questions for many deals as for one; those about steps for each pipeline anew."""
    found: dict[int, Tracks] = defaultdict(Tracks)
    began: dict[tuple[int, int], datetime | None] = {}
    for deal_id, stage_id, state, began_at in _TRACKS(workspace_id=workspace_id, ids=list(ids)):
        if state != TrackState.WAITING:
            found[deal_id].states[stage_id] = state
        began[deal_id, stage_id] = began_at
    open_ones: dict[int, list[_Open]] = defaultdict(list)
    for pipeline_id, *row in _OPEN(workspace_id=workspace_id, ids=list(ids)):
        open_ones[pipeline_id].append(_Open(*row))
    for one in chain.from_iterable(open_ones.values()):
        one.tracks = found[one.id].states
    for pipeline_id, deals in open_ones.items():
        for deal_id, stages in late_stages(workspace_id, pipeline_id, deals, began, today=today).items():
            found[deal_id].late = stages
    return found
