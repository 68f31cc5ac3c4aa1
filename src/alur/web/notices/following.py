"""Following a deal or a company from its page."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alur.notices.operations.following import DEAL, ORGANIZATION, follow, unfollow
from alur.people.models import Organization
from alur.pipeline.models import Deal
from alur.web.deals.finding import deal_or_404, organization_or_404
from alur.web.shell.answers import done
from alur.web.shell.requests import MemberRequest, member_required


@require_POST
@member_required
def deal_follow(request: MemberRequest, deal_id: int) -> HttpResponse:
    return _set(request, deal_or_404(request, deal_id), DEAL, f"/deals/{deal_id}/")


@require_POST
@member_required
def organization_follow(request: MemberRequest, organization_id: int) -> HttpResponse:
    found = organization_or_404(request, organization_id)
    return _set(request, found, ORGANIZATION, f"/organizations/{organization_id}/")


def _set(request: MemberRequest, record: Deal | Organization, kind: str, target: str) -> HttpResponse:
    """`follow` 1 or 0. Sent twice, it changes once; the button itself takes it back."""
    if request.POST.get("follow") == "1":
        follow(request.member, record, by=request.member, at=request.now)
        return done(request, target, _("You hear of what happens here."))
    unfollow(request.member, kind, record.id, by=request.member, at=request.now)
    return done(request, target, _("You hear of it no longer."))
