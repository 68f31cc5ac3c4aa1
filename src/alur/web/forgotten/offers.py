"""What rolling ownership offers to the team: the first who takes it has it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alur.events.recording import operation
from alur.kernel.refusal import Refusal
from alur.rescue.operations.taking import take
from alur.rescue.queries.offers import offered_deal, offers_to
from alur.web.deals.finding import must_be_able_to_change
from alur.web.deals.names import Names
from alur.web.shell.answers import done, page
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only


@require_safe
@member_required
def offers(request: MemberRequest) -> HttpResponse:
    context = {
        "offers": offers_to(request.member, at=request.now),
        "names": Names(request.workspace.id, request.f),
    }
    return page(request, "forgotten/offers.html", context)


@require_POST
@member_required
@once_only
def taking(request: MemberRequest, deal_id: int) -> HttpResponse:
    """Take it; who comes second is told who was first."""
    must_be_able_to_change(request)
    deal = offered_deal(request.member, deal_id)
    if deal is None:
        raise Http404
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            take(deal, by=request.member, at=request.now)
    except Refusal as refusal:
        return done(request, reverse("forgotten_offers"), refusal.sentence(_))
    message = _("%(title)s is yours.") % {"title": deal.title}
    return done(request, reverse("deal", args=[deal.id]), message, operation_id=act.id)
