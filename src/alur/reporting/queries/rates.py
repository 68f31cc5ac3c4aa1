"""Shares with their doubt, and days as the middle and the long tail have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

EIGHTY = 1.2816
"""Standard deviations on either side of the middle that hold 80 of 100."""


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` of `of`. A share of none is not nought: it is not known."""

    count: int
    of: int

    @property
    def percent(self) -> float | None:
        return 100 * (self.count / self.of) if self.of else None

    @property
    def range(self) -> tuple[float, float] | None:
        """Where the true share lies with 80 % certainty, in percent (Wilson's interval)."""
        if not self.of:
            return None
        share, n, z = self.count / self.of, self.of, EIGHTY
        middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        reach = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        # At none and at all, sums of fractions miss the very end by a hair.
        return 100 * max(0.0, min(share, middle - reach)), 100 * min(1.0, max(share, middle + reach))


@dataclass(frozen=True, slots=True)
class Days:
    """Whole days: half of the `count` took `median` at most, nine of ten `p90` at most. None where there are none."""

    count: int
    median: int | None
    p90: int | None


def days_of(counted: Mapping[int, int]) -> Days:
    """The middle and the long tail of days that were counted so often."""
    count = sum(counted.values())
    return Days(count, _at(counted, count, 50), _at(counted, count, 90))


def _at(counted: Mapping[int, int], count: int, percent: int) -> int | None:
    """The smallest number of days that so many percent do not exceed."""
    rank, passed = -(-count * percent // 100), 0
    for days, times in sorted(counted.items()):
        passed += times
        if times and passed >= rank:
            return days
    return None
