"""What someone sets for themselves."""

from __future__ import annotations

from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alur.accounts.operations.joining import WeakPassword
from alur.accounts.operations.settling_in import change_password, edit_profile
from alur.kernel.refusal import Refusal
from alur.web.accounts.zones import zone_choices
from alur.web.shell.answers import done, page, refused
from alur.web.shell.requests import MemberRequest, member_required

FIELDS = ("name", "language", "theme", "timezone")


@require_safe
@member_required
def settings(request: MemberRequest) -> HttpResponse:
    return page(request, "accounts/settings.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def me(request: MemberRequest) -> HttpResponse:
    """Name, language, theme, zone, shortcuts: saved together."""
    user = request.user
    if request.method != "POST":
        typed = {**{name: getattr(user, name) for name in FIELDS}, "shortcuts": user.shortcuts}
        return page(request, "accounts/settings_me.html", {**_shown(request, typed), "errors": {}})
    typed = {**{name: request.POST.get(name, "") for name in FIELDS}, "shortcuts": "shortcuts" in request.POST}
    try:
        edit_profile(
            request.member,
            name=typed["name"],
            language=typed["language"],
            theme=typed["theme"],
            timezone=typed["timezone"],
            shortcuts=typed["shortcuts"],
            at=request.now,
        )
    except Refusal as refusal:
        return refused(request, refusal, "accounts/settings_me.html", _shown(request, typed))
    return done(request, reverse("settings_me"), _("Saved."))


@never_cache
@require_POST
@member_required
def password(request: MemberRequest) -> HttpResponse:
    """Other devices are signed out by it, this one stays."""
    try:
        change_password(request.user, old=request.POST.get("old_password", ""), new=request.POST.get("password", ""))
    except (WeakPassword, Refusal) as refusal:
        typed = {**{name: getattr(request.user, name) for name in FIELDS}, "shortcuts": request.user.shortcuts}
        return refused(request, refusal, "accounts/settings_me.html", _shown(request, typed))
    update_session_auth_hash(request, request.user)
    return done(request, reverse("settings_me"), _("Your new password works from now on."))


def _shown(request: MemberRequest, typed: dict[str, object]) -> dict[str, object]:
    return {"typed": typed, "zones": zone_choices(request.workspace.timezone)}
