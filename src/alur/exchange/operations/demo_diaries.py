"""The diaries of the sample company's sellers: no one is at two places at once, and at noon everyone eats."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models.functions import Coalesce

from alur.conversations.models import Activity
from alur.exchange.operations.demo_hours import NOON, coming_hour, is_open_on, past_hour, quarters_of
from alur.tenancy.models import Workspace

AN_HOUR, HALF_AN_HOUR = 4, 2
"""Quarters that a visit or meeting takes, and any other thing."""
LONG = frozenset({"visit", "meeting"})
A_FEW_WEEKS = timedelta(weeks=6)
"""So far a talk is moved to find a free hour; beyond that two things may be at one time."""


class Diaries:
    """Which quarters of an hour each seller has given away. Those of what came in earlier are read once."""

    def __init__(self, workspace: Workspace) -> None:
        self.zone: ZoneInfo = workspace.zone
        self._taken: dict[tuple[int | None, date], set[int]] = {}
        kept = Activity.objects.filter(workspace_id=workspace.id, deal__isnull=False).exclude(kind="note")
        rows = kept.annotate(at=Coalesce("done_at", "due_at")).filter(at__isnull=False)
        for owner, kind, at in rows.values_list("owner_id", "kind", "at"):
            local = at.astimezone(self.zone)
            self._take(owner, local.date(), _quarter(local), length_of(kind))

    def past(
        self, owner: int | None, moment: datetime, chance: random.Random, *, after: datetime, before: datetime
    ) -> datetime:
        """An hour at work near that moment in which the seller was free, or half of one, not before `after`."""
        drawn = past_hour(moment, self.zone, chance, before=before)
        wanted = drawn.astimezone(self.zone)
        first, last = (one.astimezone(self.zone).date() for one in (after, before))
        for length in (AN_HOUR, HALF_AN_HOUR):
            for day in _days_around(wanted.date(), first, last):
                for at in self._free(owner, day, _quarter(wanted), length):
                    if after <= at < before:
                        return self._give(owner, at, length)
        return max(drawn, after)

    def coming(self, owner: int | None, day: date, kind: str, chance: random.Random) -> datetime:
        """An hour on that working day or the next ones in which the seller is free."""
        wanted = coming_hour(day, self.zone, chance).astimezone(self.zone)
        day, length = wanted.date(), length_of(kind)
        while True:
            for at in self._free(owner, day, _quarter(wanted), length):
                return self._give(owner, at, length)
            day += timedelta(days=1)

    def _free(self, owner: int | None, day: date, wanted: int, length: int) -> Iterator[datetime]:
        """Starts of free hours on a day, the nearest to the wanted one first."""
        if not is_open_on(day):
            return
        taken = self._taken.get((owner, day), set())
        for start in sorted(quarters_of(day), key=lambda one: (abs(one - wanted), one)):
            hours = range(start, start + length)
            if taken.isdisjoint(hours) and NOON.isdisjoint(hours):
                yield datetime.combine(day, time(start // 4, start % 4 * 15), tzinfo=self.zone)

    def _give(self, owner: int | None, at: datetime, length: int) -> datetime:
        self._take(owner, at.date(), _quarter(at), length)
        return at

    def _take(self, owner: int | None, day: date, start: int, length: int) -> None:
        self._taken.setdefault((owner, day), set()).update(range(start, start + length))


def _days_around(wanted: date, first: date, last: date) -> Iterator[date]:
    """Back from the wanted day to the first, then on to the last, a few weeks either way."""
    back = (wanted - max(first, wanted - A_FEW_WEEKS)).days
    on = (min(last, wanted + A_FEW_WEEKS) - wanted).days
    for away in (*range(0, -back - 1, -1), *range(1, on + 1)):
        yield wanted + timedelta(days=away)


def length_of(kind: str) -> int:
    """In quarters of an hour."""
    return AN_HOUR if kind in LONG else HALF_AN_HOUR


def _quarter(local: datetime) -> int:
    return local.hour * 4 + local.minute // 15
