"""The link of a quote, made and taken back by who sells."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alur.events.recording import operation
from alur.kernel.refusal import Refusal
from alur.orders.operations.sharing import link_of, share, unshare
from alur.web.deals.finding import must_be_able_to_change
from alur.web.quotes.finding import quote_or_404
from alur.web.quotes.showing import quote_answer
from alur.web.shell.answers import done
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only


@require_POST
@member_required
@once_only
def link(request: MemberRequest, quote_id: int) -> HttpResponse:
    """Make the link, or with `end` take it back."""
    quote = quote_or_404(request, quote_id)
    must_be_able_to_change(request)
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            if "end" in request.POST:
                found = link_of(quote, request.now)
                if found is not None:
                    unshare(found, by=request.member, at=request.now)
                message = _("The link is taken back.")
            else:
                share(quote, by=request.member, at=request.now)
                message = _("Here is the link.")
    except Refusal as refusal:
        return quote_answer(request, quote, refusal)
    return done(request, f"/quotes/{quote.id}/", message, operation_id=act.id if act.recorded else None)
