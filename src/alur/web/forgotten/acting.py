"""What is done with a forgotten deal beside what its own page offers: filled in, handed on, left alone until a day."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alur.events.recording import operation
from alur.kernel.dates import parse_day
from alur.kernel.ids import id_from
from alur.kernel.refusal import N_, Refusal
from alur.pipeline.models import Deal
from alur.pipeline.operations.editing import edit
from alur.pipeline.queries.owners import owners_to_give_to
from alur.pipeline.queries.totals import open_by_owner
from alur.rescue.operations.snoozing import snooze
from alur.web.activities.finding import written
from alur.web.activities.kinds import days_ahead
from alur.web.deals.finding import deal_or_404, must_be_able_to_change
from alur.web.shell.answers import page, refused
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def owner_of(request: MemberRequest, deal_id: int) -> HttpResponse:
    """GET asks to whom it goes, POST hands it on."""
    must_be_able_to_change(request)
    deal = deal_or_404(request, deal_id)
    if request.method != "POST":
        return page(request, "forgotten/owner.html", _owners(request, deal))
    try:
        owner = id_from(request.POST.get("owner", ""))
        if not owner or owner == deal.owner_id:
            raise Refusal(N_("Choose a colleague."), field="owner")
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            edit(deal, {"owner_id": owner}, by=request.member, at=request.now)
    except Refusal as refusal:
        return refused(request, refusal, "forgotten/owner.html", _owners(request, deal))
    return written(request, _("%(title)s handed on.") % {"title": deal.title}, act.id if act.recorded else None)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def snooze_of(request: MemberRequest, deal_id: int) -> HttpResponse:
    """GET asks until which day it is left alone, POST leaves it."""
    must_be_able_to_change(request)
    deal = deal_or_404(request, deal_id)
    typed = request.POST.get("chosen") or request.POST.get("until", "")
    context = {"deal": deal, "until": typed, "days": days_ahead(request.f), "errors": {}, "back": _back(request)}
    if request.method != "POST":
        return page(request, "forgotten/snooze.html", context)
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            snooze(deal, until=parse_day(typed, field="until"), by=request.member, at=request.now)
    except Refusal as refusal:
        return refused(request, refusal, "forgotten/snooze.html", context)
    day = request.f.within(parse_day(typed))
    message = _("%(title)s is left until %(day)s.") % {"title": deal.title, "day": day}
    return written(request, message, act.id)


def _owners(request: MemberRequest, deal: Deal) -> dict[str, Any]:
    """Those one may give it to, each with how many open deals they have."""
    others = [one for one in owners_to_give_to(request.member) if one.id != deal.owner_id]
    loads = open_by_owner(request.workspace.id, frozenset(one.id for one in others))
    return {
        "deal": deal,
        "others": [(one, loads.get(one.id, 0)) for one in others],
        "errors": {},
        "back": _back(request),
    }


def _back(request: MemberRequest) -> str:
    return str(request.POST.get("back") or request.GET.get("back") or "/forgotten/")
