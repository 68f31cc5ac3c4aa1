"""How warm a deal is, from what is known of it: plain arithmetic that adds up on paper.

A receipt is a start and a line for each kind of evidence, in whole points, each rounded once. The score is the sum of
the lines that are shown and nothing else; where it would leave 0 to 100, the line that holds it in is shown too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import floor

START, LIMIT = "start", "limit"
LOWEST, HIGHEST = 0, 100
MOST = 4
"""So many of a kind count, the newest first, each half of the one before: ten calls are no ten times one call."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something known of a deal: since when (None: it has no age), and how much of it (1 unless it can be counted)."""

    kind: str
    at: datetime | None = None
    amount: float = 1.0


@dataclass(frozen=True, slots=True)
class Weight:
    """Points that a kind adds or takes, and in how many days they fade by half; None: they do not fade."""

    points: int
    half_life: int | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """What a pipeline's evidence counts. Below `warm_from` a deal is cold, from `hot_from` on it is hot."""

    kinds: Mapping[str, Weight] = field(default_factory=dict)
    start: int = 20
    warm_from: int = 35
    hot_from: int = 55

    def temperature(self, score: int) -> str:
        return "hot" if score >= self.hot_from else "warm" if score >= self.warm_from else "cold"


@dataclass(frozen=True, slots=True)
class Line:
    """A kind of evidence with its whole points; `at` is the newest of `count`."""

    kind: str
    points: int
    at: datetime | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Receipt:
    """`score` is the sum of the lines' points, from 0 to 100."""

    lines: tuple[Line, ...]
    score: int
    temperature: str


def receipt(evidence: Iterable[Evidence], weights: Weights, *, at: datetime) -> Receipt:
    """Lines in the order of the weights; a kind without a weight, or whose points have faded to 0, is left out."""
    found: dict[str, list[Evidence]] = defaultdict(list)
    for one in evidence:
        found[one.kind].append(one)
    lines = [Line(START, weights.start)]
    for kind, weight in weights.kinds.items():
        if kind in found:
            points = rounded(weight.points * strength(found[kind], weight.half_life, at=at))
            if points:
                ages = [one.at for one in found[kind] if one.at is not None]
                lines.append(Line(kind, points, max(ages, default=None), len(found[kind])))
    total = sum(line.points for line in lines)
    score = min(max(total, LOWEST), HIGHEST)
    if score != total:
        lines.append(Line(LIMIT, score - total))
    return Receipt(tuple(lines), score, weights.temperature(score))


def strength(evidence: Iterable[Evidence], half_life: int | None, *, at: datetime) -> float:
    """How much of a kind there is at an instant: what its points are multiplied by."""
    faded = sorted((one.amount * _left(one.at, half_life, at) for one in evidence), reverse=True)[:MOST]
    return sum(amount * 0.5**place for place, amount in enumerate(faded))


def rounded(points: float) -> int:
    """To whole points, halves away from 0."""
    whole = floor(abs(points) + 0.5)
    return whole if points >= 0 else -whole


def _left(since: datetime | None, half_life: int | None, at: datetime) -> float:
    if since is None or half_life is None:
        return 1.0
    days = max((at - since).total_seconds(), 0.0) / 86_400
    return float(0.5 ** (days / half_life))
