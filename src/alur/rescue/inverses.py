"""How leaving a deal alone is taken back."""

from __future__ import annotations

from datetime import datetime

from alur.events.recording import Operation
from alur.events.undoing import inverse_of
from alur.kernel.dates import iso
from alur.kernel.refusal import N_, Conflict
from alur.pipeline.models import Deal
from alur.pipeline.operations.standing import locked
from alur.rescue.facts import DealSnoozed
from alur.rescue.models import Snooze
from alur.rescue.operations.snoozing import put


@inverse_of(DealSnoozed)
def take_back_snooze(fact: DealSnoozed, act: Operation) -> None:
    deal = Deal.objects.filter(workspace_id=act.workspace_id, id=fact.deal).first()
    if deal is None:
        raise Conflict(N_("The deal is in the trash. Restore it first."))
    locked(deal)
    now = Snooze.objects.filter(workspace_id=act.workspace_id, deal_id=fact.deal).values_list("until_at", flat=True)
    until = now.first()
    if (iso(until) if until else None) != fact.until:
        raise Conflict(N_("It was left until another day since; this cannot be undone."))
    put(fact.deal, datetime.fromisoformat(fact.before) if fact.before else None, act=act)
