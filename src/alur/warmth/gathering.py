"""The rows that evidence is read from, for many deals as of an instant: each table is read once, when first asked for.

What has no past of its own is taken as it is now: an activity as it was edited since, a person's role in a deal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from alur.conversations.models import Activity
from alur.orders.models import Quote, QuoteLink
from alur.pipeline.models import Answer, Deal, DealPerson, Evidence, Question, Stage, Status
from alur.pipeline.queries.qualification import qualify
from alur.tenancy.prepared import Given, Prepared, Slot, Slots

SILENCE = timedelta(days=14)
"""What is silence in a stage that has no limit of its own."""


@dataclass(frozen=True, slots=True)
class Place:
    """A deal, and where it stood at the instant."""

    deal_id: int
    pipeline_id: int
    stage_id: int
    stage_entered_at: datetime
    created_at: datetime
    organization_id: int | None


class Talk(NamedTuple):
    deal_id: int
    kind: str
    is_answered: bool | None
    due_at: datetime | None
    done_at: datetime | None
    created_at: datetime


class Part(NamedTuple):
    deal_id: int
    role: str
    job_title: str


_SOME = {"workspace_id": Slot("workspace_id"), "deal_id__in": [Slots("deals")]}
_TALKS = Prepared(
    lambda: Activity.objects.filter(**_SOME, deleted_at__isnull=True).values_list(
        "deal_id", "kind", "is_answered", "due_at", "done_at", "created_at"
    )
)
_STEPS = Prepared(
    lambda: Evidence.objects.filter(**_SOME, given_at__lte=Slot("at")).values_list("deal_id", "given_at", "removed_at")
)
_PARTS = Prepared(
    lambda: DealPerson.objects.filter(**_SOME, person__created_at__lte=Slot("at")).values_list(
        "deal_id", "role", "person__job_title", "person__created_at"
    )
)
_QUOTES = Prepared(lambda: Quote.objects.filter(**_SOME, sent_at__lte=Slot("at")).values_list("deal_id", "sent_at"))
_OPENED = Prepared(
    lambda: QuoteLink.objects.filter(
        workspace_id=Slot("workspace_id"),
        quote__deal_id__in=[Slots("deals")],
        quote__deleted_at__isnull=True,
        opened_at__lte=Slot("at"),
    ).values_list("quote__deal_id", "opened_at")
)
_ANSWERS = Prepared(
    lambda: Answer.objects.filter(**_SOME, answered_at__lte=Slot("at")).values_list(
        "deal_id", "question_id", "value", "answered_at"
    )
)
_QUESTIONS = Prepared(
    lambda: Question.objects.filter(workspace_id=Slot("workspace_id"), deleted_at__isnull=True).order_by("position")
)
_WINS = Prepared(
    lambda: Deal.objects.filter(
        workspace_id=Slot("workspace_id"),
        organization_id__in=[Slots("organizations")],
        status=Status.WON,
        closed_at__lte=Slot("at"),
    ).values_list("organization_id", "id", "closed_at")
)
_STAGES = Prepared(
    lambda: Stage.objects.filter(workspace_id=Slot("workspace_id")).values_list("id", "position", "rot_days")
)


class Scope:
    """Some deals of a workspace at an instant, and what was known of them then.

    With `later`, a scope of the same deals at a later instant, nothing is read anew: what came after is left out.
    """

    def __init__(self, workspace_id: int, places: Sequence[Place], *, at: datetime, later: Scope | None = None) -> None:
        self.workspace_id, self.places, self.at, self.later = workspace_id, places, at, later
        self._own: dict[str, Given] = {
            "workspace_id": workspace_id,
            "deals": [place.deal_id for place in places],
            "at": at,
        }

    @cached_property
    def talks(self) -> list[Talk]:
        """Activities that were there: done by then, planned, or noted."""
        return self.later.talks if self.later else list(map(Talk._make, _TALKS(**self._own)))

    @cached_property
    def done(self) -> list[tuple[Talk, datetime]]:
        return [(talk, talk.done_at) for talk in self.talks if talk.done_at is not None and talk.done_at <= self.at]

    @cached_property
    def planned(self) -> dict[int, datetime]:
        """Deal to the due time of its next step."""
        found: dict[int, datetime] = {}
        for talk in self.talks:
            is_open = talk.created_at <= self.at and (talk.done_at is None or talk.done_at > self.at)
            if talk.due_at is not None and is_open:
                found[talk.deal_id] = min(found.get(talk.deal_id, talk.due_at), talk.due_at)
        return found

    @cached_property
    def last_talk(self) -> dict[int, datetime]:
        """Deal to when something was last done in it."""
        found: dict[int, datetime] = {}
        for talk, done_at in self.done:
            found[talk.deal_id] = max(found.get(talk.deal_id, done_at), done_at)
        return found

    @cached_property
    def steps(self) -> list[tuple[int, datetime]]:
        """(deal, when its evidence was given) of each step done."""
        return [
            (deal, given) for deal, given, gone in self._steps if given <= self.at and (gone is None or gone > self.at)
        ]

    @cached_property
    def _steps(self) -> list[tuple[int, datetime, datetime | None]]:
        return self.later._steps if self.later else list(_STEPS(**self._own))

    @cached_property
    def quotes(self) -> list[tuple[int, datetime]]:
        """(deal, when it was sent) of each version of a quote."""
        if self.later:
            return [one for one in self.later.quotes if one[1] <= self.at]
        return [(deal_id, sent_at or self.at) for deal_id, sent_at in _QUOTES(**self._own)]

    @cached_property
    def opened(self) -> list[tuple[int, datetime]]:
        """(deal, when it was last opened) of each link of a quote."""
        if self.later:
            return [one for one in self.later.opened if one[1] <= self.at]
        return [(deal_id, opened_at or self.at) for deal_id, opened_at in _OPENED(**self._own)]

    @cached_property
    def fit(self) -> dict[int, tuple[int, datetime]]:
        """Deal to how well its answers fit, from 0 to 100, and when the last was given."""
        answers: dict[int, dict[int, str]] = defaultdict(dict)
        given: dict[int, datetime] = {}
        for deal_id, question_id, value, answered_at in self._answers:
            if answered_at > self.at:
                continue
            answers[deal_id][question_id] = value
            given[deal_id] = max(given.get(deal_id, answered_at), answered_at)
        questions = self._questions if answers else []
        found: dict[int, tuple[int, datetime]] = {}
        for place in self.places:
            if place.deal_id in answers:
                asked = [one for one in questions if one.pipeline_id == place.pipeline_id]
                fit = qualify(asked, answers[place.deal_id]).fit
                if fit is not None:
                    found[place.deal_id] = (fit, given[place.deal_id])
        return found

    @cached_property
    def _answers(self) -> list[tuple[int, int, str, datetime]]:
        return self.later._answers if self.later else list(_ANSWERS(**self._own))

    @cached_property
    def _questions(self) -> list[Question]:
        return self.later._questions if self.later else _QUESTIONS(workspace_id=self.workspace_id)

    @cached_property
    def people(self) -> Mapping[int, list[Part]]:
        found: dict[int, list[Part]] = defaultdict(list)
        for deal_id, role, job_title, known_since in self._parts:
            if known_since <= self.at:
                found[deal_id].append(Part(deal_id, role, job_title))
        return found

    @cached_property
    def _parts(self) -> list[tuple[int, str, str, datetime]]:
        return self.later._parts if self.later else list(_PARTS(**self._own))

    @cached_property
    def wins(self) -> Mapping[int, list[tuple[int, datetime]]]:
        """Organization to the deals won with it by then, as (deal, when)."""
        companies = {place.organization_id for place in self.places if place.organization_id is not None}
        found: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
        if self.later:
            return {company: [one for one in won if one[1] <= self.at] for company, won in self.later.wins.items()}
        for company, deal_id, closed_at in wins_with(self.workspace_id, companies, at=self.at):
            found[company].append((deal_id, closed_at))
        return found

    @cached_property
    def stages(self) -> Mapping[int, tuple[int, timedelta]]:
        """Stage to its number from 0 on, and to how long a deal may be silent there."""
        if self.later:
            return self.later.stages
        return {
            stage_id: (position, timedelta(days=days) if days else SILENCE)
            for stage_id, position, days in _STAGES(workspace_id=self.workspace_id)
        }


def wins_with(workspace_id: int, companies: Collection[int], *, at: datetime) -> list[tuple[int, int, datetime]]:
    """(organization, deal, when) of what was won with them by then."""
    rows = _WINS(workspace_id=workspace_id, organizations=sorted(companies), at=at)
    return [(company or 0, deal_id, closed_at or at) for company, deal_id, closed_at in rows]
