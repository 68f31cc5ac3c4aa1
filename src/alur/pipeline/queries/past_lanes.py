"""A deal's lanes as they stood at the end of a day that has been."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from alur.pipeline.models import Criterion, Deal, DealSpell, Evidence, Stage, Step, TrackSpell, TrackState
from alur.pipeline.queries.deal_page import CriterionState, Lane
from alur.pipeline.queries.gates import criteria_within, stages_of
from alur.pipeline.queries.totals import last_instant


@dataclass(frozen=True, slots=True)
class PastLanes:
    """The lanes of the pipeline that the deal was in, and what its own page would have said beside them.

    `met` counts steps that had their evidence; what a field shows is left out, as no spell keeps what was filled in.
    The steps are today's.
    """

    at: datetime
    stage_id: int
    is_open: bool
    expected_close_on: date | None
    lanes: list[Lane]


def past_lanes(deal: Deal, *, as_of: date) -> PastLanes | None:
    """None where the deal was not there yet. Four queries."""
    until = last_instant(deal.workspace_id, as_of)
    own = {"workspace_id": deal.workspace_id, "deal_id": deal.id}
    held = Q(until_at__isnull=True) | Q(until_at__gte=until)
    spell = DealSpell.objects.filter(held, **own, from_at__lt=until).order_by("-from_at").first()
    if spell is None:
        return None
    given = Evidence.objects.filter(
        Q(removed_at__isnull=True) | Q(removed_at__gte=until), **own, given_at__lt=until
    ).order_by("given_at")
    met = {one.step_id: one for one in given}
    asked: dict[int, list[CriterionState]] = {}
    for criterion in criteria_within(deal.workspace_id, spell.pipeline_id):
        if criterion.step is not None and not criterion.step.fields:
            asked.setdefault(criterion.stage_id, []).append(_state(criterion, criterion.step, met))
    tracks = _tracks(TrackSpell.objects.filter(**own, from_at__lt=until).order_by("from_at", "id"), until)
    return PastLanes(
        at=min(until, deal.closed_at) if deal.closed_at else until,
        stage_id=spell.stage_id,
        is_open=spell.status == "open",
        expected_close_on=spell.expected_close_on,
        lanes=[
            _lane(stage, number, tracks.get(stage.id), asked.get(stage.id, []))
            for number, stage in enumerate(stages_of(deal.workspace_id, spell.pipeline_id), 1)
        ],
    )


@dataclass(slots=True)
class _Then:
    state: str
    began_at: datetime | None = None
    ended_at: datetime | None = None


def _tracks(spells: Iterable[TrackSpell], until: datetime) -> dict[int, _Then]:
    """By stage; a track that was begun again runs since its first beginning, as its own row has it."""
    found: dict[int, _Then] = {}
    for spell in spells:
        then = found.setdefault(spell.stage_id, _Then(spell.state))
        then.state = spell.state
        if spell.state == TrackState.ACTIVE:
            then.began_at = then.began_at or spell.from_at
            then.ended_at = None
        elif then.began_at:
            then.ended_at = spell.from_at
        if spell.until_at is not None and spell.until_at < until:
            then.state = TrackState.WAITING
    return found


def _state(criterion: Criterion, step: Step, met: dict[int, Evidence]) -> CriterionState:
    evidence = met.get(step.id)
    return CriterionState(criterion, evidence is not None, [evidence] if evidence else [])


def _lane(stage: Stage, number: int, then: _Then | None, criteria: list[CriterionState]) -> Lane:
    if then is None:
        return Lane(stage, number, TrackState.WAITING, None, None, criteria)
    return Lane(stage, number, then.state, then.began_at, then.ended_at, criteria)
