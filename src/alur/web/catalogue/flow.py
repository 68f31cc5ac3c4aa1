"""A product's months, stages and discounts as they are drawn: bars as heights and widths, money in one unit."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from alur.kernel.currency import digits_of, symbol_of
from alur.pipeline.queries.product_sales import Month, ProductSales, StageShare
from alur.web.shell.formats import Formats

TALLEST = 29.0
"""Units of the chart's own scale: 29 fill its height."""
RAMP = 5
LAST_BUCKET = 15
WIDTH, GAP = 20, 22


@dataclass(frozen=True, slots=True)
class Bar:
    month: Month
    entered: float
    won: float


@dataclass(frozen=True, slots=True)
class Flow:
    """`unit` names what amounts are counted in; `power` is the ten that they are divided by."""

    bars: list[Bar]
    unit: str
    power: int

    def amount(self, minor: int, f: Formats) -> str:
        return f.number(round(minor / 10**self.power))

    @property
    def entered(self) -> int:
        return sum(bar.month.entered for bar in self.bars)

    @property
    def won(self) -> int:
        return sum(bar.month.won for bar in self.bars)


@dataclass(frozen=True, slots=True)
class Where:
    share: StageShare
    width: float
    ramp: int


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bar of the discounts: those of so many percent, the last one those above too."""

    percent: int
    x: int
    height: float
    is_median: bool


def flow_of(sales: ProductSales, f: Formats) -> Flow:
    largest = max((max(one.entered, one.won) for one in sales.months), default=0) or 1
    bars = [
        Bar(one, round(one.entered * TALLEST / largest, 2), round(one.won * TALLEST / largest, 2))
        for one in sales.months
    ]
    digits, millions, thousands = digits_of(f.currency), _("mn"), _("k")
    if digits == 0:
        return Flow(bars, f"{symbol_of(f.currency)} {millions}", 6)
    return Flow(bars, f"{f.currency} {thousands}", 3 + digits)


def where_of(sales: ProductSales) -> list[Where]:
    largest = max((one.quantity for one in sales.stages), default=0) or 1
    return [Where(one, round(one.quantity * 100 / largest, 1), _ramp(one)) for one in sales.stages]


def _ramp(share: StageShare) -> int:
    return 1 + round((share.number - 1) * (RAMP - 1) / max(share.total - 1, 1))


def about(thousandths: int) -> int:
    """An expected quantity without the decimals that it cannot know: whole from ten on, tenths below."""
    step = 1000 if thousandths >= 10_000 else 100
    return (thousandths + step // 2) // step * step


def discounts_of(sales: ProductSales) -> list[Bucket]:
    counted: dict[int, int] = {}
    for percent, units in sales.discounts.items():
        bucket = min(percent, LAST_BUCKET)
        counted[bucket] = counted.get(bucket, 0) + units
    if not counted or set(counted) == {0}:
        return []
    largest = max(counted.values())
    median = min(sales.median_discount or 0, LAST_BUCKET)
    return [
        Bucket(percent, 1 + percent * GAP, round(counted.get(percent, 0) * 34 / largest, 1), percent == median)
        for percent in range(max(*counted, 5) + 1)
    ]
