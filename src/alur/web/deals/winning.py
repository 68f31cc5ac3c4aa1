"""The closing helper: what deals like this one had before they were won."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from alur.conversations.queries.objections import objections_like
from alur.reporting.queries.won_like import FEWEST, won_like
from alur.web.deals.finding import deal_or_404
from alur.web.shell.answers import page
from alur.web.shell.requests import MemberRequest, member_required


@require_safe
@member_required
def helper(request: MemberRequest, deal_id: int) -> HttpResponse:
    """A panel of the deal's page, fetched when it is opened; a page of its own for those without script."""
    deal = deal_or_404(request, deal_id)
    context = {
        "deal": deal,
        "like": won_like(request.member, deal, at=request.now),
        "fewest": FEWEST,
        "told": objections_like(request.member, deal),
    }
    return page(request, "deals/won_like.html" if request.htmx else "deals/won_like_page.html", context)
