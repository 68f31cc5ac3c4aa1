"""What someone sets for themselves: how Alur looks, their password, and where they are signed in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from alur.accounts.operations.devices import sign_out_others
from alur.accounts.operations.feeding import feed_of
from alur.accounts.operations.settling_in import change_password, edit_profile
from alur.accounts.queries.devices import devices_of
from alur.accounts.queries.tokens import tokens_of
from alur.kernel.devices import MOBILE
from alur.kernel.refusal import Refusal
from alur.web.accounts.coming_in import network_of
from alur.web.accounts.leaves import leave_panel
from alur.web.accounts.ways import ways_of
from alur.web.accounts.zones import zone_choices
from alur.web.notices.settings import notice_panel
from alur.web.shell.answers import done, page, refused
from alur.web.shell.requests import MemberRequest, member_required, open_without_second_step

TEMPLATE, FORM = "accounts/settings_me.html", "accounts/me_form.html"
FIELDS = ("name", "language", "theme", "timezone")
SHOWS = ("name", "language", "theme")


@require_safe
@member_required
def settings(request: MemberRequest) -> HttpResponse:
    return page(request, "accounts/settings.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@open_without_second_step
def me(request: MemberRequest) -> HttpResponse:
    """Each change saves by itself; what the page itself shows (language, look, name) loads it anew."""
    user = request.user
    if request.method != "POST":
        typed = {**{name: getattr(user, name) for name in FIELDS}, "shortcuts": user.shortcuts}
        return page(request, TEMPLATE, {**_profile(request, typed), **_security(request), "errors": {}})
    typed = {**{name: request.POST.get(name, "") for name in FIELDS}, "shortcuts": "shortcuts" in request.POST}
    before = {name: getattr(user, name) for name in SHOWS}
    try:
        edit_profile(request.member, **typed, at=request.now)
    except Refusal as refusal:
        if not request.htmx:
            return refused(request, refusal, TEMPLATE, {**_profile(request, typed), **_security(request)})
        answer = refused(request, refusal, FORM, _profile(request, typed))
        answer.headers["HX-Retarget"] = "#me-form"
        return answer
    if not request.htmx or any(typed[name] != old for name, old in before.items()):
        return done(request, reverse("settings_me"), _("Saved."))
    return page(request, "accounts/me_saved.html", {"saved_at": request.now})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@open_without_second_step
def password(request: MemberRequest) -> HttpResponse:
    """Other devices are signed out by it, this one stays."""
    if request.method != "POST":
        return page(request, "accounts/password.html", {"errors": {}})
    try:
        change_password(
            request.user,
            old=request.POST.get("old_password", ""),
            new=request.POST.get("password", ""),
            network=network_of(request),
            at=request.now,
        )
    except Refusal as refusal:
        return refused(request, refusal, "accounts/password.html")
    update_session_auth_hash(request, request.user)
    sign_out_others(request.user, but=request.session.session_key, at=request.now)
    return done(request, reverse("settings_me"), _("Your new password works from now on."))


def _profile(request: MemberRequest, typed: dict[str, Any]) -> dict[str, Any]:
    return {"typed": typed, "zones": zone_choices(request.workspace.timezone), "saved_at": None}


def _security(request: MemberRequest) -> dict[str, Any]:
    return {
        "devices": devices_of(request.user, at=request.now),
        "here": request.session.session_key,
        "mobile": MOBILE,
        "tokens": tokens_of(request.member, at=request.now),
        "feed": feed_of(request.member),
        **ways_of(request),
        **leave_panel(request, request.member),
        **notice_panel(request),
    }
