"""A deal like another: the same company, value, products, people and tags, from the first stage on."""

from __future__ import annotations

from datetime import datetime

from alur.events.recording import operation
from alur.pipeline.models import Deal
from alur.pipeline.operations.creating import Created, NewDeal, create
from alur.pipeline.operations.parts import people_of, tags_of
from alur.pipeline.operations.valuing import lines_of, set_lines
from alur.tenancy.models import Member, Workspace


def duplicate(deal: Deal, *, by: Member | None, at: datetime) -> Created:
    workspace = Workspace.objects.get(id=deal.workspace_id)
    with operation(deal.workspace_id, by=by, at=at):
        created = create(
            workspace,
            NewDeal(
                title=deal.title,
                organization=deal.organization,
                owner=deal.owner if deal.owner and deal.owner.is_active else by,
                pipeline=deal.pipeline,
                currency_amount=deal.currency_amount if deal.is_amount_typed else None,
                currency=deal.currency,
                source=deal.source,
                campaign_id=deal.campaign_id,
                price_list_id=deal.price_list_id,
                people=people_of(deal),
                tags=tags_of(deal),
                custom=dict(deal.custom),
                copied_from=deal.id,
            ),
            by=by,
            at=at,
        )
        set_lines(created.deal, lines_of(deal), by=by, at=at)
    return created
