"""Everything a deal's own page shows of it, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from alur.pipeline.models import Criterion, Deal, DealPerson, Evidence, LineItem, Stage, Status, Track, TrackState
from alur.pipeline.operations.parts import tags_of
from alur.pipeline.queries.gates import DealContents, criteria_within, stages_of
from alur.tenancy.prepared import Prepared, Slot


@dataclass(frozen=True, slots=True)
class CriterionState:
    """A criterion of a stage, whether it is met, and what shows it."""

    criterion: Criterion
    is_met: bool
    evidence: list[Evidence]


@dataclass(frozen=True, slots=True)
class Lane:
    """A stage of the deal: its track, and its criteria with evidence."""

    stage: Stage
    number: int
    state: str
    began_at: datetime | None
    ended_at: datetime | None
    criteria: list[CriterionState]

    @property
    def met(self) -> int:
        return sum(1 for one in self.criteria if one.is_met)

    @property
    def is_running(self) -> bool:
        return self.state == TrackState.ACTIVE


@dataclass(frozen=True, slots=True)
class DealPage:
    deal: Deal
    lanes: list[Lane]
    lines: list[LineItem]
    people: list[DealPerson]
    tags: list[str]
    others: list[Deal] = field(default_factory=list)


MOST_OTHERS = 5
_OWN = {"workspace_id": Slot("workspace_id"), "deal_id": Slot("deal_id")}
_TRACKS = Prepared(lambda: Track.objects.filter(**_OWN))
_LINES = Prepared(
    lambda: LineItem.objects.filter(**_OWN).select_related("product", "product__family").order_by("position")
)
_PEOPLE = Prepared(lambda: DealPerson.objects.filter(**_OWN).select_related("person").order_by("position", "id"))
_EVIDENCE = Prepared(lambda: Evidence.objects.filter(**_OWN, removed_at__isnull=True).order_by("given_at"))


def deal_page(deal: Deal) -> DealPage:
    """A deal found through its viewer, with stage, pipeline, organization and owner at hand."""
    workspace_id = deal.workspace_id
    stages = stages_of(workspace_id, deal.pipeline_id)
    own = {"workspace_id": workspace_id, "deal_id": deal.id}
    tracks = {track.stage_id: track for track in _TRACKS(**own)}
    lines, people, evidence = _LINES(**own), _PEOPLE(**own), _EVIDENCE(**own)
    contents = DealContents(deal, bool(people), bool(lines), frozenset(one.step_id for one in evidence))
    states: dict[int, list[CriterionState]] = {}
    for criterion in criteria_within(workspace_id, deal.pipeline_id):
        given = [one for one in evidence if one.step_id == criterion.step_id]
        states.setdefault(criterion.stage_id, []).append(CriterionState(criterion, contents.meets(criterion), given))
    return DealPage(
        deal=deal,
        lanes=[_lane(stage, number, tracks.get(stage.id), states) for number, stage in enumerate(stages, 1)],
        lines=lines,
        people=people,
        tags=tags_of(deal),
    )


def other_open_deals(deal: Deal, visible: list[Deal]) -> list[Deal]:
    return [one for one in visible if one.id != deal.id and one.status == Status.OPEN][:MOST_OTHERS]


def _lane(stage: Stage, number: int, track: Track | None, states: dict[int, list[CriterionState]]) -> Lane:
    return Lane(
        stage=stage,
        number=number,
        state=track.state if track else TrackState.WAITING,
        began_at=track.began_at if track else None,
        ended_at=track.ended_at if track else None,
        criteria=states.get(stage.id, []),
    )
