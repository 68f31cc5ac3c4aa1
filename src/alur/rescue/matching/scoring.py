"""How sure it is that two records are one, in points that add up: each with its reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from math import cos, hypot, radians

from alur.kernel.likeness import Alike, companies_alike, persons_alike
from alur.rescue.matching.deals import points_of_deals
from alur.rescue.matching.features import DEAL, ORGANIZATION, Features

LEAST = 60
"""From so many points on a pair is shown."""
SURE = 85
NEAR_METRES = 50
METRES_OF_A_DEGREE = 111_320
MICRO = 1_000_000
_CITY = 5


@dataclass(frozen=True, slots=True)
class Likeness:
    """`reasons` are (what, points): the largest first, what speaks against it last."""

    score: int
    reasons: tuple[tuple[str, int], ...]


def likeness(kind: str, one: Features, other: Features, common: Collection[str] = ()) -> Likeness:
    """`common` are words that many names have: a letter's difference between two of them is no typing error."""
    if kind == DEAL:
        points = points_of_deals(one, other)
    else:
        points = _of_companies(one, other, common) if kind == ORGANIZATION else _of_persons(one, other)
    points = [(what, worth) for what, worth in points if worth]
    if one.source[0] and one.source[0] == other.source[0] and one.source[1] != other.source[1]:
        points.append(("source", -20))
    total = sum(worth for _, worth in points)
    return Likeness(max(0, min(total, 99)), tuple(sorted(points, key=lambda point: -point[1])))


def _of_companies(one: Features, other: Features, common: Collection[str]) -> list[tuple[str, int]]:
    alike = companies_alike(one.words, other.words, common)
    points = [(_named(alike), round(alike.score * 0.75))]
    if one.form and other.form and one.form != other.form:
        points.append(("form", -6))
    points += _of_reach(one, other, is_named_alike=bool(alike.score))
    if one.region and other.region:
        if one.region[:_CITY] == other.region[:_CITY]:
            points.append(("city", 8))
        else:
            points.append(("city_differs", -25 if one.region[:2] == other.region[:2] else -30))
    if one.street and one.street == other.street and one.region[:_CITY] == other.region[:_CITY]:
        points.append(("street", 12))
    distance = _metres(one, other)
    if distance is not None and distance <= NEAR_METRES:
        points.append(("place", 15))
    return points


def _of_persons(one: Features, other: Features) -> list[tuple[str, int]]:
    alike = persons_alike(one.words, other.words)
    if not alike.score:
        return []  # two people may share a shop's number
    points = [(_named(alike), alike.score // 2), *_of_reach(one, other, is_named_alike=True)]
    if one.company is not None and one.company == other.company:
        points.append(("company", 25))
    return points


def _of_reach(one: Features, other: Features, *, is_named_alike: bool) -> list[tuple[str, int]]:
    points = []
    if one.phones & other.phones:
        points.append(("phone", 38))
    elif one.phones and other.phones:
        points.append(("phone_differs", -4))
    if one.mails & other.mails:
        points.append(("mail", 38))
    elif one.domains & other.domains:
        points.append(("domain", 20 if is_named_alike else 14))
    return points


def _named(alike: Alike) -> str:
    return f"name_{alike.words or 'same'}"


def _metres(one: Features, other: Features) -> float | None:
    if one.place is None or other.place is None:
        return None
    north = (one.place[0] - other.place[0]) / MICRO * METRES_OF_A_DEGREE
    east = (one.place[1] - other.place[1]) / MICRO * METRES_OF_A_DEGREE * cos(radians(one.place[0] / MICRO))
    return hypot(north, east)
