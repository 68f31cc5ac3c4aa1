"""Weights fitted to what became of deals, and how good weights are: plain arithmetic.

The model is additive, as the receipt is: the chance of winning is the logistic of a sum of strengths times weights. So
fitted weights are points like any others, and their receipt adds up as well.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from alur.warmth.scoring import Weight, Weights, rounded

RIDGE = 1.0
"""What holds weights back from 0 where little speaks for them: as much as one deal does."""
TURNS = 12
EIGHTY = 1.2816
TRIES = 400
MOST_POINTS = 100
LEAST_STEEP = 0.05
"""Log odds that a point is worth at least: else a score would run from 0 to 100 by nothing."""
Sample = tuple[Mapping[str, float], bool]
"""How much there was of each kind of evidence while the deal was open, and whether it was won."""


@dataclass(frozen=True, slots=True)
class Measures:
    """How well scores tell won deals from others, with the ranges (80 %) that so few deals leave open."""

    auc: float
    auc_range: tuple[float, float]
    brier: float
    brier_range: tuple[float, float]
    won: Mapping[str, tuple[int, int]]
    """Temperature to (won, deals)."""


def fit_points(samples: Sequence[Sample], kinds: Sequence[str], own: Weights) -> tuple[Weights, dict[str, list[int]]]:
    """Weights for these kinds, and the range (80 %) of each.

    They are scaled so that a score at the limits of warm and of hot means the same chance as by `own`, whose limits and
    half-lives stay. Where scores by `own` tell nothing, warm begins at the usual chance.
    """
    outcomes = [won for _sample, won in samples]
    rows = [[1.0, *(sample.get(kind, 0.0) for kind in kinds)] for sample, _won in samples]
    weights, spread = logistic(rows, outcomes)
    line, _ = logistic([[1.0, score_of(sample, own) / 10] for sample, _won in samples], outcomes)
    steepness, usual = line[1] / 10, sum(outcomes) / len(outcomes)
    at_warm = line[0] + steepness * own.warm_from
    if steepness < LEAST_STEEP:
        steepness, at_warm = LEAST_STEEP, log(usual / (1 - usual))
    scale = 1 / steepness

    def points_of(weight: float) -> int:
        return min(max(rounded(scale * weight), -MOST_POINTS), MOST_POINTS)

    points = {kind: points_of(weight) for kind, weight in zip(kinds, weights[1:], strict=True)}
    ranges = {
        kind: [points_of(weight - EIGHTY * error), points_of(weight + EIGHTY * error)]
        for kind, weight, error in zip(kinds, weights[1:], spread[1:], strict=True)
    }
    start = own.warm_from + points_of(weights[0] - at_warm)
    fitted = {kind: Weight(points.get(kind, one.points), one.half_life) for kind, one in own.kinds.items()}
    return Weights(fitted, start, own.warm_from, own.hot_from), ranges


def score_of(sample: Mapping[str, float], weights: Weights) -> int:
    """As a receipt adds it up."""
    lines = (rounded(weight.points * sample.get(kind, 0.0)) for kind, weight in weights.kinds.items())
    return min(max(weights.start + sum(lines), 0), 100)


def measure(train: Sequence[Sample], test: Sequence[Sample], weights: Weights) -> tuple[Measures, list[float]]:
    """What weights are worth on deals that were not used; and their squared misses, one for each of these deals.

    The chance that a score stands for is learnt from the deals before.
    """
    line, _ = logistic([[1.0, score_of(one, weights) / 10] for one, _won in train], [won for _one, won in train])
    scores = [score_of(one, weights) for one, _won in test]
    outcomes = [won for _one, won in test]
    chances = [_chance(line[0] + line[1] * score / 10) for score in scores]
    misses = [(chance - won) ** 2 for chance, won in zip(chances, outcomes, strict=True)]
    brier = sum(misses) / len(misses)
    error = sqrt(sum((miss - brier) ** 2 for miss in misses) / len(misses) / len(misses))
    won: dict[str, tuple[int, int]] = {}
    for score, is_won in zip(scores, outcomes, strict=True):
        count = won.get(weights.temperature(score), (0, 0))
        won[weights.temperature(score)] = (count[0] + is_won, count[1] + 1)
    area = auc(scores, outcomes)
    doubt = _auc_error(area, sum(outcomes), len(outcomes) - sum(outcomes))
    around = (max(brier - EIGHTY * error, 0.0), brier + EIGHTY * error)
    return Measures(
        area, (max(area - EIGHTY * doubt, 0.0), min(area + EIGHTY * doubt, 1.0)), brier, around, won
    ), misses


def surely_better(fitted: Sequence[float], own: Sequence[float]) -> int:
    """Percent: how often the fitted weights miss by less, when the deals are drawn again."""
    chance, count = random.Random(1), len(fitted)  # noqa: S311
    gains = [one - other for one, other in zip(own, fitted, strict=True)]
    wins = sum(sum(gains[chance.randrange(count)] for _ in range(count)) > 0 for _ in range(TRIES))
    return round(100 * wins / TRIES)


def auc(scores: Sequence[float], outcomes: Sequence[bool]) -> float:
    """The chance that a won deal has the higher score than one that was not; ties count half. 0.5 is guessing."""
    ranks: dict[float, float] = {}
    ordered = sorted(scores)
    first = 0
    while first < len(ordered):
        last = first
        while last < len(ordered) and ordered[last] == ordered[first]:
            last += 1
        ranks[ordered[first]] = (first + 1 + last) / 2
        first = last
    won = sum(outcomes)
    others = len(outcomes) - won
    if not won or not others:
        return 0.5
    total = sum(ranks[score] for score, is_won in zip(scores, outcomes, strict=True) if is_won)
    return (total - won * (won + 1) / 2) / (won * others)


def logistic(rows: Sequence[Sequence[float]], outcomes: Sequence[bool]) -> tuple[list[float], list[float]]:
    """Weights of the columns and their standard errors, by Newton's method. The first column, of ones, is not held."""
    width = len(rows[0])
    weights = [0.0] * width
    inverse: list[list[float]] = []
    for _ in range(TURNS):
        gradient = [-RIDGE * weight if place else 0.0 for place, weight in enumerate(weights)]
        curve = [[RIDGE if one == other and one else 0.0 for other in range(width)] for one in range(width)]
        curve[0][0] += 1e-9
        for row, won in zip(rows, outcomes, strict=True):
            chance = _chance(_dot(row, weights))
            miss, bend = won - chance, max(chance * (1 - chance), 1e-9)
            filled = [(place, value) for place, value in enumerate(row) if value]
            for place, value in filled:
                gradient[place] += miss * value
                line, bent = curve[place], bend * value
                for other, also in filled:
                    line[other] += bent * also
        inverse = _inverted(curve)
        step = [_dot(line, gradient) for line in inverse]
        weights = [weight + move for weight, move in zip(weights, step, strict=True)]
        if max(abs(move) for move in step) < 1e-6:
            break
    return weights, [sqrt(max(inverse[place][place], 0.0)) for place in range(width)]


def _inverted(matrix: Sequence[Sequence[float]]) -> list[list[float]]:
    size = len(matrix)
    rows = [[*line, *(1.0 if one == place else 0.0 for one in range(size))] for place, line in enumerate(matrix)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda place: abs(rows[place][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        head = rows[column][column]
        rows[column] = [value / head for value in rows[column]]
        for place in range(size):
            if place != column and rows[place][column]:
                factor = rows[place][column]
                rows[place] = [one - factor * other for one, other in zip(rows[place], rows[column], strict=True)]
    return [line[size:] for line in rows]


def _auc_error(area: float, won: int, others: int) -> float:
    """After Hanley and McNeil (1982)."""
    if not won or not others:
        return 0.5
    one, two = area / (2 - area), 2 * area**2 / (1 + area)
    spread = area * (1 - area) + (won - 1) * (one - area**2) + (others - 1) * (two - area**2)
    return sqrt(max(spread, 0.0) / (won * others))


def _chance(value: float) -> float:
    return 1 / (1 + exp(-max(min(value, 30.0), -30.0)))


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))
