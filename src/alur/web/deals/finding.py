"""Records are found through the member: what may not be seen is not there."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404

from alur.people.models import Organization, Person
from alur.pipeline.access import sees_owner
from alur.pipeline.models import Deal
from alur.tenancy.prepared import Prepared, Slot
from alur.web.shell.requests import MemberRequest

SHOWN = ("stage", "pipeline", "organization", "owner", "reason", "source", "price_list")
_DEAL: Prepared[Deal] = Prepared(lambda: Deal.objects.filter(workspace_id=Slot("workspace_id"), id=Slot("id")))
_SHOWN: Prepared[Deal] = Prepared(
    lambda: Deal.objects.filter(workspace_id=Slot("workspace_id"), id=Slot("id")).select_related(*SHOWN)
)


def deal_or_404(request: MemberRequest, deal_id: int, *, is_shown: bool = True) -> Deal:
    """The deal if the member sees it, with what it refers to where it `is_shown`."""
    deal = (_SHOWN if is_shown else _DEAL).first(workspace_id=request.workspace.id, id=deal_id)
    if deal is None or not sees_owner(request.member, deal.owner_id):
        raise Http404
    return deal


def stands_in_place(request: MemberRequest) -> bool:
    """Was it done on a board or in the queue of forgotten deals, which show it by themselves?"""
    here = request.headers.get("HX-Current-URL", "")
    return bool(request.htmx) and any(place in here for place in ("/pipelines/", "/forgotten/"))


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
