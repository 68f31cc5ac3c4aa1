"""The workspace itself: name, currency, language, zone, what a team shares. Everyone looks, owners change."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alur.accounts.access import can_manage
from alur.accounts.operations.configuring import edit_workspace, is_currency_fixed
from alur.accounts.queries.tokens import all_tokens
from alur.events.recording import operation
from alur.exchange.operations.demo_removal import has_sample
from alur.kernel.currency import DIGITS
from alur.kernel.refusal import Refusal
from alur.web.accounts.zones import zone_choices
from alur.web.shell.answers import done, page, refused
from alur.web.shell.requests import MemberRequest, member_required

TEMPLATE = "accounts/settings_workspace.html"
LANGUAGES = (("id", "Bahasa Indonesia"), ("en", "English"))
FIELDS = ("name", "currency", "language", "timezone")
SWITCHES = ("shares_deals_in_team", "requires_second_step")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def workspace(request: MemberRequest) -> HttpResponse:
    if request.method != "POST":
        typed: dict[str, Any] = {name: getattr(request.workspace, name) for name in FIELDS}
        typed |= {name: getattr(request.workspace, name) for name in SWITCHES}
        return page(request, TEMPLATE, {**_shown(request, typed), "errors": {}})
    if not can_manage(request.member):
        raise Http404
    changes: dict[str, Any] = {name: request.POST[name] for name in FIELDS if name in request.POST}
    changes |= {name: name in request.POST for name in SWITCHES}
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            edit_workspace(request.workspace, changes, by=request.member, at=request.now)
    except Refusal as refusal:
        typed = {**dict.fromkeys(FIELDS, ""), **changes}
        return refused(request, refusal, TEMPLATE, _shown(request, typed))
    target = reverse("settings_workspace")
    return done(request, target, _("Saved."), operation_id=act.id if act.recorded else None)


def _shown(request: MemberRequest, typed: dict[str, Any]) -> dict[str, Any]:
    return {
        "typed": typed,
        "can_manage": can_manage(request.member),
        "has_sample": has_sample(request.workspace),
        "is_currency_fixed": is_currency_fixed(request.workspace.id),
        "currencies": [(code, code) for code in DIGITS],
        "languages": LANGUAGES,
        "zones": zone_choices(request.workspace.timezone),
        "tokens": all_tokens(request.workspace.id, at=request.now) if can_manage(request.member) else [],
    }
