"""Bringing the temperature of open deals up to what their evidence says now."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from alur.events.recording import Operation, operation, via
from alur.people.facts import OrganizationCreated
from alur.pipeline.facts import DealCreated
from alur.pipeline.models import Deal, Status
from alur.pipeline.operations.many.judging import held
from alur.pipeline.operations.standing import locked, restand
from alur.pipeline.operations.warming import begin_temperature, note_temperatures
from alur.warmth.gathering import Place, wins_with
from alur.warmth.queries.receipts import A_PLACE, overridden, place_of, receipts, weights_in
from alur.warmth.scoring import Receipt

A_BATCH = 400
"""Deals that are scored together; only those that changed are written, in transactions of A_TRANSACTION."""
A_TRANSACTION = 20


def recompute_all(workspace_id: int, *, at: datetime, pipeline_id: int | None = None) -> Iterator[int]:
    """Every open deal, of one pipeline where it is named, in pieces; yields how many changed in each."""
    last = 0
    while True:
        rows = Deal.objects.filter(workspace_id=workspace_id, status=Status.OPEN, id__gt=last).order_by("id")
        if pipeline_id is not None:
            rows = rows.filter(pipeline_id=pipeline_id)
        ids = list(rows.values_list("id", flat=True)[:A_BATCH])
        if not ids:
            return
        yield recompute(workspace_id, ids, at=at)
        last = ids[-1]


def recompute(workspace_id: int, deal_ids: Collection[int], *, at: datetime) -> int:
    """Score these deals and write the temperature of the open ones where it differs. Returns how many changed.

    Where somebody's own word holds, it stays. The actor is Alur itself.
    """
    changed, ids = 0, sorted(deal_ids)
    for first in range(0, len(ids), A_BATCH):
        scored = _differing(workspace_id, ids[first : first + A_BATCH], at)
        for start in range(0, len(scored), A_TRANSACTION):
            changed += _write(workspace_id, dict(scored[start : start + A_TRANSACTION]), at)
    return changed


def begin_with(made: Sequence[tuple[DealCreated, int]], *, act: Operation) -> None:
    """Deals made in this operation, each with the event that says so, begin as warm as their evidence is.

    Quick add waits for this: where nobody has set weights, only what was won with the same company warms a deal in its
    first minute, and nothing else is asked for. What more comes with it is scored soon after.
    """
    own = weights_in(act.workspace_id)
    companies = {fact.organization for fact, _ in made if fact.organization}
    companies -= {entry.fact.record for entry in act.recorded if isinstance(entry.fact, OrganizationCreated)}
    won = {company for company, _deal, _at in wins_with(act.workspace_id, companies, at=act.at)}
    events = {fact.deal: event_id for fact, event_id in made if fact.pipeline in own or fact.organization in won}
    if not events:
        return
    rows = {deal.id: deal for deal in Deal.objects.filter(workspace_id=act.workspace_id, id__in=list(events))}
    found = receipts(act.workspace_id, [place_of(deal) for deal in rows.values() if deal.is_open], at=act.at)
    for deal_id, one in found.items():
        begin_temperature(rows[deal_id], one.temperature, event_id=events[deal_id], act=act)


def begin_warm(deals: Sequence[Deal], *, at: datetime) -> None:
    """Deals that came with a past stand since they came to their stage as their evidence of then, or of `at`, says."""
    if not deals:
        return
    workspace_id = deals[0].workspace_id
    early = [deal for deal in deals if deal.stage_entered_at < at]
    found = receipts(workspace_id, [place_of(deal) for deal in early], at=at)
    for deal in early:
        if found[deal.id].temperature != deal.temperature:
            restand(
                locked(deal),
                {"temperature": found[deal.id].temperature},
                at=deal.stage_entered_at,
                event_id=None,
                is_edit=False,
            )


def _differing(workspace_id: int, ids: Sequence[int], at: datetime) -> list[tuple[int, Receipt]]:
    """Open deals without an override whose receipt says another temperature than they have."""
    rows = Deal.objects.filter(workspace_id=workspace_id, id__in=ids, status=Status.OPEN)
    found = list(rows.values_list(*A_PLACE, "temperature"))
    kept = overridden(workspace_id, ids, at=at)
    places = [Place(*row[:-1]) for row in found if row[0] not in kept]
    stands = {row[0]: row[-1] for row in found}
    scored = receipts(workspace_id, places, at=at)
    return [(deal_id, one) for deal_id, one in sorted(scored.items()) if one.temperature != stands[deal_id]]


def _write(workspace_id: int, scored: dict[int, Receipt], at: datetime) -> int:
    with via("system"), operation(workspace_id, by=None, at=at) as act:
        deals = held(workspace_id, [Deal(workspace_id=workspace_id, id=deal_id) for deal_id in scored])
        kept = overridden(workspace_id, list(scored), at=at)
        wanted = {
            deal.id: (deal, scored[deal.id].temperature, scored[deal.id].score)
            for deal in deals
            if deal.is_open and deal.id not in kept
        }
        return note_temperatures(wanted, act=act)
