"""Rolling ownership: what the rule does with a deal that nobody touches. One deal at a time, no clock, no database."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from itertools import chain

from alur.kernel.free_days import is_working_day

REMINDERS = 2
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Act(Enum):
    """What is done next. A pass names who gets it."""

    REMIND = "remind"
    TO_LEAD = "lead"
    IN_TURN = "turn"
    OFFER = "offer"


@dataclass(frozen=True, slots=True)
class Terms:
    """A rule: days untouched, working days with the lead, and then in turn up to a capacity, or else offered."""

    days: int
    lead_days: int
    takes_turns: bool
    capacity: int
    last_member_id: int = 0


@dataclass(frozen=True, slots=True)
class Colleague:
    """`may_own`: is active and no viewer; `load` open deals."""

    id: int
    name: str
    team_id: int
    may_own: bool
    is_away: bool
    load: int = 0

    @property
    def is_able(self) -> bool:
        return self.may_own and not self.is_away


@dataclass(frozen=True, slots=True)
class People:
    """Everyone by id, and the lead of each team (0: none)."""

    by_id: Mapping[int, Colleague]
    leads: Mapping[int, int] = field(default_factory=dict)

    def given(self, numbers: Mapping[int, int]) -> People:
        """So many more open deals for each."""
        more = {one: replace(self.by_id[one], load=self.by_id[one].load + number) for one, number in numbers.items()}
        return replace(self, by_id={**self.by_id, **more})


@dataclass(frozen=True, slots=True)
class Place:
    """How far the rule has come with a deal, as a Rolling row has it."""

    owner_id: int
    team_id: int
    since_at: datetime
    is_with_lead: bool = False
    is_offered: bool = False
    reminders: int = 0
    moved_on: date | None = None
    had: tuple[int, ...] = ()


def bare(place: Place) -> Place:
    """What of it decides whom it goes to: who has it, and who had it."""
    return Place(place.owner_id, place.team_id, LONG_AGO, is_offered=place.is_offered, had=place.had)


@dataclass(frozen=True, slots=True)
class Next:
    act: Act
    to: int = 0


def first_place(owner_id: int, since_at: datetime, people: People) -> Place:
    """Where a deal begins with an owner."""
    owner = people.by_id.get(owner_id)
    return Place(owner_id, owner.team_id if owner else 0, since_at, had=(owner_id,) if owner_id else ())


def next_of(place: Place, terms: Terms, people: People, *, day: date, at: datetime) -> Next | None:
    """What is to be done on a working day of the workspace; none: not yet, or nobody is there for it."""
    if place.is_offered or (place.moved_on is not None and place.moved_on >= day):
        return None
    if place.is_with_lead:
        is_over = place.moved_on is None or working_days(place.moved_on, day) >= terms.lead_days
        return further(place, terms, people) if is_over else None
    if place.since_at + timedelta(days=terms.days) > at:
        return None
    owner = people.by_id.get(place.owner_id)
    if owner is not None and owner.may_own:
        if owner.is_away:
            return None
        if place.reminders < REMINDERS:
            return Next(Act.REMIND)
    return passed_on(place, terms, people)


def passed_on(place: Place, terms: Terms, people: People) -> Next | None:
    """The owner has had the reminders: to the lead of the team, where there is one who has not had it."""
    lead = people.by_id.get(people.leads.get(place.team_id, 0))
    if lead is not None and lead.is_able and lead.id != place.owner_id and lead.id not in place.had:
        return Next(Act.TO_LEAD, lead.id)
    return further(place, terms, people)


def further(place: Place, terms: Terms, people: People) -> Next | None:
    """Beyond the lead: offered to the team, or given to the next in turn who has room; none where nobody is left."""
    able = takers(place, people)
    if not terms.takes_turns:
        return Next(Act.OFFER) if able else None
    with_room = sorted(one.id for one in able if one.load < terms.capacity)
    if not with_room:
        return None
    return Next(Act.IN_TURN, next((one for one in with_room if one > terms.last_member_id), with_room[0]))


def takers(place: Place, people: People) -> Collection[Colleague]:
    """Who may get it: the team's, or everyone where it is of no team, but for who has had it in this round."""
    return [
        one
        for one in people.by_id.values()
        if one.is_able and one.id != place.owner_id and one.id not in place.had and place.team_id in (0, one.team_id)
    ]


class Turns:
    """Gives one deal after the other in turn, as `further` would with the loads as they grow."""

    def __init__(self, terms: Terms, people: People) -> None:
        self._last, self._capacity, self._people = terms.last_member_id, terms.capacity, people
        self._loads = {one.id: one.load for one in people.by_id.values()}
        self._takers: dict[Place, list[int]] = {}

    def next_for(self, place: Place) -> int:
        """Who gets it; 0 where nobody has room, nor ever will."""
        if place not in self._takers:
            self._takers[place] = sorted(one.id for one in takers(place, self._people))
        ids = self._takers[place]
        begin = bisect_right(ids, self._last)
        for one in chain(ids[begin:], ids[:begin]):
            if self._loads[one] < self._capacity:
                self._loads[one] += 1
                self._last = one
                return one
        return 0


def working_days(after: date, until: date) -> int:
    """How many there are after a day, until another one that counts."""
    days = (after + timedelta(days=one) for one in range(1, (until - after).days + 1))
    return sum(is_working_day(day) for day in days)
