"""The trash: a deal goes there, and comes back with its past."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from alur.events.purging import purges
from alur.events.recording import operation
from alur.kernel.refusal import N_, Conflict
from alur.pipeline.facts import DealDeleted, DealRestored
from alur.pipeline.models import MERGED, Deal
from alur.pipeline.operations.adopting import adopt
from alur.pipeline.operations.flowing import shift_flow, turns_of
from alur.pipeline.operations.losing import Lost, shift_losses
from alur.pipeline.operations.standing import locked, resume_standing, spells_of, stop_standing
from alur.pipeline.operations.totalling import Standing, shift_now, shift_past, spell_changes
from alur.tenancy.models import Member

purges("deal", Deal)


def delete(deal: Deal, *, by: Member | None, at: datetime) -> None:
    """Put a deal into the trash. What it was counted in, it leaves."""
    with operation(deal.workspace_id, by=by, at=at) as act:
        deal = locked(deal)
        stop_standing(deal, at=at)
        act.record(DealDeleted(deal.id, deal.title), about=[("deal", deal.id)])


def delete_several(deals: Sequence[Deal], *, by: Member | None, at: datetime) -> None:
    """Put many deals into the trash at once; the same as one by one, in a handful of statements."""
    if not deals:
        return
    workspace_id, ids = deals[0].workspace_id, [deal.id for deal in deals]
    with operation(workspace_id, by=by, at=at) as act:
        rows = list(Deal.objects.select_for_update().filter(workspace_id=workspace_id, id__in=ids))
        spells = spells_of(workspace_id, [row.id for row in rows])
        shift_now(workspace_id, ((Standing.of(row), None) for row in rows))
        shift_past(workspace_id, spell_changes(spells, sign=-1))
        shift_flow(workspace_id, ((-1, turn) for turn in turns_of(spells)))
        shift_losses(workspace_id, ((Lost.of(row), None) for row in rows))
        Deal.objects.filter(workspace_id=workspace_id, id__in=[row.id for row in rows]).update(
            deleted_at=at, updated_at=at
        )
        for row in rows:
            act.record(DealDeleted(row.id, row.title), about=[("deal", row.id)])


def restore(deal: Deal, *, by: Member | None, at: datetime) -> None:
    """Take a deal out of the trash. Refused where another has taken its external id since."""
    with operation(deal.workspace_id, by=by, at=at) as act:
        deal = Deal.everything.select_for_update().get(workspace_id=deal.workspace_id, id=deal.id)
        if deal.deleted_at is None:
            raise Conflict(N_("This deal is not in the trash."))
        if deal.status == MERGED:
            raise Conflict(N_("“%(title)s” was merged with another. Undo that instead."), title=deal.title)
        if deal.external_id:
            other = Deal.objects.filter(
                workspace_id=deal.workspace_id, external_source=deal.external_source, external_id=deal.external_id
            ).first()
            if other is not None:
                raise Conflict(N_("“%(title)s” has the same outside number. Delete it first."), title=other.title)
        if deal.stage.deleted_at is not None and deal.is_open:
            raise Conflict(N_("Its stage is no longer there."))
        resume_standing(deal, at=at)
        act.record(DealRestored(deal.id, deal.title), about=[("deal", deal.id)])
        adopt(deal, by=by, at=at)
