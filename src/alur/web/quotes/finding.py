"""A quote is found through its deal, and the deal through the member."""

from __future__ import annotations

from django.http import Http404

from alur.orders.models import Quote
from alur.pipeline.access import sees_owner
from alur.tenancy.models import Member
from alur.tenancy.prepared import Prepared, Slot
from alur.web.shell.requests import MemberRequest

_QUOTE: Prepared[Quote] = Prepared(
    lambda: Quote.objects.filter(
        workspace_id=Slot("workspace_id"), id=Slot("id"), deal__deleted_at__isnull=True
    ).select_related("deal", "deal__organization", "deal__owner")
)


def quote_or_404(request: MemberRequest, quote_id: int) -> Quote:
    """The quote with its deal, if the member sees that one."""
    found = _QUOTE.first(workspace_id=request.workspace.id, id=quote_id)
    if found is None or not sees_owner(request.member, found.deal.owner_id):
        raise Http404
    return found


def seller_of(quote: Quote) -> Member | None:
    """Whom the customer is to call, on the paper as on the page of the link: the deal's owner.

    Who drew the quote up may have done so for another, or have handed the deal over since. Of a deal of nobody's, it
    is whoever made the quote.
    """
    if quote.deal.owner is not None:
        return quote.deal.owner
    found: Member | None = Member.objects.filter(workspace_id=quote.workspace_id, id=quote.made_by_id or 0).first()
    return found
