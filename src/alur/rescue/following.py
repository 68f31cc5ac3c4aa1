"""Likely pairs follow what happens to companies, persons and deals: soon after it, but never name one that is gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from alur.events.facts import Fact
from alur.events.models import Event
from alur.events.purging import TrashPurged
from alur.events.recording import Operation
from alur.events.subscribing import after_many, before_commit, within
from alur.people import facts
from alur.pipeline import facts as deals
from alur.pipeline.models import DealPerson
from alur.rescue.matching.features import DEAL, ORGANIZATION, PERSON
from alur.rescue.matching.kinds import MODELS
from alur.rescue.merging_facts import OrganizationMerged, OrganizationUnmerged, PersonMerged, PersonUnmerged
from alur.rescue.models import LikelyPair, LikenessKey
from alur.rescue.operations.pairing import pair_changed

FOLLOWED = [
    facts.OrganizationCreated, facts.OrganizationEdited, facts.OrganizationDeleted, facts.OrganizationRestored,
    facts.PersonCreated, facts.PersonEdited, facts.PersonDeleted, facts.PersonRestored,
    deals.DealCreated, deals.DealEdited, deals.DealClosed, deals.DealReopened, deals.DealDeleted, deals.DealRestored,
    deals.LinesSet, deals.PeopleSet,
]  # fmt: skip
MERGED: list[type[Fact]] = [OrganizationMerged, OrganizationUnmerged, PersonMerged, PersonUnmerged]


@after_many("duplicates", [*FOLLOWED, *MERGED])
def find_again(workspace_id: int, events: Sequence[Event], at: datetime) -> None:
    for kind in MODELS:
        named = [event.payload for event in events if event.name.startswith(f"{kind}.")]
        ids = {int(payload["deal"] if "deal" in payload else payload["record"]) for payload in named}
        ids |= _carried_along(workspace_id, kind, events)
        for _ in pair_changed(workspace_id, kind, ids, at=at):
            pass


def _carried_along(workspace_id: int, kind: str, events: Sequence[Event]) -> set[int]:
    """Deals and persons of companies that became one, or two again, and deals of such persons."""
    names = {fact.name for fact in MERGED}
    ones = [event for event in events if event.name in names]
    if not ones or kind == ORGANIZATION:
        return set()
    both = {kind: set[int]() for kind in (ORGANIZATION, PERSON)}
    for event in ones:
        both[event.name.partition(".")[0]] |= {int(event.payload["record"]), int(event.payload["loser"])}
    rows = MODELS[kind].objects.filter(workspace_id=workspace_id, organization_id__in=both[ORGANIZATION])
    found = set(rows.values_list("id", flat=True))
    if kind == DEAL and both[PERSON]:
        parts = DealPerson.objects.filter(workspace_id=workspace_id, person_id__in=both[PERSON])
        found |= set(parts.values_list("deal_id", flat=True))
    return found


@before_commit
def forget(act: Operation) -> None:
    """A pair needs both: at once, so that nobody is asked about what is in the trash."""
    gone = {
        entry.fact.deal if isinstance(entry.fact, deals.DealDeleted) else entry.fact.record
        for entry in act.recorded
        if isinstance(entry.fact, facts.OrganizationDeleted | facts.PersonDeleted | deals.DealDeleted)
    }
    if gone:
        LikelyPair.objects.filter(
            Q(one_id__in=gone) | Q(other_id__in=gone), workspace_id=act.workspace_id, told_apart_at__isnull=True
        ).delete()


@within(TrashPurged)
def forget_for_good(fact: TrashPurged, act: Operation) -> None:
    if fact.kind in MODELS:
        rows = LikelyPair.objects.filter(workspace_id=act.workspace_id, kind=fact.kind)
        rows.filter(Q(one_id__in=fact.records) | Q(other_id__in=fact.records)).delete()
        LikenessKey.objects.filter(workspace_id=act.workspace_id, record_id__in=fact.records).delete()
