"""Which objections were heard in deals like this one, and which answers preceded a win."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from alur.conversations.models import Objection, ObjectionAnswer, ObjectionHeard
from alur.pipeline.access import owners_seen_by
from alur.pipeline.models import Deal, Status
from alur.tenancy.models import Member

NEWEST = 2000
"""So many of the newest ones heard are looked at."""
FEWEST = 5
BAND = 4
"""Deals like this one: of its pipeline, and from a quarter of its value to four times where there are enough."""


@dataclass(frozen=True, slots=True)
class AnswerTold:
    """Given in `given` deals, of which `won` were won."""

    text: str
    given: int
    won: int


@dataclass(frozen=True, slots=True)
class ObjectionTold:
    """Heard in `heard` deals, of which `won` were won; the answers that preceded most wins first."""

    id: int
    title: str
    heard: int
    won: int
    answers: list[AnswerTold]


def heard_on(deal: Deal) -> list[ObjectionHeard]:
    """The newest first."""
    rows = ObjectionHeard.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id, deleted_at__isnull=True)
    return list(rows.select_related("objection", "answer", "member").order_by("-heard_at", "-id"))


def objections_kept(workspace_id: int) -> list[tuple[Objection, list[ObjectionAnswer]]]:
    """The team's list, each with its answers. Two queries."""
    answers: dict[int, list[ObjectionAnswer]] = defaultdict(list)
    for one in ObjectionAnswer.objects.filter(workspace_id=workspace_id, deleted_at__isnull=True).order_by("id"):
        answers[one.objection_id].append(one)
    rows = Objection.objects.filter(workspace_id=workspace_id, deleted_at__isnull=True).order_by("title", "id")
    return [(one, answers[one.id]) for one in rows]


def objections_like(member: Member, deal: Deal) -> list[ObjectionTold]:
    """From the deals in the member's sight: those heard most often first."""
    owners = owners_seen_by(member)
    rows: Any = ObjectionHeard.objects.filter(
        Q() if owners is None else Q(deal__owner_id__in=owners) | Q(deal__owner_id__isnull=True),
        workspace_id=deal.workspace_id,
        deleted_at__isnull=True,
        deal__pipeline_id=deal.pipeline_id,
        deal__deleted_at__isnull=True,
    )
    heard = list(
        rows.order_by("-heard_at").values_list(
            "objection_id", "objection__title", "answer__text", "deal_id", "deal__status", "deal__amount"
        )[:NEWEST]
    )
    alike = [row for row in heard if deal.amount // BAND <= row[5] <= deal.amount * BAND]
    return told(alike if deal.amount and len({row[3] for row in alike}) >= FEWEST else heard)


def told(heard: list[tuple[Any, ...]]) -> list[ObjectionTold]:
    """Counted by deals: said twice on one deal is once."""
    titles: dict[int, str] = {}
    deals: dict[int, dict[int, bool]] = defaultdict(dict)
    answered: dict[int, dict[str, dict[int, bool]]] = defaultdict(lambda: defaultdict(dict))
    for objection_id, title, answer, deal_id, status, _amount in heard:
        titles[objection_id] = title
        deals[objection_id][deal_id] = status == Status.WON
        if answer:
            answered[objection_id][answer][deal_id] = status == Status.WON
    found = [
        ObjectionTold(
            one,
            titles[one],
            len(of),
            sum(of.values()),
            sorted(
                (AnswerTold(text, len(given), sum(given.values())) for text, given in answered[one].items()),
                key=lambda answer: (-answer.won, -answer.given, answer.text),
            ),
        )
        for one, of in deals.items()
    ]
    return sorted(found, key=lambda one: (-one.heard, one.title))
