"""The drawing of a waterfall: where each bar stands. Sizes are those of the mock, in pixels of the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

WIDE, TALL, LEFT, FLOOR, TOP = 1180, 238, 66, 196, 24
NARROW, ROW = 326, 50
MOST_TICKS = 5
CUT = 0.35
"""From this share of the highest on, the lowest level is far enough from zero to cut the end bars."""


@dataclass(frozen=True, slots=True)
class Level:
    """A bar to draw: from one value to another. `kind` is base, up, dn or win."""

    key: str
    kind: str
    before: int
    after: int

    @property
    def is_end(self) -> bool:
        return self.kind == "base"


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar as it is drawn; `middle` is where its words stand, `joins` how far the line from the last one reaches."""

    level: Level
    x: float
    y: float
    width: float
    height: float
    middle: float
    joins: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True)
class Waterfall:
    """`ticks` are (place, value); where `is_cut`, the scale does not begin at zero and the end bars say so."""

    bars: list[Bar]
    ticks: list[tuple[float, int]]
    is_cut: bool
    height: float


def levels_of(start: int, steps: Sequence[tuple[str, str, int]], end: int) -> list[Level]:
    """The bars of a waterfall: steps are (key, kind, change)."""
    found, level = [Level("start", "base", 0, start)], start
    for key, kind, change in steps:
        found.append(Level(key, kind, level, level + change))
        level += change
    return [*found, Level("end", "base", 0, end)]


def wide(levels: Sequence[Level]) -> Waterfall:
    """Bars side by side on one scale."""
    lowest, highest, is_cut = _scale(levels)
    slot = (WIDE - LEFT) / len(levels)
    width = min(76, slot * 0.62)

    def place(value: float) -> float:
        return round(FLOOR - (FLOOR - TOP) * (value - lowest) / ((highest - lowest) or 1), 1)

    bars: list[Bar] = []
    for number, level in enumerate(levels):
        x = round(LEFT + slot * number + (slot - width) / 2, 1)
        top = place(max(level.before, level.after))
        bottom = FLOOR if level.is_end else place(min(level.before, level.after))
        joins = (bars[-1].x + bars[-1].width, place(_begins(level)), x) if bars else None
        bars.append(
            Bar(level, x, top, round(width, 1), max(1.0, round(bottom - top, 1)), x + round(width / 2, 1), joins)
        )
    ticks = [(place(value), value) for value in ticks_of(lowest, highest)]
    return Waterfall(bars, ticks, is_cut, TALL)


def narrow(levels: Sequence[Level]) -> Waterfall:
    """The same for a phone: bars below each other."""
    lowest, highest, is_cut = _scale(levels)

    def place(value: float) -> float:
        return round(NARROW * (value - lowest) / ((highest - lowest) or 1), 1)

    bars = []
    for number, level in enumerate(levels):
        x = 0.0 if level.is_end else place(min(level.before, level.after))
        width = max(1.0, round(place(max(level.before, level.after)) - x, 1))
        bars.append(Bar(level, x, ROW * number + 20, width, 12, 0, None))
    return Waterfall(bars, [], is_cut, ROW * len(levels))


def _begins(level: Level) -> int:
    return level.after if level.is_end else level.before


def _scale(levels: Sequence[Level]) -> tuple[float, float, bool]:
    reached = [value for level in levels for value in ((level.after,) if level.is_end else (level.before, level.after))]
    lowest, highest = min(reached), max(reached)
    if lowest > highest * CUT:
        return lowest - (highest - lowest or highest) * 0.25, highest, True
    return min(0, lowest), highest, False


def ticks_of(lowest: float, highest: float) -> list[int]:
    """Round values inside a scale, at most five."""
    least = (highest - lowest) / MOST_TICKS
    if least <= 0:
        return [round(highest)]
    power = 10 ** max(0, floor(log10(least)))
    step = next(power * times for times in (1, 2, 5, 10, 20) if power * times >= least)
    return list(range(ceil(lowest / step) * step, floor(highest) + 1, step))
