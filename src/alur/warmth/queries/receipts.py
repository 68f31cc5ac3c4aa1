"""Receipts of deals, read from what is recorded: now, or as of an instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import F, Q

from alur.pipeline.models import Deal, DealSpell, Status
from alur.tenancy.prepared import Prepared, Slot
from alur.warmth.gathering import Place, Scope
from alur.warmth.kinds import DEFAULT, KINDS
from alur.warmth.models import OVERRIDE_DAYS, Override, Weighting
from alur.warmth.scoring import Evidence, Receipt, Weight, Weights, receipt

A_PLACE = ("id", "pipeline_id", "stage_id", "stage_entered_at", "created_at", "organization_id")
"""The columns of an open deal that make a Place."""
A_SCOPE = 400
"""Deals whose rows are read together: as many as SQLite takes in one list, and some."""

_WEIGHTINGS = Prepared(lambda: Weighting.objects.filter(workspace_id=Slot("workspace_id")))
_OVERRIDE = Prepared(
    lambda: Override.objects.filter(
        workspace_id=Slot("workspace_id"), deal_id=Slot("deal_id"), ended_at__isnull=True, until_at__gt=Slot("at")
    )
)


def weights_in(workspace_id: int) -> dict[int, Weights]:
    """The pipelines whose weights somebody has set; all others have DEFAULT."""
    return {one.pipeline_id: weights_of(one) for one in _WEIGHTINGS(workspace_id=workspace_id)}


def weights_of(weighting: Weighting) -> Weights:
    """Kinds that came after it was set have their own weights."""
    kinds = {
        key: Weight(*weighting.kinds[key]) if key in weighting.kinds else kind.weight for key, kind in KINDS.items()
    }
    start = weighting.start
    if weighting.uses_fit and weighting.fit:
        fitted = weighting.fit["points"]
        kinds = {key: Weight(fitted.get(key, one.points), one.half_life) for key, one in kinds.items()}
        start = weighting.fit["start"]
    return Weights(kinds, start, weighting.warm_from, weighting.hot_from)


def override_days_in(workspace_id: int) -> dict[int, int]:
    """Pipeline to the days after which an override runs out; OVERRIDE_DAYS where it is not here."""
    return {one.pipeline_id: one.override_days for one in _WEIGHTINGS(workspace_id=workspace_id)}


def override_days(deal: Deal) -> int:
    return override_days_in(deal.workspace_id).get(deal.pipeline_id, OVERRIDE_DAYS)


def override_of(deal: Deal, *, at: datetime) -> Override | None:
    """Somebody's own word on this deal that still holds."""
    return _OVERRIDE.first(workspace_id=deal.workspace_id, deal_id=deal.id, at=at)


def overridden(workspace_id: int, ids: Collection[int], *, at: datetime) -> frozenset[int]:
    """Which of these deals have somebody's own word that still holds."""
    running = Override.objects.filter(
        workspace_id=workspace_id, deal_id__in=ids, ended_at__isnull=True, until_at__gt=at
    )
    return frozenset(running.values_list("deal_id", flat=True))


def receipt_of(deal: Deal, *, at: datetime) -> Receipt:
    """What the evidence says of one deal; its `temperature` may be somebody's own word instead."""
    return receipts(deal.workspace_id, [place_of(deal)], at=at)[deal.id]


def receipt_with_change(deal: Deal, own: Weights, *, at: datetime, since: datetime) -> tuple[Receipt, int | None]:
    """The receipt by a pipeline's `own` weights, and by how many points the evidence has changed since an instant; None
    where the deal was not open then. One query more than the receipt alone: what was read for it is looked at again as
    of then.
    """
    scope = Scope(deal.workspace_id, [place_of(deal)], at=at)
    now = receipt(_known(scope)[deal.id], own, at=at)
    if not deal.is_open or deal.created_at > since:
        return now, None
    stood = places_at(deal.workspace_id, [deal.id], at=since)
    if not stood or stood[0].pipeline_id != deal.pipeline_id:
        return now, None
    then = receipt(_known(Scope(deal.workspace_id, stood, at=since, later=scope))[deal.id], own, at=since)
    return now, now.score - then.score


def receipts(
    workspace_id: int, places: Sequence[Place], *, at: datetime, weights: Mapping[int, Weights] | None = None
) -> dict[int, Receipt]:
    """Deal to receipt, a query for each table of evidence. `weights` are tried in place of the pipelines' own."""
    own = weights_in(workspace_id) if weights is None else weights
    gathered = evidence_of(workspace_id, places, at=at)
    return {
        place.deal_id: receipt(gathered[place.deal_id], own.get(place.pipeline_id, DEFAULT), at=at) for place in places
    }


def evidence_of(workspace_id: int, places: Sequence[Place], *, at: datetime) -> Mapping[int, list[Evidence]]:
    """Deal to all that is known of it at the instant."""
    found: dict[int, list[Evidence]] = defaultdict(list)
    for first in range(0, len(places), A_SCOPE):
        for deal_id, known in _known(Scope(workspace_id, places[first : first + A_SCOPE], at=at)).items():
            found[deal_id].extend(known)
    return found


def _known(scope: Scope) -> dict[int, list[Evidence]]:
    found: dict[int, list[Evidence]] = defaultdict(list)
    for kind in KINDS.values():
        for deal_id, since, amount in kind.gather(scope):
            found[deal_id].append(Evidence(kind.key, since, amount))
    return found


def place_of(deal: Deal) -> Place:
    return Place(deal.id, deal.pipeline_id, deal.stage_id, deal.stage_entered_at, deal.created_at, deal.organization_id)


def places_at(workspace_id: int, deal_ids: Collection[int], *, at: datetime) -> list[Place]:
    """Where these deals stood at an instant; those that were not open then are left out."""
    spells = DealSpell.objects.filter(
        Q(until_at__isnull=True) | Q(until_at__gt=at),
        workspace_id=workspace_id,
        deal_id__in=deal_ids,
        from_at__lte=at,
        status=Status.OPEN,
        deal__deleted_at__isnull=True,
    )
    rows = spells.values_list(
        "deal_id", "pipeline_id", "stage_id", "stage_entered_at", F("deal__created_at"), F("deal__organization_id")
    )
    return [Place(*row) for row in rows]
