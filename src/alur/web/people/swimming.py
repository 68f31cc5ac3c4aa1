"""Where the bars of a company's deals stand: a lane for each product family, on one axis of months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from alur.catalogue.models import ProductFamily
from alur.pipeline.models import Status
from alur.pipeline.queries.engagement import DealRow
from alur.web.shell.formats import Formats

MONTHS_BACK = 6
"""Further back only as far as the last deal that ended: eighteen months would leave no room for amounts."""
MOST_ENDED = 4
"""Of a lane's deals that ended, the last ones: forty lost ones would hide what is under way."""
MOST_MONTHS_AHEAD = 4
MOST_TICKS = 11
LEAST_WIDTH = 25.0
"""Wide enough for a few words and an amount."""
_ALIVE = (Status.OPEN, Status.POSTPONED)
RAMP = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """From `a` to `b` in percent of the axis, in the lane's row `i`. `done` are the stages of the ramp behind it."""

    deal: DealRow
    a: float
    b: float
    i: int

    @property
    def parts(self) -> list[int]:
        """A part for each stage: its colour of the ramp, or 0 where the deal has not come yet."""
        total = self.deal.total
        return [
            1 + round(place * (RAMP - 1) / max(total - 1, 1)) if place < self.deal.number else 0
            for place in range(total)
        ]


@dataclass(frozen=True, slots=True)
class Lane:
    family: ProductFamily | None
    bars: list[Bar]

    @property
    def rows(self) -> int:
        return 1 + max(bar.i for bar in self.bars)


@dataclass(frozen=True, slots=True)
class Swim:
    """`ticks` are equal parts of the axis by their first day; `today` in percent of it; `shown` of all are drawn."""

    lanes: list[Lane]
    ticks: list[date]
    today: float

    @property
    def shown(self) -> int:
        return sum(len(lane.bars) for lane in self.lanes)


def swim(rows: Sequence[DealRow], f: Formats) -> Swim:
    today = f.today
    rows = _worth_drawing(rows)
    ends = {row.id: max(_end(row, f), _begin(row, f)) for row in rows}
    reach = min(_months(today, -MONTHS_BACK), max(ends.values(), default=today))
    first = _month(max(min((_begin(row, f) for row in rows), default=today), reach))
    last = _months(min(max([today, *ends.values()]), _months(today, MOST_MONTHS_AHEAD)), 1)
    count = (last.year - first.year) * 12 + last.month - first.month
    step = -(-count // MOST_TICKS)
    ticks = [_months(first, number) for number in range(0, count, step)]
    span = (_months(ticks[-1], step) - first).days

    def percent(day: date) -> float:
        return min(max((day - first).days / span * 100, 0.0), 100.0)

    shown = [row for row in rows if ends[row.id] >= first]
    lanes: dict[int | None, list[tuple[DealRow, float, float]]] = defaultdict(list)
    families: dict[int | None, ProductFamily | None] = {}
    for row in shown:
        a, b = _widened(percent(_begin(row, f)), percent(ends[row.id]), ended=row.status not in _ALIVE)
        key = row.family.id if row.family else None
        families[key] = row.family
        lanes[key].append((row, round(a, 2), round(b, 2)))
    ordered = sorted(lanes, key=lambda key: (families[key] is None, getattr(families[key], "position", 0)))
    return Swim([Lane(families[key], list(_rows(lanes[key]))) for key in ordered], ticks, round(percent(today), 2))


def _widened(a: float, b: float, *, ended: bool) -> tuple[float, float]:
    """Room for its words: before the day it ended, so that nothing won reaches past today; else after it began."""
    if ended:
        a = max(min(a, b - LEAST_WIDTH), 0.0)
    b = min(max(b, a + LEAST_WIDTH), 100.0)
    return min(a, b - LEAST_WIDTH), b


def _worth_drawing(rows: Sequence[DealRow]) -> list[DealRow]:
    """All that are open or postponed, and of each family the last that ended: the won ones before the others."""
    ended: dict[int | None, list[DealRow]] = defaultdict(list)
    for row in rows:
        if row.status not in _ALIVE:
            ended[row.family.id if row.family else None].append(row)
    for lane in ended.values():
        lane.sort(key=lambda row: (row.status == Status.WON, row.closed_at or row.created_at))
    kept = {row.id for lane in ended.values() for row in lane[-MOST_ENDED:]}
    return [row for row in rows if row.status in _ALIVE or row.id in kept]


def _rows(bars: Iterable[tuple[DealRow, float, float]]) -> Iterable[Bar]:
    """No bar over another: each goes into the first row that is free where it begins."""
    free: list[float] = []
    for row, a, b in sorted(bars, key=lambda bar: bar[1]):
        place = next((number for number, until in enumerate(free) if until <= a), len(free))
        free[place : place + 1] = [b]
        yield Bar(row, a, b, place)


def _begin(row: DealRow, f: Formats) -> date:
    return row.created_at.astimezone(f.zone).date()


def _end(row: DealRow, f: Formats) -> date:
    if row.closed_at is not None:
        return row.closed_at.astimezone(f.zone).date()
    return max(row.expected_close_on or f.today + timedelta(days=14), f.today)


def _month(day: date) -> date:
    return day.replace(day=1)


def _months(day: date, count: int) -> date:
    """The first of the month that many months away."""
    months = day.year * 12 + day.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)
