"""A temperature follows what is recorded: in the act itself where it makes a deal, soon after it otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from alur.conversations import facts as talk
from alur.events.models import Event, EventSubject
from alur.events.recording import Operation
from alur.events.subscribing import after_many, before_commit
from alur.orders import facts as quotes
from alur.pipeline import facts as deals
from alur.pipeline.facts import DealCreated
from alur.pipeline.models import Deal, Status
from alur.warmth.facts import WeightsAdopted, WeightsSet
from alur.warmth.operations.overriding import forget_by_hand, keep_by_hand
from alur.warmth.operations.recomputing import begin_with, recompute, recompute_all

OF_OLD = timedelta(hours=1)
A_HANDFUL = 20
"""So many new deals are scored in the act that makes them; an import's are soon after it."""

WEIGHED = (WeightsSet.name, WeightsAdopted.name)


@before_commit
def follow(act: Operation) -> None:
    made: list[tuple[DealCreated, int]] = []
    by_hand: dict[int, str] = {}
    taken_back: list[int] = []
    for entry in act.recorded:
        fact = entry.fact
        if isinstance(fact, deals.DealCreated) and entry.occurred_at == act.at:
            if fact.temperature:
                by_hand[fact.deal] = fact.temperature
            else:
                made.append((fact, entry.event_id))
        elif isinstance(fact, deals.DealEdited) and "temperature" in fact.changes:
            if act.undoes is None:
                by_hand[fact.deal] = fact.changes["temperature"][1]
            else:
                taken_back.append(fact.deal)
    if by_hand:
        keep_by_hand(by_hand, act=act)
    if taken_back:
        forget_by_hand(taken_back, act=act)
    if made and len(made) <= A_HANDFUL:
        begin_with([one for one in made if one[0].deal not in by_hand], act=act)


@after_many(
    "warmth",
    [
        deals.DealCreated, deals.DealEdited, deals.DealMoved, deals.DealClosed, deals.DealReopened, deals.DealRestored,
        deals.DealFollowedPipeline, deals.PeopleSet, deals.DealAnswered, deals.EvidenceAdded, deals.EvidenceRemoved,
        talk.ActivityPlanned, talk.ActivityLogged, talk.ActivityDone, talk.ActivityEdited, talk.ActivityReopened,
        talk.ActivityDeleted, talk.ActivityRestored, talk.ActivitySkipped, quotes.QuoteSent, quotes.QuoteOpened,
        quotes.QuoteTurnedBack, quotes.QuoteDeleted, quotes.QuoteRestored, WeightsSet,
        WeightsAdopted,
    ],
)  # fmt: skip
def score_again(workspace_id: int, events: Sequence[Event], at: datetime) -> None:
    """However much happened to a deal, it is scored once."""
    for pipeline_id in {event.payload["pipeline"] for event in events if event.name in WEIGHED}:
        for _ in recompute_all(workspace_id, at=at, pipeline_id=pipeline_id):
            pass
    telling = [event for event in events if _says_something(event)]
    if not telling:
        return
    subjects = EventSubject.objects.filter(workspace_id=workspace_id, event_id__in=[event.id for event in telling])
    # The id is asked for lest the timeline's index has all that is wanted: SQLite would then walk the whole of it.
    touched = {deal_id for kind, deal_id, _ in subjects.values_list("kind", "record_id", "id") if kind == "deal"}
    closed = [
        event.payload["deal"] for event in telling if event.name in (deals.DealClosed.name, deals.DealReopened.name)
    ]
    recompute(workspace_id, touched | _of_the_same_companies(workspace_id, closed), at=at)


def _says_something(event: Event) -> bool:
    if event.via == "system" and event.recorded_at - event.occurred_at > OF_OLD:
        return False  # a sample's past: whoever brings it in scores it
    if event.name != deals.DealEdited.name:
        return True
    return not {"temperature", "organization_id"}.isdisjoint(event.payload["changes"])


def _of_the_same_companies(workspace_id: int, deal_ids: Sequence[int]) -> set[int]:
    """What was won with a company speaks for its other deals."""
    if not deal_ids:
        return set()
    rows = Deal.objects.filter(workspace_id=workspace_id, organization_id__isnull=False)
    companies = set(rows.filter(id__in=deal_ids).values_list("organization_id", flat=True))
    return set(rows.filter(organization_id__in=companies, status=Status.OPEN).values_list("id", flat=True))
