"""Where blocks stand on a day's axis: how far down, how long, and side by side where they begin together.

A block may lie over the rest of an earlier one, never over its first line: the names are what is read.
"""

from __future__ import annotations

from collections.abc import Sequence

STEP = 5
SHORTEST = 20
MOST_LANES = 4
"""More than four side by side cannot be read: the fifth lies over the fourth."""

FIRST_LINE = 25
"""Minutes that the first line of a block takes on the axis."""

Span = tuple[int, int]
"""Begin and end in minutes."""


def lanes(spans: Sequence[Span]) -> list[tuple[int, int]]:
    """For spans in order of their begin: the lane of each, and how many lanes it shares the width with: those of the
    ones whose first lines it meets.
    """
    placed: list[tuple[int, int]] = []
    group: list[int] = []
    ends: list[int] = []
    for begin, last in spans:
        end = min(last, begin + FIRST_LINE)
        if ends and begin >= max(ends):
            placed += _with_width(group)
            group, ends = [], []
        lane = next((number for number, until in enumerate(ends) if until <= begin), len(ends))
        if lane == len(ends):
            ends.append(end)
        else:
            ends[lane] = end
        group.append(lane)
    return placed + _with_width(group)


def covered(spans: Sequence[Span]) -> list[int]:
    """For each, over how many earlier ones it lies: those that still last, though their first line is past."""
    return [
        sum(other_begin + FIRST_LINE <= begin < other_end for other_begin, other_end in spans[:place])
        for place, (begin, _end) in enumerate(spans)
    ]


def in_sight(spans: Sequence[Span]) -> list[int]:
    """For each, its minutes until the first later one that lies over it; all of them where none does."""
    return [
        min(
            (other - begin for other, _end in spans[place + 1 :] if begin + FIRST_LINE <= other < end),
            default=end - begin,
        )
        for place, (begin, end) in enumerate(spans)
    ]


def quantized(minutes: int) -> int:
    return minutes // STEP * STEP


def _with_width(group: Sequence[int]) -> list[tuple[int, int]]:
    width = min(MOST_LANES, max(group, default=0) + 1)
    return [(min(lane, width - 1), width) for lane in group]
