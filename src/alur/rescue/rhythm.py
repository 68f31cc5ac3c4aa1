"""How often a customer orders, from its own orders alone, and from when on its silence is out of the ordinary."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

ENOUGH = 3
"""So many days with an order make a rhythm."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`double_gap_days` is twice the median gap; `silent_on` the first day on which the silence is longer than that."""

    order_days: int
    double_gap_days: int
    last_order_on: date

    @property
    def silent_on(self) -> date:
        return self.last_order_on + timedelta(days=self.double_gap_days + 1)


def rhythm_of(ordered_on: Collection[date]) -> Rhythm | None:
    """None for fewer than three different days. Several orders of one day are one."""
    days = sorted(set(ordered_on))
    if len(days) < ENOUGH:
        return None
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    return Rhythm(len(days), int(2 * median(gaps)), days[-1])
