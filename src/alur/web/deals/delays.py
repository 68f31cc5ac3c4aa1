"""A deal that is put off again and again: what its page proposes."""

from __future__ import annotations

from dataclasses import dataclass

from alur.pipeline.models import Deal, Status
from alur.tenancy.models import Member, Team

MANY = 3


@dataclass(frozen=True, slots=True)
class Delays:
    """`lower` is the chance to propose, in percent; `lead` leads the owner's team, None where nobody else does."""

    times: int
    lower: int
    lead: Member | None


def delays_of(deal: Deal) -> Delays | None:
    """From the third time on, while the deal is open or waits."""
    if deal.postponed_count < MANY or deal.status not in (Status.OPEN, Status.POSTPONED):
        return None
    return Delays(deal.postponed_count, deal.probability // 2 // 5 * 5, _lead_of(deal))


def _lead_of(deal: Deal) -> Member | None:
    owner = deal.owner
    if owner is None or owner.team_id is None:
        return None
    team = Team.objects.filter(workspace_id=deal.workspace_id, id=owner.team_id).select_related("lead").first()
    lead = team.lead if team else None
    return lead if lead is not None and lead.is_active and lead.id != owner.id else None
