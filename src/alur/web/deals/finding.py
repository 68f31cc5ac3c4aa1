"""Records are found through the member: what may not be seen is not there."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404

from alur.people.models import Organization, Person
from alur.pipeline.models import Deal
from alur.web.shell.requests import MemberRequest

SHOWN = ("stage", "pipeline", "organization", "owner", "reason", "source", "price_list")


def deal_or_404(request: MemberRequest, deal_id: int, *, along: tuple[str, ...] = SHOWN) -> Deal:
    """The deal, and what it refers to where that is shown (`along`)."""
    deals = Deal.objects.visible_to(request.member).filter(id=deal_id)
    deal: Deal | None = (deals.select_related(*along) if along else deals).first()
    if deal is None:
        raise Http404
    return deal


def organization_or_404(request: MemberRequest, organization_id: int) -> Organization:
    found = Organization.objects.filter(workspace_id=request.workspace.id, id=organization_id).first()
    if found is None:
        raise Http404
    return found


def person_or_404(request: MemberRequest, person_id: int) -> Person:
    found = Person.objects.filter(workspace_id=request.workspace.id, id=person_id).first()
    if found is None:
        raise Http404
    return found


def must_be_able_to_change(request: MemberRequest) -> None:
    """Viewers change nothing."""
    if not request.member.can_change:
        raise PermissionDenied
