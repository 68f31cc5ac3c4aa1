"""The trash: a deal goes there, and comes back with its past."""

from __future__ import annotations

from datetime import datetime

from alur.events.recording import operation
from alur.kernel.refusal import N_, Conflict
from alur.pipeline.facts import DealDeleted, DealRestored
from alur.pipeline.models import Deal
from alur.pipeline.operations.standing import locked, resume_standing, stop_standing
from alur.tenancy.models import Member


def delete(deal: Deal, *, by: Member | None, at: datetime) -> None:
    """Put a deal into the trash. What it was counted in, it leaves."""
    with operation(deal.workspace_id, by=by, at=at) as act:
        deal = locked(deal)
        stop_standing(deal, at=at)
        act.record(DealDeleted(deal.id, deal.title), about=[("deal", deal.id)])


def restore(deal: Deal, *, by: Member | None, at: datetime) -> None:
    """Take a deal out of the trash. Refused where another has taken its external id since."""
    with operation(deal.workspace_id, by=by, at=at) as act:
        deal = Deal.everything.select_for_update().get(workspace_id=deal.workspace_id, id=deal.id)
        if deal.deleted_at is None:
            raise Conflict(N_("This deal is not in the trash."))
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
