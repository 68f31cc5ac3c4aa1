"""Likely pairs follow what happens to companies and persons: soon after it, but never name one that is gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from alur.events.models import Event
from alur.events.purging import TrashPurged
from alur.events.recording import Operation
from alur.events.subscribing import after_many, before_commit, within
from alur.people import facts
from alur.rescue.matching.features import ORGANIZATION, PERSON
from alur.rescue.models import LikelyPair, LikenessKey
from alur.rescue.operations.pairing import MODELS, pair_changed

FOLLOWED = [
    facts.OrganizationCreated, facts.OrganizationEdited, facts.OrganizationDeleted, facts.OrganizationRestored,
    facts.PersonCreated, facts.PersonEdited, facts.PersonDeleted, facts.PersonRestored,
]  # fmt: skip


@after_many("duplicates", [*FOLLOWED])
def find_again(workspace_id: int, events: Sequence[Event], at: datetime) -> None:
    for kind in MODELS:
        ids = {int(event.payload["record"]) for event in events if event.name.startswith(f"{kind}.")}
        for _ in pair_changed(workspace_id, kind, ids):
            pass


@before_commit
def forget(act: Operation) -> None:
    """A pair needs both: at once, so that nobody is asked about what is in the trash."""
    gone = {
        entry.fact.record
        for entry in act.recorded
        if isinstance(entry.fact, facts.OrganizationDeleted | facts.PersonDeleted)
    }
    if gone:
        LikelyPair.objects.filter(
            Q(one_id__in=gone) | Q(other_id__in=gone), workspace_id=act.workspace_id, told_apart_at__isnull=True
        ).delete()


@within(TrashPurged)
def forget_for_good(fact: TrashPurged, act: Operation) -> None:
    if fact.kind in (ORGANIZATION, PERSON):
        rows = LikelyPair.objects.filter(workspace_id=act.workspace_id, kind=fact.kind)
        rows.filter(Q(one_id__in=fact.records) | Q(other_id__in=fact.records)).delete()
        LikenessKey.objects.filter(workspace_id=act.workspace_id, record_id__in=fact.records).delete()
