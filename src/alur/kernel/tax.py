"""PPN, the Indonesian tax on what is sold: whole minor units, half up, line by line.

Since 2025 the tax is 12 % of eleven twelfths of a price. What was once computed is stored with the rate it was computed
at and never computed again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """From a day on: `percent` in basis points of the base, which is `base_of` / `base_whole` of a price."""

    valid_on: date
    percent: int
    base_of: int = 1
    base_whole: int = 1


PPN = (
    Rate(date(1985, 4, 1), 1_000),
    Rate(date(2022, 4, 1), 1_100),
    Rate(date(2025, 1, 1), 1_200, 11, 12),
)
"""By the day from which it holds, as the law has it."""


@dataclass(frozen=True, slots=True)
class Taxed:
    """A price without tax, what of it is taxed, and the tax."""

    net: int
    base: int
    tax: int

    @property
    def gross(self) -> int:
        return self.net + self.tax


def rate_on(day: date, rates: Sequence[Rate] = PPN) -> Rate:
    """The rate that holds on a day: of several from the same day, the last one named. ValueError before the first."""
    held = [rate for rate in rates if rate.valid_on <= day]
    if not held:
        raise ValueError(f"no rate holds on {day}")
    newest = max(rate.valid_on for rate in held)
    return [rate for rate in held if rate.valid_on == newest][-1]


def tax_on(net: int, rate: Rate) -> Taxed:
    """The tax that comes on top of a price."""
    base = half_up(net * rate.base_of, rate.base_whole)
    return Taxed(net, base, half_up(base * rate.percent, WHOLE))


def tax_within(gross: int, rate: Rate) -> Taxed:
    """The tax that a price has in it: what is left without it and the tax always come to that price.

    Where no price without tax comes to exactly this one (about one in ten), the tax is the rest: a unit off at most.
    """
    whole = rate.base_whole * WHOLE
    net = half_up(gross * whole, whole + rate.base_of * rate.percent)
    for near in (net, net - 1, net + 1):
        if near >= 0 and tax_on(near, rate).gross == gross:
            return tax_on(near, rate)
    return Taxed(net, half_up(net * rate.base_of, rate.base_whole), gross - net)


def half_up(number: int, divisor: int) -> int:
    """`number / divisor`, both zero or more, to the nearest whole; a half goes up."""
    return (2 * number + divisor) // (2 * divisor)
