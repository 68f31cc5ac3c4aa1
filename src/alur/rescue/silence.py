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
    """Whole days, rounded up, at least one; None where there are too few stays, or the estimate does not get so far.

    `moved` are the seconds that won deals stayed in a stage before they moved on or were won, `waiting` those for which
    open deals have stood there until now: they are censored, for they may move on at any later time.
    """
    if len(moved) < ENOUGH:
        return None
    stays = sorted([(stay, True) for stay in moved] + [(stay, False) for stay in waiting], key=lambda one: one[0])
    at_risk, staying = len(stays), 1.0
    seconds: float
    for seconds, together in groupby(stays, key=lambda one: one[0]):
        ends = [has_moved for _, has_moved in together]
        staying *= 1 - sum(ends) / at_risk
        at_risk -= len(ends)
        if staying <= 1 - MOVED_ON + 1e-9:
            return max(1, ceil(seconds / A_DAY))
    return None
