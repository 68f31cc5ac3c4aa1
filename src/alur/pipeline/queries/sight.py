"""Which events a member may read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from alur.events.queries.feed import Sees
from alur.events.recording import Subject
from alur.pipeline.access import owners_seen_by
from alur.pipeline.models import Deal
from alur.tenancy.models import Member


def sight_of(member: Member) -> Sees:
    """What happened to a deal is seen by those who see the deal; the rest by everyone."""

    def of_all(subjects: Collection[Subject]) -> Callable[[Sequence[Subject]], bool]:
        if owners_seen_by(member) is None:
            return lambda own: True
        deals = {record_id for kind, record_id in subjects if kind == "deal"}
        seen = set(Deal.everything.visible_to(member).filter(id__in=deals).values_list("id", flat=True))
        return lambda own: all(kind != "deal" or record_id in seen for kind, record_id in own)

    return of_all
