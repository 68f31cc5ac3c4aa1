"""What a rule of rolling ownership would do with the deals as they are: looked at before it is switched on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from alur.kernel.dates import local_day
from alur.kernel.free_days import working_day_from
from alur.pipeline.models import Deal, Pipeline
from alur.pipeline.operations.totalling import zone_of
from alur.rescue.queries.rolling import Untouched, people_of, untouched
from alur.rescue.rolling import Act, Next, People, Place, Terms, further, passed_on

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
    """As if everyone had had their reminders; loads and turns go on from deal to deal as they would."""
    today = local_day(at, zone_of(pipeline.workspace_id))
    reminded_on = working_day_from(today + timedelta(days=1))
    passed = working_day_from(working_day_from(reminded_on + timedelta(days=1)) + timedelta(days=1))
    people = people_of(pipeline.workspace_id, on=reminded_on)
    found = list(untouched(pipeline.workspace_id, pipeline.id, terms, people, at=at))
    gets: Counter[int] = Counter()
    offered = nobody = 0
    lines: list[tuple[Untouched, Next | None, Next | None]] = []
    for one in found:
        place = one.place
        first = None if place.is_offered else passed_on(place, terms, people)
        then = None
        if first is not None and first.act is Act.TO_LEAD:
            given = replace(place, owner_id=first.to, had=(*place.had, first.to))
            then = further(given, terms, people)
        terms, people = _counted(first, terms, people)
        gets.update([first.to] if first is not None and first.to else [])
        offered += place.is_offered or (first is not None and first.act is Act.OFFER)
        nobody += first is None and not place.is_offered
        lines.append((one, first, then))
    deals = Deal.objects.filter(
        workspace_id=pipeline.workspace_id, id__in=[one.deal_id for one, _, _ in lines[:SHOWN]]
    ).values_list("id", "title", "organization__name")
    named = {deal_id: (company or title, title) for deal_id, title, company in deals}
    names = {one.id: one.name for one in people.by_id.values()}
    shown = []
    for one, first, then in lines[:SHOWN]:
        name, title = named.get(one.deal_id, ("", ""))
        days = (at - one.quiet_since).days
        is_away, is_offered = _is_away(one.place, people), one.place.is_offered
        shown.append(Foreseen(one.deal_id, name, title, one.place.owner_id, days, is_away, is_offered, first, then))
    most = [(names[member_id], count) for member_id, count in gets.most_common()]
    return Foresight(len(found), shown, most, offered, nobody, names, reminded_on, passed)


def _counted(first: Next | None, terms: Terms, people: People) -> tuple[Terms, People]:
    if first is None or not first.to:
        return terms, people
    turned = replace(terms, last_member_id=first.to) if first.act is Act.IN_TURN else terms
    return turned, people.given(first.to)


def _is_away(place: Place, people: People) -> bool:
    owner = people.by_id.get(place.owner_id)
    return owner is not None and owner.is_away
