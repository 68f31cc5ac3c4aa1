"""The ways in which someone signs in: an app's codes, passkeys, codes on paper."""

from __future__ import annotations

from typing import Any

import segno
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markupsafe import Markup

from alur.accounts.models import Passkey, RecoveryCode, Totp
from alur.accounts.operations.devices import sign_out_others
from alur.accounts.operations.passkeys import add_passkey, offer_adding, remove_passkey
from alur.accounts.operations.second_step import WrongCode, add_totp, remove_totp, renew_codes
from alur.kernel.otp import address_of, new_secret
from alur.kernel.refusal import Refusal
from alur.web.accounts.confirming import confirmed
from alur.web.accounts.second import answer_of, keep_challenge, site_of, take_challenge
from alur.web.shell.answers import done, page, refused
from alur.web.shell.requests import MemberRequest, member_required, open_without_second_step

OFFERED = "totp_offered"


@require_safe
@member_required
@open_without_second_step
def second_step(request: MemberRequest) -> HttpResponse:
    """Which one is it to be? Here those land whose workspace asks for one."""
    return page(request, "accounts/second_step_choice.html", ways_of(request))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@confirmed
@open_without_second_step
def app(request: MemberRequest) -> HttpResponse:
    """A picture for the app to read, and its first code; until that is right, nothing is changed."""
    secret = request.session.get(OFFERED)
    if secret is None or request.method == "GET":
        secret = request.session[OFFERED] = new_secret()
    if request.method != "POST":
        return page(request, "accounts/app.html", {**_picture(request, secret), "errors": {}})
    try:
        codes = add_totp(request.user, secret, request.POST.get("code", ""), at=request.now)
    except WrongCode as refusal:
        return refused(request, refusal, "accounts/app.html", _picture(request, secret))
    del request.session[OFFERED]
    return _added(request, codes, _("The app is set up. It is asked for a code from now on."))


@require_POST
@member_required
@confirmed
def app_removal(request: MemberRequest) -> HttpResponse:
    return _removed(request, lambda: remove_totp(request.user, at=request.now))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@confirmed
@open_without_second_step
def passkeys(request: MemberRequest) -> HttpResponse:
    """The page that asks the browser for a key, and the form that brings its answer."""
    if request.method != "POST":
        options, state = offer_adding(request.user, site_of(request))
        keep_challenge(request, "adding", state)
        return page(request, "accounts/passkey.html", {**_naming(request), "options": options, "errors": {}})
    try:
        codes = add_passkey(
            request.user,
            site_of(request),
            take_challenge(request, "adding"),
            answer_of(request),
            name=request.POST.get("name", ""),
            at=request.now,
        )
    except Refusal as refusal:
        options, state = offer_adding(request.user, site_of(request))
        keep_challenge(request, "adding", state)
        return refused(request, refusal, "accounts/passkey.html", {**_naming(request), "options": options})
    return _added(request, codes, _("The passkey is set up."))


@require_POST
@member_required
@confirmed
def one_passkey(request: MemberRequest, passkey_id: int) -> HttpResponse:
    if not Passkey.objects.filter(user=request.user, id=passkey_id).exists():
        raise Http404
    return _removed(request, lambda: remove_passkey(request.user, passkey_id, at=request.now))


@never_cache
@require_POST
@member_required
@confirmed
@open_without_second_step
def codes(request: MemberRequest) -> HttpResponse:
    """Ten new codes, shown in this answer alone."""
    try:
        made = renew_codes(request.user, at=request.now)
    except Refusal as refusal:
        return done(request, reverse("settings_me"), refusal.sentence(_))
    return page(request, "accounts/codes.html", {"codes": made, "is_first": False})


def ways_of(request: MemberRequest) -> dict[str, Any]:
    user = request.user
    return {
        "totp": Totp.objects.filter(user=user).first(),
        "passkeys": list(Passkey.objects.filter(user=user).order_by("created_at")),
        "codes_left": RecoveryCode.objects.filter(user=user, used_at__isnull=True).count(),
        "takes_passkeys": site_of(request).takes_passkeys,
        "asked_by": request.workspace.name if request.workspace.requires_second_step else "",
    }


def _added(request: MemberRequest, codes: list[str], message: str) -> HttpResponse:
    """With the first second step, sessions that were begun without one end, and the codes are shown this once."""
    if not codes:
        return done(request, reverse("settings_me"), message)
    sign_out_others(request.user, but=request.session.session_key, at=request.now)
    return page(request, "accounts/codes.html", {"codes": codes, "is_first": True})


def _removed(request: MemberRequest, remove: Any) -> HttpResponse:
    try:
        remove()
    except Refusal as refusal:
        return done(request, reverse("settings_me"), refusal.sentence(_))
    return done(request, reverse("settings_me"), _("It no longer opens your account."))


def _picture(request: MemberRequest, secret: str) -> dict[str, Any]:
    address = address_of(secret, account=request.user.email, issuer=f"Alur {request.get_host()}")
    drawn = segno.make(address, error="m").svg_inline(scale=4, border=2, omitsize=True, svgclass="qr")
    groups = " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
    return {"picture": Markup(drawn), "secret": groups, "address": address}  # noqa: S704  (a QR code's own drawing)


def _naming(request: MemberRequest) -> dict[str, Any]:
    from alur.kernel.devices import device_of

    browser, system = device_of(request.headers.get("User-Agent", ""))
    return {"name": request.POST.get("name") or system or browser}
