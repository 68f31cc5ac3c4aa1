"""Everything a deal's own page shows of it, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from alur.people.models import ContactPoint
from alur.pipeline.access import owners_seen_by
from alur.pipeline.models import Criterion, Deal, DealPerson, Evidence, LineItem, Stage, Track, TrackState
from alur.pipeline.operations.parts import tags_of
from alur.pipeline.operations.totalling import zone_of
from alur.pipeline.queries.gates import DealContents, criteria_within, stages_of
from alur.pipeline.queries.holdings import held_row, names_of_deal
from alur.pipeline.queries.needs import Completeness, completeness, needs_of
from alur.pipeline.queries.shares import shares_by, stages_asking
from alur.pipeline.queries.stage_needs import OwnNames, live_fields
from alur.pipeline.queries.step_days import Before, Performers, due_day
from alur.tenancy.models import Member
from alur.tenancy.prepared import Given, Prepared, Slot, Slots


@dataclass(frozen=True, slots=True)
class CriterionState:
    """A criterion of a stage, whether it is met, and what shows it.

    A step has the name of who does it (empty: nobody) and perhaps a day; `may_begin`: its stage is still to come. One
    that asks for a share has the `percent` that is there.
    """

    criterion: Criterion
    is_met: bool
    evidence: list[Evidence]
    performer: str = ""
    due_on: date | None = None
    is_late: bool = False
    may_begin: bool = False
    percent: int | None = None


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

    @property
    def late(self) -> int:
        return sum(1 for one in self.criteria if one.is_late)

    @property
    def early(self) -> list[CriterionState]:
        """What of a stage to come may be begun."""
        return [one for one in self.criteria if one.may_begin]


@dataclass(frozen=True, slots=True)
class DealPage:
    """`contacts` are rows of (company or none, person or none, kind, value), the first of each kind first.

    `data` is how complete an open deal is by what its stage needs, `own_names` what the workspace's own fields are
    called, where such are needed.
    """

    deal: Deal
    lanes: list[Lane]
    lines: list[LineItem]
    people: list[DealPerson]
    tags: list[str]
    contacts: list[tuple[int | None, int | None, str, str]]
    data: Completeness | None
    own_names: OwnNames


MOST_OTHERS = 6
_OWN = {"workspace_id": Slot("workspace_id"), "deal_id": Slot("deal_id")}
_TRACKS = Prepared(lambda: Track.objects.filter(**_OWN))
_LINES = Prepared(
    lambda: LineItem.objects.filter(**_OWN).select_related("product", "product__family").order_by("position")
)
_PEOPLE = Prepared(lambda: DealPerson.objects.filter(**_OWN).select_related("person").order_by("position", "id"))
_CONTACTS = Prepared(
    lambda: (
        ContactPoint.objects.filter(
            Q(organization_id=Slot("company")) | Q(person_id__in=[Slots("people")]), workspace_id=Slot("workspace_id")
        )
        .order_by("position")
        .values_list("organization_id", "person_id", "kind", "value")
    )
)
_EVIDENCE = Prepared(lambda: Evidence.objects.filter(**_OWN, removed_at__isnull=True).order_by("given_at"))


def deal_page(deal: Deal, *, today: date, criteria: Sequence[Criterion] | None = None) -> DealPage:
    """A deal found through its viewer, with stage, pipeline, organization and owner at hand.

    With `criteria` its pipeline asks for these instead.
    """
    workspace_id = deal.workspace_id
    stages = stages_of(workspace_id, deal.pipeline_id)
    own = {"workspace_id": workspace_id, "deal_id": deal.id}
    tracks = {track.stage_id: track for track in _TRACKS(**own)}
    lines, people, evidence = _LINES(**own), _PEOPLE(**own), _EVIDENCE(**own)
    asked = criteria_within(workspace_id, deal.pipeline_id) if criteria is None else criteria
    contacts = _CONTACTS(
        workspace_id=workspace_id, company=deal.organization_id or 0, people=[one.person_id for one in people] or [0]
    )
    names = live_fields(workspace_id, [deal.pipeline], asked)
    has = _has(deal, people, bool(lines), contacts)
    needs = needs_of(deal.pipeline.needs, stages, asked, names)
    shares = shares_by({one: needs.get(one, {}) for one in stages_asking(asked)}, has)
    given = frozenset(one.step_id for one in evidence)
    contents = DealContents(deal, bool(people), bool(lines), given, shares)
    states = _states(deal, asked, contents, tracks, evidence, today)
    return DealPage(
        deal=deal,
        lanes=[_lane(stage, number, tracks.get(stage.id), states) for number, stage in enumerate(stages, 1)],
        lines=lines,
        people=people,
        tags=tags_of(deal),
        contacts=contacts,
        data=completeness(needs[deal.stage_id], has)
        if deal.is_open and deal.stage_id in {stage.id for stage in stages}
        else None,
        own_names=names,
    )


def _has(
    deal: Deal, people: list[DealPerson], has_lines: bool, contacts: list[tuple[int | None, int | None, str, str]]
) -> set[str]:
    """From what was read for the page already."""
    by_person: dict[int, set[str]] = {}
    for _company, person_id, kind, _value in contacts:
        if person_id:
            by_person.setdefault(person_id, set()).add(kind)
    persons = [(one.person_id, one.person.job_title, one.person.custom) for one in people]
    ways = {kind for company_id, _person, kind, _value in contacts if company_id}
    return names_of_deal(held_row(deal), persons, has_lines, ways, by_person)


def _states(
    deal: Deal,
    criteria: Sequence[Criterion],
    contents: DealContents,
    tracks: dict[int, Track],
    evidence: list[Evidence],
    today: date,
) -> dict[int, list[CriterionState]]:
    """The criteria of all stages, by stage."""
    zone = zone_of(deal.workspace_id)
    performers = Performers.of(deal, [one.step for one in criteria if one.step is not None])
    found: dict[int, list[CriterionState]] = {}
    before: dict[int, Before] = {}
    for criterion in criteria:
        step, is_met = criterion.step, contents.meets(criterion)
        states = found.setdefault(criterion.stage_id, [])
        if step is None:
            share = contents.shares.get(criterion.stage_id) if criterion.at_least is not None else None
            states.append(CriterionState(criterion, is_met, [], percent=share.percent if share else None))
            continue
        given = [one for one in evidence if one.step_id == step.id]
        track = tracks.get(criterion.stage_id)
        due_on = due_day(
            step,
            deal=deal,
            began_at=track.began_at if track else None,
            before=before.get(criterion.stage_id),
            zone=zone,
        )
        is_asked = deal.is_open and not is_met
        is_waiting = track is None or track.state == TrackState.WAITING
        may_begin = is_asked and is_waiting and step.may_start_early
        is_running = track is not None and track.state == TrackState.ACTIVE
        is_late = is_asked and due_on is not None and due_on < today and (is_running or may_begin)
        states.append(CriterionState(criterion, is_met, given, performers.name(step), due_on, is_late, may_begin))
        before[criterion.stage_id] = Before(is_met, given[0].given_at if given else None)
    return found


def other_deals(deal: Deal, viewer: Member) -> list[Deal]:
    """The first few other deals with its company that the viewer sees, each with its stage."""
    owners = owners_seen_by(viewer)
    about: dict[str, Given] = {
        "workspace_id": viewer.workspace_id,
        "deal_id": deal.id,
        "organization_id": deal.organization_id or 0,
    }
    return _OTHERS(**about) if owners is None else _OTHERS_OF_SOME(**about, owners=[*owners, 0])


def _others(seen: Q) -> QuerySet[Deal, Deal]:
    own = Deal.objects.filter(seen, workspace_id=Slot("workspace_id"), organization_id=Slot("organization_id"))
    found: QuerySet[Deal, Deal] = (
        own.exclude(id=Slot("deal_id")).select_related("stage").order_by("-created_at")[:MOST_OTHERS]
    )
    return found


_OTHERS = Prepared(lambda: _others(Q()))
_OTHERS_OF_SOME = Prepared(lambda: _others(Q(owner_id__in=[Slots("owners")]) | Q(owner_id__isnull=True)))


def _lane(stage: Stage, number: int, track: Track | None, states: dict[int, list[CriterionState]]) -> Lane:
    return Lane(
        stage=stage,
        number=number,
        state=track.state if track else TrackState.WAITING,
        began_at=track.began_at if track else None,
        ended_at=track.ended_at if track else None,
        criteria=states.get(stage.id, []),
    )
