"""Companies and persons that are likely the same as what is being typed."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

from alur.kernel.names import name_key, name_words
from alur.people.models import Organization, Person

CANDIDATES = 40
LEAST_SCORE = 60
SAME_SCORE = 90


@dataclass(frozen=True, slots=True)
class Match:
    """`score` is 0 to 100; from 90 on it is likely the same. `detail` helps to tell them apart."""

    id: int
    name: str
    detail: str
    score: int

    @property
    def is_likely_same(self) -> bool:
        return self.score >= SAME_SCORE


def similar_organizations(workspace_id: int, name: str, limit: int = 6) -> list[Match]:
    """By the beginning of the name's key: one index range, whatever the number of companies."""
    key = name_key(name)
    if not key:
        return []
    rows = Organization.objects.filter(
        workspace_id=workspace_id, name_key__gte=key[:4], name_key__lt=key[:4] + "\uffff"
    ).values_list("id", "name", "name_key", "region_name")
    return _ranked(key, list(rows[:CANDIDATES]) + _exact(workspace_id, key), limit)


def _exact(workspace_id: int, key: str) -> list[tuple[int, str, str, str]]:
    return list(
        Organization.objects.filter(workspace_id=workspace_id, name_key=key).values_list(
            "id", "name", "name_key", "region_name"
        )[:5]
    )


def similar_persons(workspace_id: int, name: str, limit: int = 6) -> list[Match]:
    key = name_key(name)
    if not key:
        return []
    rows = Person.objects.filter(
        workspace_id=workspace_id, name_key__gte=key[:4], name_key__lt=key[:4] + "\uffff"
    ).values_list("id", "name", "name_key", "job_title")
    return _ranked(key, list(rows[:CANDIDATES]), limit)


def _ranked(key: str, rows: list[tuple[int, str, str, str]], limit: int) -> list[Match]:
    found: dict[int, Match] = {}
    for record_id, name, its_key, detail in rows:
        score = 100 if its_key == key else int(max(fuzz.ratio(key, its_key), 85 if its_key.startswith(key) else 0))
        if score >= LEAST_SCORE:
            found[record_id] = Match(record_id, name, detail, score)
    return sorted(found.values(), key=lambda match: (-match.score, match.name))[:limit]


def likely_same(name: str, other: str) -> bool:
    """Would two names be taken for one?"""
    return name_key(name) == name_key(other) or set(name_words(name)) == set(name_words(other))
