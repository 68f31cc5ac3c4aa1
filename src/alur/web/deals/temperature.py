"""How warm a deal is and why; and saying otherwise, with a reason and until a day."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alur.events.recording import operation
from alur.kernel.dates import at_local, parse_day
from alur.kernel.refusal import N_, Refusal
from alur.pipeline.models import Deal
from alur.warmth.kinds import DEFAULT
from alur.warmth.models import Override
from alur.warmth.operations.overriding import override, take_off
from alur.warmth.queries.receipts import override_days, override_of, receipt_with_change, weights_in
from alur.warmth.wording import name_of
from alur.web.deals.finding import deal_or_404, must_be_able_to_change
from alur.web.shell.answers import done, page, refused
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

ONE_DAY = timedelta(days=1)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def temperature_of(request: MemberRequest, deal_id: int) -> HttpResponse:
    """GET asks what it should be; POST sets it by hand, or with `off` takes that back."""
    deal = deal_or_404(request, deal_id)
    if request.method != "POST":
        last = request.f.field_day(request.now + timedelta(days=override_days(deal)))
        typed = {"temperature": deal.temperature, "until": last, "reason": ""}
        return page(request, "deals/temperature.html", {"deal": deal, "typed": typed, "errors": {}})
    must_be_able_to_change(request)
    typed = {name: request.POST.get(name, "") for name in ("temperature", "reason", "until")}
    by, at = request.member, request.now
    try:
        with operation(request.workspace.id, by=by, at=at) as act:
            if "off" in request.POST:
                take_off(deal, by=by, at=at)
            else:
                if not typed["reason"].strip():
                    raise Refusal(N_("Say why, so that others understand it."), field="reason")
                until = _until(request, typed["until"]) if typed["until"].strip() else None
                override(deal, typed["temperature"], by=by, at=at, reason=typed["reason"], until=until)
    except Refusal as refusal:
        return refused(request, refusal, "deals/temperature.html", {"deal": deal, "typed": typed})
    message = _("The evidence speaks again.") if "off" in request.POST else _("Temperature set by hand.")
    return done(request, f"/deals/{deal.id}/", message, operation_id=act.id if act.recorded else None)


def _until(request: MemberRequest, text: str) -> datetime:
    """The end of the day that was typed."""
    return at_local(parse_day(text, field="until") + ONE_DAY, time(0), request.f.zone)


def receipt_shown(request: MemberRequest, deal: Deal) -> dict[str, Any]:
    """What the receipt's panel and the head of the page need; of a closed deal, as it was at its end.

    The class is that of the receipt that is shown: what is stored follows new evidence within two seconds, and a page
    that is drawn before says one thing only.
    """
    own: Override | None = override_of(deal, at=request.now) if deal.is_open else None
    monday = request.f.today - timedelta(days=(request.f.today - ONE_DAY).weekday() + 1)
    since = at_local(monday, time(0), request.f.zone)
    weights = weights_in(deal.workspace_id).get(deal.pipeline_id, DEFAULT)
    receipt, change = receipt_with_change(deal, weights, at=deal.closed_at or request.now, since=since)
    return {
        "receipt": receipt,
        "temperature": receipt.temperature if deal.is_open and own is None else deal.temperature,
        "receipt_change": change,
        "weights": weights,
        "override": own,
        "override_last_day": own.until_at - ONE_DAY if own else None,
        "kind_name": name_of,
    }
