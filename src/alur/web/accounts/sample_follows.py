"""What the sample company's owner follows: the import and the notices lie beside each other, a door knows both."""

from __future__ import annotations

from datetime import datetime

from alur.exchange.operations.demo import at_the_end
from alur.exchange.operations.demo_cast import DEMO
from alur.notices.models import Follow
from alur.notices.operations.following import follow
from alur.people.models import Organization
from alur.pipeline.models import Deal, Status
from alur.tenancy.models import Member, Workspace

DEALS, COMPANIES = 5, 2


@at_the_end
def follow_the_dearest(workspace: Workspace, by: Member, at: datetime) -> None:
    """The dearest open deals of colleagues, and the companies of the next; once."""
    if Follow.objects.filter(workspace_id=workspace.id, member_id=by.id).exists():
        return
    rows = Deal.objects.visible_to(by).filter(external_source=DEMO, status=Status.OPEN).exclude(owner_id=by.id)
    dearest = list(rows.order_by("-amount", "id")[: DEALS + 4 * COMPANIES])
    for deal in dearest[:DEALS]:
        follow(by, deal, by=by, at=at)
    taken = {deal.organization_id for deal in dearest[:DEALS]}
    others = {deal.organization_id: None for deal in dearest[DEALS:] if deal.organization_id not in taken}
    ids = [one for one in others if one][:COMPANIES]
    for company in Organization.objects.filter(workspace_id=workspace.id, id__in=ids).exclude(owner_id=by.id):
        follow(by, company, by=by, at=at)
