"""Leaving a forgotten deal alone until a day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from alur.events.recording import Operation, operation
from alur.kernel.dates import at_local, iso
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.pipeline.models import Deal
from alur.pipeline.operations.standing import locked
from alur.pipeline.operations.totalling import zone_of
from alur.rescue.facts import DealSnoozed
from alur.rescue.models import Snooze
from alur.tenancy.models import Member

LONGEST = timedelta(days=92)
MIDNIGHT = time(0, 0)


def snooze(deal: Deal, *, until: date, by: Member | None, at: datetime) -> None:
    """Keep an open deal out of the queue until a day of the workspace's zone begins. Raises Refusal by field."""
    zone = zone_of(deal.workspace_id)
    today = at.astimezone(zone).date()
    if not today < until <= today + LONGEST:
        raise Refusal(N_("Choose a day after today, within the next three months."), field="until")
    with operation(deal.workspace_id, by=by, at=at) as act:
        deal = locked(deal)
        if not deal.is_open:
            raise Conflict(N_("This deal is not open any more."))
        put(deal.id, at_local(until, MIDNIGHT, zone), act=act)


def put(deal_id: int, until: datetime | None, *, act: Operation) -> None:
    """Write until when a locked deal is left alone; none: no longer."""
    rows = Snooze.objects.filter(workspace_id=act.workspace_id, deal_id=deal_id)
    before = rows.values_list("until_at", flat=True).first()
    if until is None:
        rows.delete()
    elif before is None:
        Snooze.objects.create(workspace_id=act.workspace_id, deal_id=deal_id, until_at=until)
    else:
        rows.update(until_at=until)
    fact = DealSnoozed(deal_id, iso(until) if until else None, iso(before) if before else None)
    act.record(fact, about=[("deal", deal_id)])
