"""What a rule of rolling ownership would do with the deals as they are: looked at before it is switched on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice

from alur.kernel.dates import local_day
from alur.kernel.free_days import working_day_from
from alur.pipeline.models import Deal, Pipeline
from alur.pipeline.operations.totalling import zone_of
from alur.rescue.queries.rolling import Untouched, counts_by_place, people_of, placed, untouched
from alur.rescue.rolling import Act, Next, People, Place, Terms, Turns, bare, further, passed_on

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A deal that would go on. `first` and `then` are what is done and to whom (0: the team), None for nothing."""

    deal_id: int
    name: str
    title: str
    owner_id: int
    days: int
    is_owner_away: bool
    is_offered: bool
    first: Next | None
    then: Next | None


@dataclass(frozen=True, slots=True)
class Foresight:
    """`gets` is how many each member would get at first; `team` how many would be offered; the days are when the first
    reminders would come, and when the first deals would go on."""

    count: int
    shown: Sequence[Foreseen]
    gets: Sequence[tuple[str, int]]
    offered: int
    nobody: int
    names: dict[int, str]
    reminded_on: date
    passed_on: date


def foresee(pipeline: Pipeline, terms: Terms, *, at: datetime) -> Foresight:
    """As if everyone had had their reminders; loads and turns go on from deal to deal as they would.

    Deals are counted by how far the rule is with them; one by one only those that would be given in turn, while
    somebody has room.
    """
    today = local_day(at, zone_of(pipeline.workspace_id))
    reminded_on = working_day_from(today + timedelta(days=1))
    passed = working_day_from(working_day_from(reminded_on + timedelta(days=1)) + timedelta(days=1))
    people = people_of(pipeline.workspace_id, on=reminded_on)
    asked = (pipeline.workspace_id, pipeline.id, terms)
    counts = counts_by_place(*asked, people, at=at)
    firsts = {place: None if place.is_offered else passed_on(place, terms, people) for place in counts}
    gets: Counter[int] = Counter()
    for place, first in firsts.items():
        if first is not None and first.act is Act.TO_LEAD:
            gets[first.to] += counts[place]
    offered = sum(
        count
        for place, count in counts.items()
        if place.is_offered or ((first := firsts[place]) is not None and first.act is Act.OFFER)
    )
    people = people.given(gets)
    in_turn = {place for place, first in firsts.items() if first is not None and first.act is Act.IN_TURN}
    given = _given_in_turn(asked, people, in_turn, at=at)
    gets.update(given.values())
    lines = list(islice(untouched(*asked, people, at=at, a_page=SHOWN), SHOWN))
    deals = Deal.objects.filter(workspace_id=pipeline.workspace_id, id__in=[one.deal_id for one in lines]).values_list(
        "id", "title", "organization__name"
    )
    named = {deal_id: (company or title, title) for deal_id, title, company in deals}
    shown = []
    for one in lines:
        name, title = named.get(one.deal_id, ("", ""))
        first = _first(one, firsts.get(bare(one.place)), given)
        then = None
        if first is not None and first.act is Act.TO_LEAD:
            with_lead = replace(one.place, owner_id=first.to, had=(*one.place.had, first.to))
            then = further(with_lead, terms, people)
        days, owner = (at - one.quiet_since).days, people.by_id.get(one.place.owner_id)
        is_away = owner is not None and owner.is_away
        shown.append(
            Foreseen(one.deal_id, name, title, one.place.owner_id, days, is_away, one.place.is_offered, first, then)
        )
    count = counts.total()
    nobody = count - offered - gets.total()
    names = {one.id: one.name for one in people.by_id.values()}
    most = [(names[member_id], number) for member_id, number in gets.most_common()]
    return Foresight(count, shown, most, offered, nobody, names, reminded_on, passed)


def _given_in_turn(
    asked: tuple[int, int, Terms], people: People, in_turn: set[Place], *, at: datetime
) -> dict[int, int]:
    """Deal id to member id, the worthiest first, until nobody has room."""
    given: dict[int, int] = {}
    turns, waiting = Turns(asked[2], people), set(in_turn)
    if not waiting:
        return given
    for deal_id, place in placed(*asked, people, at=at):
        if place in waiting:
            to = turns.next_for(place)
            if to:
                given[deal_id] = to
            else:
                waiting.remove(place)
                if not waiting:
                    break
    return given


def _first(one: Untouched, first: Next | None, given: Mapping[int, int]) -> Next | None:
    if first is None or first.act is not Act.IN_TURN:
        return first
    return Next(Act.IN_TURN, given[one.deal_id]) if one.deal_id in given else None
