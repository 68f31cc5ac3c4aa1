"""What a form or an address names, found inside the workspace; what is elsewhere is not there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse

from alur.accounts.access import can_manage
from alur.accounts.queries.roster import uninvited
from alur.exchange.operations.demo_data import INVENTED
from alur.exchange.operations.demo_removal import has_sample
from alur.kernel.ids import id_from
from alur.tenancy.models import Member, Team
from alur.web.shell.requests import MemberRequest


def owners_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For others these addresses are not there. Goes beneath `member_required`."""

    @wraps(view)
    def wrapped(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not can_manage(request.member):
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped


def to_invite(request: MemberRequest) -> QuerySet[Member]:
    """Who cannot sign in yet and may be invited: not the invented reps, as long as the sample company is here."""
    members = uninvited(request.workspace.id)
    return members.exclude(name__in=INVENTED) if has_sample(request.workspace) else members


def team_named(request: MemberRequest, text: str) -> Team | None:
    """The team of an id as a form holds it; None where it is empty. Http404 for one that is not here."""
    if not text:
        return None
    found = Team.objects.filter(workspace_id=request.workspace.id, id=id_from(text)).first()
    if found is None:
        raise Http404
    return found


def member_named(request: MemberRequest, text: str) -> Member | None:
    """The member of an id as a form holds it; None where it is empty. Http404 for one that is not here."""
    if not text:
        return None
    found = Member.objects.filter(workspace_id=request.workspace.id, id=id_from(text)).first()
    if found is None:
        raise Http404
    return found
