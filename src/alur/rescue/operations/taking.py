"""Taking a deal that is offered to the team: the first has it, the others are told who was first."""

from __future__ import annotations

from datetime import datetime

from alur.accounts.queries.leaves import away_on
from alur.events.recording import Operation, operation
from alur.events.undoing import follows, inverse_of
from alur.kernel.dates import local_day
from alur.kernel.refusal import N_, Conflict
from alur.pipeline.models import Deal
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.standing import locked
from alur.pipeline.operations.totalling import zone_of
from alur.rescue.facts import DealOffered, DealRolled, DealTaken
from alur.rescue.models import Rolling, RollingState
from alur.rescue.queries.offers import is_offered
from alur.tenancy.models import Member

follows(DealRolled, DealTaken)


def take(deal: Deal, *, by: Member, at: datetime) -> Deal:
    """Make the one who takes it its owner. Conflict where somebody was first, or it is offered no longer."""
    with operation(deal.workspace_id, by=by, at=at) as act:
        deal = locked(deal)
        row = Rolling.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id).first()
        if row is None or not is_offered(row, by, at=at):
            raise _too_late(deal, row)
        if by.id in away_on(deal.workspace_id, local_day(at, zone_of(deal.workspace_id))):
            raise Conflict(N_("You are on leave. Take your leave away first."))
        act.record(DealTaken(deal.id, deal.pipeline_id, deal.owner_id, by.id), about=[("deal", deal.id)])
        deal = edit(deal, {"owner_id": by.id}, by=by, at=at)
        row.state, row.owner_id, row.since_at, row.reminders = RollingState.WATCHED, by.id, at, 0
        row.had = [*row.had, by.id]
        row.save()
    return deal


@inverse_of(DealOffered)
def withdraw_offer(fact: DealOffered, act: Operation) -> None:
    """Its owner's days begin anew."""
    row = Rolling.objects.filter(workspace_id=act.workspace_id, deal_id=fact.deal).first()
    if row is None or row.state != RollingState.OFFERED:
        raise Conflict(N_("This deal is no longer offered."))
    row.state, row.reminders, row.since_at, row.moved_on = RollingState.WATCHED, 0, act.at, None
    row.save()


def _too_late(deal: Deal, row: Rolling | None) -> Conflict:
    if row is not None and row.state == RollingState.WATCHED and row.owner_id in row.had[1:]:
        name = Member.objects.filter(workspace_id=deal.workspace_id, id=row.owner_id).values_list("name", flat=True)
        return Conflict(N_("%(name)s was first and has taken it."), name=name[0])
    return Conflict(N_("This deal is no longer offered."))
