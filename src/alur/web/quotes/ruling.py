"""How the workspace sells: logo, limits of what a seller offers alone, rates of PPN. Everyone looks, owners change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alur.events.recording import operation
from alur.kernel.dates import parse_day
from alur.kernel.money import parse_money
from alur.kernel.quantity import parse_discount
from alur.kernel.refusal import N_, Refusal, Refusals
from alur.kernel.tax import PPN
from alur.orders.models import TaxRate
from alur.orders.operations.ruling import add_rate, remove_logo, remove_rate, set_limits, set_logo
from alur.orders.queries.rules import logo_of, own_rates, rate_for, rules_of
from alur.web.shell.answers import done, page, sentences
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

LIMITS = ("most_discount", "most_value")
RATE = ("valid_on", "percent", "base_of", "base_whole")
Change = Callable[[MemberRequest], str]


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def rules(request: MemberRequest) -> HttpResponse:
    """The page; POST sets the limits."""
    if request.method != "POST":
        return page(request, "quotes/rules.html", _context(request))
    return _changed(request, _set_limits)


def _set_limits(request: MemberRequest) -> str:
    post, language = request.POST, request.f.language
    discount, value = (post.get(name, "").strip() for name in LIMITS)
    faults: list[Refusal] = []
    most_discount = most_value = None
    try:
        most_discount = parse_discount(discount, language, field="most_discount") if discount else None
    except Refusal as fault:
        faults.append(fault)
    try:
        most_value = parse_money(value, request.workspace.currency, language, field="most_value") if value else None
    except Refusal as fault:
        faults.append(fault)
    if faults:
        raise Refusals(faults)
    set_limits(
        request.workspace.id, most_discount=most_discount, most_value=most_value, by=request.member, at=request.now
    )
    return _("Saved.")


def _set_logo(request: MemberRequest) -> str:
    if "remove" in request.POST:
        remove_logo(request.workspace.id, by=request.member, at=request.now)
        return _("Quotes go without a logo now.")
    sent = request.FILES.get("logo")
    if sent is None or sent.file is None:
        raise Refusal(N_("Choose a picture: PNG or JPEG, up to 2 MB."), field="logo")
    set_logo(request.workspace.id, sent.file, sent.name or "", by=request.member, at=request.now)
    return _("The logo stands on quotes now.")


def _add_rate(request: MemberRequest) -> str:
    post, language = request.POST, request.f.language
    whole = {name: post.get(name, "").strip() or "1" for name in ("base_of", "base_whole")}
    if not all(text.isdecimal() and len(text) <= 3 for text in whole.values()):
        raise Refusal(N_("The base is a part of the price, such as 11 of 12."), field="base_of")
    if not post.get("percent", "").strip():
        raise Refusal(N_("Type a rate from 0 to 100 percent."), field="percent")
    add_rate(
        request.workspace,
        valid_on=parse_day(post.get("valid_on", ""), field="valid_on"),
        percent=parse_discount(post["percent"], language, field="percent"),
        base_of=int(whole["base_of"]),
        base_whole=int(whole["base_whole"]),
        by=request.member,
        at=request.now,
    )
    return _("The rate holds from its day on.")


def _doing(change: Change) -> Callable[..., HttpResponse]:
    @require_POST
    @member_required
    @once_only
    def view(request: MemberRequest) -> HttpResponse:
        return _changed(request, change)

    return view  # type: ignore[return-value]


logo = _doing(_set_logo)
rates = _doing(_add_rate)


@require_POST
@member_required
@once_only
def rate_removal(request: MemberRequest, rate_id: int) -> HttpResponse:
    found = TaxRate.objects.filter(workspace_id=request.workspace.id, id=rate_id, deleted_at__isnull=True).first()
    if found is None:
        raise Http404

    def change(request: MemberRequest) -> str:
        remove_rate(request.workspace, found, by=request.member, at=request.now)
        return _("The rate is taken away.")

    return _changed(request, change)


def _changed(request: MemberRequest, change: Change) -> HttpResponse:
    if not request.member.is_owner:
        raise Http404
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            message = change(request)
    except Refusal as refusal:
        return page(request, "quotes/rules.html", _context(request, refusal), status=422)
    target = reverse("settings_quotes")
    return done(request, target, message if act.recorded else "", operation_id=act.id if act.recorded else None)


def _context(request: MemberRequest, refusal: Refusal | None = None) -> dict[str, Any]:
    f, kept = request.f, rules_of(request.workspace.id)
    typed = {
        "most_discount": "" if kept.most_discount is None else f.discount(kept.most_discount),
        "most_value": "" if kept.most_value is None else f.plain_money(kept.most_value, request.workspace.currency),
        **dict.fromkeys(RATE, ""),
    }
    if refusal is not None:
        typed |= {name: request.POST[name] for name in (*LIMITS, *RATE) if name in request.POST}
    own = own_rates(request.workspace.id)
    return {
        "typed": typed,
        "errors": sentences(refusal) if refusal else {},
        "can_manage": request.member.is_owner,
        "logo": logo_of(request.workspace.id),
        "rates": [*((one, None) for one in PPN), *((one, one.id if one.valid_on > f.today else None) for one in own)],
        "now": rate_for(request.workspace.id, f.today).valid_on,
    }
