"""How long the silence of a deal may last: what the deals that were won say, by a Kaplan-Meier estimate."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from math import ceil

A_DAY = 86_400
ENOUGH = 20
"""So many stays of won deals are needed before they say anything."""
MOVED_ON = 0.9
"""The limit is the time within which this share of the won deals moved on."""


def limit_days(moved: Sequence[float], waiting: Sequence[float]) -> int | None:
    """Whole days, rounded up, at least one; None where there are too few stays.

    `moved` are the seconds that won deals stayed in a stage before they moved on or were won, `waiting` those for which
    open deals have stood there until now: they are censored, for they may move on at any later time. Where the estimate
    ends above nothing, that share never will: the limit is that of the rest, or deals that died in silence long ago
    would let all others be silent for ever.
    """
    if len(moved) < ENOUGH:
        return None
    curve = _staying(moved, waiting)
    end = curve[-1][1]
    longest = next(at for at, staying in curve if 1 - staying >= MOVED_ON * (1 - end) - 1e-9)
    return max(1, ceil(longest / A_DAY))


def _staying(moved: Sequence[float], waiting: Sequence[float]) -> list[tuple[float, float]]:
    """The Kaplan-Meier estimate: (seconds, the share that stays for longer) at each time that something moved on."""
    stays = sorted([(stay, True) for stay in moved] + [(stay, False) for stay in waiting], key=lambda one: one[0])
    at_risk, staying, curve = len(stays), 1.0, []
    for seconds, together in groupby(stays, key=lambda one: one[0]):
        ends = [has_moved for _, has_moved in together]
        staying *= 1 - sum(ends) / at_risk
        at_risk -= len(ends)
        if any(ends):
            curve.append((seconds, staying))
    return curve
