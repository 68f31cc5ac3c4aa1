"""How a deal ends, waits, and comes back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alur.conversations.queries.planned import planned_with
from alur.events.recording import operation
from alur.kernel.dates import parse_day
from alur.kernel.money import parse_money
from alur.kernel.refusal import N_, Refusal, Refusals
from alur.orders.queries.of_deal import accepted_without_order
from alur.pipeline.models import CloseReason, Deal, DealPerson, Status
from alur.pipeline.operations.closing import check_closure, close, reopen
from alur.pipeline.operations.editing import edit
from alur.pipeline.queries.gates import GateRefused
from alur.web.deals.finding import deal_or_404, must_be_able_to_change, stands_in_place
from alur.web.deals.missing import gate_page
from alur.web.deals.ordered import FIELD, take_over_order
from alur.web.shell.answers import done, page, refused, with_toast
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

NEVER, LATER = "never", "later"
"""What a deal that is not a fit leaves for later: nobody asks again, or its owner does on a day."""
OUTCOMES = (Status.WON, Status.LOST, Status.NOT_A_FIT, Status.POSTPONED)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def closure_of(request: MemberRequest, deal_id: int) -> HttpResponse:
    """GET asks how it ended (`?outcome=`); POST closes; POST with `outcome=open` reopens."""
    deal = deal_or_404(request, deal_id)
    outcome = (request.POST if request.method == "POST" else request.GET).get("outcome", "won")
    if request.method != "POST":
        return page(request, "deals/closure.html", _context(request, deal, outcome, {}))
    must_be_able_to_change(request)
    typed = {
        name: request.POST.get(name, "")
        for name in ("reason", "other", "again", "until", "value", "override_reason", FIELD)
    }
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            if outcome == Status.OPEN:
                reopen(deal, by=request.member, at=request.now)
            else:
                _close(request, deal, outcome, typed)
    except GateRefused as refusal:
        return gate_page(
            request, deal, None, refusal.unmet, typed={name: typed[name] for name in ("value", FIELD)}, errors={}
        )
    except Refusal as refusal:
        return refused(request, refusal, "deals/closure.html", _context(request, deal, outcome, typed))
    message = _MESSAGES[outcome]() % {"title": deal.title}
    if stands_in_place(request):
        return with_toast(HttpResponse(status=204), message, operation_id=act.id)
    return done(request, f"/deals/{deal.id}/", message, operation_id=act.id)


def _close(request: MemberRequest, deal: Deal, outcome: str, typed: dict[str, str]) -> None:
    if outcome == Status.WON and typed["value"].strip():
        amount = parse_money(typed["value"], deal.currency, request.f.language, field="value")
        if amount != deal.currency_amount:
            edit(deal, {"value": (amount, deal.currency)}, by=request.member, at=request.now)
    reason = typed["other"].strip() or typed["reason"]
    until = _until(request, outcome, reason, typed)
    close(
        deal,
        outcome=outcome,
        reason=reason,
        until=until,
        by=request.member,
        at=request.now,
        override_reason=typed["override_reason"],
        never_again=typed["again"] == NEVER,
    )
    if outcome == Status.WON:
        take_over_order(request, deal)


def _until(request: MemberRequest, outcome: str, reason: str, typed: dict[str, str]) -> date | None:
    """The day, where this outcome takes one. One that cannot be read is named with all else that is missing."""
    if outcome == Status.NOT_A_FIT and typed["again"] != LATER:
        return None
    try:
        until = parse_day(typed["until"], field="until") if typed["until"].strip() else None
        if until is None and outcome == Status.NOT_A_FIT:
            raise Refusal(N_("Choose a day after today to ask again."), field="until")
    except Refusal as unclear:
        try:
            check_closure(request.workspace.id, outcome=outcome, reason=reason, until=None, at=request.now)
        except Refusals as missing:
            raise Refusals([*(one for one in missing.items if one.field != "until"), unclear]) from None
        raise
    return until


def _context(request: MemberRequest, deal: Deal, outcome: str, typed: dict[str, str]) -> dict[str, Any]:
    outcome = outcome if outcome in OUTCOMES else Status.WON
    reasons = CloseReason.objects.filter(
        workspace_id=request.workspace.id, outcome=outcome, deleted_at__isnull=True
    ).order_by("position")
    return {
        **(_left_alone(deal) if outcome == Status.NOT_A_FIT else {}),
        "deal": deal,
        "outcome": str(outcome),
        "accepted": accepted_without_order(deal) if outcome == Status.WON else None,
        "reasons": [(str(one.id), one.name_in(request.f.language)) for one in reasons],
        "typed": typed,
        "errors": {},
    }


def _left_alone(deal: Deal) -> dict[str, Any]:
    """Whom a deal that is not a fit may leave alone for good, and what is still planned with it."""
    links = DealPerson.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id).order_by("position", "id")
    names = [deal.organization.name] if deal.organization else list(links.values_list("person__name", flat=True))
    return {"whom": ", ".join(names), "planned": planned_with(deal.workspace_id, deal.id).count()}


_MESSAGES = {
    "won": lambda: _("%(title)s won."),
    "lost": lambda: _("%(title)s lost."),
    "not_a_fit": lambda: _("%(title)s set aside as not a fit."),
    "postponed": lambda: _("%(title)s postponed."),
    "open": lambda: _("%(title)s reopened."),
}
