"""What deals like this one had before they were won, and what this one lacks: from the workspace's own history."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from alur.conversations.models import Activity, ActivityKind
from alur.pipeline.models import Deal, DealPerson, Evidence, LineItem, Status, Step
from alur.tenancy.models import Member

NEWEST = 200
"""So many of the newest won ones are looked at: what the team does now, and quickly read."""
FEWEST = 5
BAND = 4
"""Alike in value: from a quarter of it to four times."""
USUAL = 50
"""Percent of the won ones from which a step, or a meeting, is usual."""
FACE_TO_FACE = (ActivityKind.MEETING, ActivityKind.VISIT)


@dataclass(frozen=True, slots=True)
class Had:
    """What a deal had, or in the median had: days from its beginning, things done, meetings and visits, people,
    discount in basis points, and ids of steps with evidence."""

    days: float
    talks: float
    meetings: float
    people: float
    discount: float
    steps: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class UsualStep:
    """`percent` of the won ones had it."""

    step: Step
    percent: int
    is_done: bool


@dataclass(frozen=True, slots=True)
class WonLike:
    """`count` won deals stand behind it; below FEWEST nothing is said. `least` and `most` are the values looked at, in
    minor units of the workspace's currency, None where all of the pipeline are."""

    count: int
    own: Had
    usual: Had
    met_percent: int
    steps: list[UsualStep]
    least: int | None
    most: int | None

    @property
    def says(self) -> bool:
        return self.count >= FEWEST

    @property
    def missing_steps(self) -> list[UsualStep]:
        return [one for one in self.steps if not one.is_done]

    @property
    def lacks_meeting(self) -> bool:
        return self.met_percent >= USUAL and not self.own.meetings

    @property
    def lacks_people(self) -> int:
        return max(0, int(self.usual.people) - int(self.own.people))

    @property
    def lacks_talks(self) -> int:
        return max(0, int(self.usual.talks) - int(self.own.talks))


def won_like(member: Member, deal: Deal, *, at: datetime) -> WonLike:
    """The newest won deals in sight in the deal's pipeline, of about its value where there are enough of those."""
    won: Any = Deal.objects.visible_to(member).filter(
        pipeline_id=deal.pipeline_id, status=Status.WON, closed_at__isnull=False
    )
    least = most = None
    alike = _newest(won.filter(amount__gte=deal.amount // BAND, amount__lte=deal.amount * BAND)) if deal.amount else []
    if len(alike) >= FEWEST:
        least, most = deal.amount // BAND, deal.amount * BAND
    else:
        alike = _newest(won)
    had = _had(member.workspace_id, {row[0]: row[2] - row[1] for row in alike})
    own = _had(member.workspace_id, {deal.id: at - deal.created_at})[deal.id]
    met = sum(1 for one in had.values() if one.meetings)
    return WonLike(
        count=len(had),
        own=own,
        usual=_middle(had.values()),
        met_percent=100 * met // len(had) if had else 0,
        steps=_usual_steps(member.workspace_id, deal.pipeline_id, had.values(), own),
        least=least,
        most=most,
    )


def _newest(won: Any) -> list[tuple[int, datetime, datetime]]:
    return list(won.order_by("-closed_at").values_list("id", "created_at", "closed_at")[:NEWEST])


def _had(workspace_id: int, lasted: Mapping[int, Any]) -> dict[int, Had]:
    ids = list(lasted)
    of = {"workspace_id": workspace_id, "deal_id__in": ids}
    talks: dict[int, Counter[str]] = defaultdict(Counter)
    done: Any = Activity.objects.filter(**of, done_at__isnull=False, deleted_at__isnull=True)
    for deal_id, kind in done.exclude(kind=ActivityKind.NOTE).values_list("deal_id", "kind"):
        talks[deal_id][kind] += 1
    people = Counter(DealPerson.objects.filter(**of).values_list("deal_id", flat=True))
    steps: dict[int, set[int]] = defaultdict(set)
    for deal_id, step_id in Evidence.objects.filter(**of, removed_at__isnull=True).values_list("deal_id", "step_id"):
        steps[deal_id].add(step_id)
    discounts: dict[int, list[int]] = defaultdict(list)
    for deal_id, discount in LineItem.objects.filter(**of).values_list("deal_id", "discount"):
        discounts[deal_id].append(discount)
    return {
        deal_id: Had(
            days=lasted[deal_id].days,
            talks=talks[deal_id].total(),
            meetings=sum(talks[deal_id][kind] for kind in FACE_TO_FACE),
            people=people[deal_id],
            discount=max(discounts[deal_id], default=0),
            steps=frozenset(steps[deal_id]),
        )
        for deal_id in ids
    }


def _middle(had: Collection[Had]) -> Had:
    if not had:
        return Had(0, 0, 0, 0, 0)
    return Had(
        days=median(one.days for one in had),
        talks=median(one.talks for one in had),
        meetings=median(one.meetings for one in had),
        people=median(one.people for one in had),
        discount=median(one.discount for one in had),
    )


def _usual_steps(workspace_id: int, pipeline_id: int, had: Collection[Had], own: Had) -> list[UsualStep]:
    counted: Counter[int] = Counter(step_id for one in had for step_id in one.steps)
    kept: dict[str, Any] = {"deleted_at__isnull": True, "stage__deleted_at__isnull": True}
    rows = Step.objects.filter(workspace_id=workspace_id, stage__pipeline_id=pipeline_id, **kept)
    steps: Iterable[Step] = rows.order_by("stage__position", "position", "id")
    usual = [(one, 100 * counted[one.id] // len(had)) for one in steps if had]
    return [UsualStep(one, percent, one.id in own.steps) for one, percent in usual if percent >= USUAL]
