"""The first minutes: the first owner's link, and the ways to begin."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from alur.accounts.access import can_manage
from alur.accounts.operations.creating import claim, link_is_good
from alur.kernel.currency import DIGITS
from alur.kernel.refusal import Refusal
from alur.web.accounts.coming_in import come_in
from alur.web.shell.answers import done, page, refused
from alur.web.shell.requests import MemberRequest, member_required

CURRENCIES = [(code, code) for code in DIGITS]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: Any, raw: str) -> HttpResponse:
    if request.method != "POST":
        is_good = link_is_good(raw, at=request.now)
        status = 200 if is_good else 404
        shown = {"is_good": is_good, "typed": {}, "errors": {}, "currencies": CURRENCIES}
        return page(request, "accounts/welcome.html", shown, status=status)
    typed = {name: request.POST.get(name, "") for name in ("workspace_name", "name", "email")}
    typed["currency"] = request.POST.get("currency", "") or CURRENCIES[0][0]
    try:
        member = claim(
            raw,
            **typed,
            password=request.POST.get("password", ""),
            language=request.LANGUAGE_CODE,
            at=request.now,
        )
    except Refusal as refusal:
        return refused(
            request, refusal, "accounts/welcome.html", {"is_good": True, "typed": typed, "currencies": CURRENCIES}
        )
    assert member.user is not None
    return come_in(request, member.user, way="link", target=reverse("start"))


@require_safe
@member_required
def start(request: MemberRequest) -> HttpResponse:
    return page(request, "accounts/start.html")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def demo(request: MemberRequest) -> HttpResponse:
    """How far the sample company is; POST brings in the next part of it. Owners only.

    The page asks for one part after the other, so that none takes long; whoever comes back goes on where it stopped.
    """
    from alur.exchange.operations.demo import DEALS, loaded, step

    if not can_manage(request.member):
        raise Http404
    count = loaded(request.workspace)
    if request.method == "POST":
        count = step(request.workspace, by=request.member, at=request.now)
        if count >= DEALS:
            return done(request, reverse("board"), _("The sample company is here."))
        if not request.htmx:
            return redirect("start_demo")
    context = {"count": count, "total": DEALS, "percent": count * 100 // DEALS}
    return page(request, "accounts/demo_part.html" if request.htmx else "accounts/demo.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def demo_removal(request: MemberRequest) -> HttpResponse:
    """Asks before the sample company goes; POST takes the next part of it away. Owners only."""
    from alur.exchange.operations.demo import remaining, remove_step

    if not can_manage(request.member):
        raise Http404
    if request.method != "POST":
        return page(request, "accounts/demo_removal.html", {"left": remaining(request.workspace), "has_begun": False})
    left = remove_step(request.workspace, by=request.member, at=request.now)
    if not left:
        return done(request, reverse("start"), _("The sample company is gone; what is yours is here."))
    part = "accounts/demo_removal_part.html" if request.htmx else "accounts/demo_removal.html"
    return page(request, part, {"left": left, "has_begun": True})
