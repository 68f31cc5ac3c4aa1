"""The drawing of a funnel: a river from stage to stage. Width is how much; what leaves falls away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alur.reporting.queries.rates import Rate

WIDE, TOP, TALL, FLOOR, BAR, EDGE = 1188, 14, 170, 206, 14, 16
GAP, MOST_OUT = 30, 86


@dataclass(frozen=True, slots=True)
class Reach:
    """A stage to draw: what came into it, what went on, what fell away, in one measure."""

    came: int
    on: int
    gone: int
    rate: Rate


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stage as drawn: its bar, the path of what went on (empty for none), and of what left."""

    x: float
    height: float
    flow: str
    out: str
    out_x: float
    rate: Rate
    rate_at: tuple[float, float]


@dataclass(frozen=True, slots=True)
class River:
    """Stretches of the stages, and the bar of what was won at the end."""

    stretches: list[Stretch]
    won_x: float
    won_height: float


def river(reaches: Sequence[Reach], won: int) -> River:
    """Lay stages out from left to right on one scale; the widest takes all of the height."""
    most = max([max(one.came, one.on + one.gone) for one in reaches] + [won, 1])
    column = WIDE / (len(reaches) + 1)

    def tall(value: int) -> float:
        return round(TALL * value / most, 1)

    heights = [tall(max(one.came, one.on + one.gone)) for one in reaches] + [tall(won)]
    found = []
    for number, one in enumerate(reaches):
        x = round(EDGE + column * number, 1)
        following = round(EDGE + column * (number + 1), 1)
        on, gone = tall(one.on), tall(one.gone)
        out_x = round(x + BAR + GAP, 1)
        middle = (x + BAR + following) / 2
        rate_y = TOP + on / 2 + 4 if on > 24 else TOP + on + 16
        found.append(
            Stretch(
                x,
                heights[number],
                _flow(x + BAR, following, on, min(on, heights[number + 1])) if one.on else "",
                _out(x + BAR, out_x, heights[number], gone) if one.gone else "",
                out_x + min(gone, MOST_OUT) / 2,
                one.rate,
                (round(middle, 1), round(rate_y, 1)),
            )
        )
    return River(found, round(EDGE + column * len(reaches), 1), heights[-1])


def _flow(x: float, to_x: float, height: float, to_height: float) -> str:
    middle = (x + to_x) / 2
    bottom, to_bottom = TOP + height, TOP + to_height
    return (
        f"M{x:.1f} {TOP}C{middle:.1f} {TOP} {middle:.1f} {TOP} {to_x:.1f} {TOP}V{to_bottom:.1f}"
        f"C{middle:.1f} {to_bottom:.1f} {middle:.1f} {bottom:.1f} {x:.1f} {bottom:.1f}Z"
    )


def _out(x: float, out_x: float, height: float, gone: float) -> str:
    bottom, top, width = TOP + height, TOP + height - gone, min(gone, MOST_OUT)
    right = out_x + width
    return (
        f"M{x:.1f} {top:.1f}C{x + 44:.1f} {top:.1f} {right:.1f} {top + 10:.1f} {right:.1f} {FLOOR}H{out_x:.1f}"
        f"C{out_x:.1f} {bottom + 6:.1f} {out_x - 16:.1f} {bottom:.1f} {x:.1f} {bottom:.1f}Z"
    )
