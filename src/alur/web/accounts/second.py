"""The second step of signing in, and signing in with a passkey alone.

A right password opens nothing by itself where there is a second step: the session only knows who has ten minutes to
take it.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from alur.accounts.models import Passkey, RecoveryCode, Totp
from alur.accounts.operations.passkeys import PasskeyRefused, Site, no_passkey, offer_signing_in, use_passkey
from alur.accounts.operations.second_step import TooManyCodes, WrongCode, check_code
from alur.accounts.operations.signing_in import (
    TooManyTries,
    WrongPassword,
    check_belonging,
    check_network,
    note_failure,
)
from alur.tenancy.models import User
from alur.web.accounts.coming_in import come_in, network_of, safe_target
from alur.web.shell.answers import page, refused

PENDING, CHALLENGE = "second_step", "passkey_challenge"
LASTS = timedelta(minutes=10)
CHALLENGE_LASTS = timedelta(minutes=5)
TEMPLATE = "accounts/second_step.html"


def ask_second_step(request: Any, user: User, *, target: str) -> HttpResponse:
    """The password was right: go and take the second step. Under a fresh key, as nobody is signed in yet."""
    request.session.cycle_key()
    request.session[PENDING] = {
        "user": str(user.id),
        "target": target,
        "hash": user.get_session_auth_hash(),
        "at": request.now.isoformat(),
    }
    return HttpResponseRedirect(reverse("second_step"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: Any) -> HttpResponse:
    """A form without script: six figures of the app, or a code from paper."""
    user = _waiting(request)
    if user is None:
        return HttpResponseRedirect(reverse("sign_in"))
    if request.method != "POST":
        return page(request, TEMPLATE, {**_shown(request, user), "errors": {}})
    try:
        way = check_code(user, request.POST.get("code", ""), network=network_of(request), at=request.now)
    except (WrongCode, TooManyCodes) as refusal:
        status = 429 if isinstance(refusal, TooManyCodes) else 422
        answer = refused(request, refusal, TEMPLATE, _shown(request, user), status=status)
        if isinstance(refusal, TooManyCodes):
            answer.headers["Retry-After"] = str(refusal.seconds)
        return answer
    target = request.session.pop(PENDING)["target"]
    return come_in(request, user, way=way, target=target)


@never_cache
@require_POST
def passkey_options(request: Any) -> HttpResponse:
    """What the browser is to ask the key, as JSON; the challenge is good for one answer."""
    options, state = offer_signing_in(site_of(request), _waiting(request))
    keep_challenge(request, "sign_in", state)
    return JsonResponse(options)


@never_cache
@require_POST
def passkey(request: Any) -> HttpResponse:
    """The key's answer, in a form of its own: in one step alone, or as the second."""
    waiting = _waiting(request)
    template = TEMPLATE if waiting is not None else "accounts/sign_in.html"
    target = safe_target(request, request.POST.get("next") or "/")
    try:
        state = take_challenge(request, "sign_in")
        check_network(network_of(request), at=request.now)
        user = use_passkey(site_of(request), state, answer_of(request), user=waiting, at=request.now)
        check_belonging(user, at=request.now)
    except (PasskeyRefused, WrongPassword, TooManyTries) as refusal:
        if isinstance(refusal, PasskeyRefused):
            note_failure("passkey", network_of(request), at=request.now)
        context = _shown(request, waiting) if waiting is not None else {"email": "", "target": target}
        status = 429 if isinstance(refusal, TooManyTries) else 422
        return refused(request, refusal, template, {**context, "takes_passkeys": True}, status=status)
    target = request.session.pop(PENDING)["target"] if waiting is not None else target
    return come_in(request, user, way="passkey", target=target)


def site_of(request: Any) -> Site:
    return Site((settings.BASE_URL or f"{request.scheme}://{request.get_host()}").rstrip("/"))


def keep_challenge(request: Any, purpose: str, state: dict[str, Any]) -> None:
    request.session[CHALLENGE] = {"for": purpose, "state": state, "at": request.now.isoformat()}


def take_challenge(request: Any, purpose: str) -> dict[str, Any]:
    """Out of the session before the answer is looked at: no answer is good twice. Raises PasskeyRefused."""
    kept = request.session.pop(CHALLENGE, None)
    if kept is None or kept["for"] != purpose or request.now - datetime.fromisoformat(kept["at"]) > CHALLENGE_LASTS:
        raise no_passkey()
    state: dict[str, Any] = kept["state"]
    return state


def answer_of(request: Any) -> dict[str, Any]:
    """What the browser put into the form. Raises PasskeyRefused for what is no such thing."""
    try:
        answer = json.loads(request.POST.get("answer", ""))
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise no_passkey()
    return answer


def _waiting(request: Any) -> User | None:
    """Who has given the right password not long ago, and still has it."""
    kept = request.session.get(PENDING)
    if kept is None:
        return None
    user = User.objects.filter(id=int(kept["user"]), is_active=True).first()
    is_late = request.now - datetime.fromisoformat(kept["at"]) > LASTS
    if user is None or is_late or kept["hash"] != user.get_session_auth_hash():
        del request.session[PENDING]
        return None
    return user


def _shown(request: Any, user: User) -> dict[str, Any]:
    return {
        "has_app": "paper" not in request.GET and Totp.objects.filter(user=user).exists(),
        "has_passkey": site_of(request).takes_passkeys and Passkey.objects.filter(user=user).exists(),
        "has_codes": RecoveryCode.objects.filter(user=user, used_at__isnull=True).exists(),
        "target": "",
    }
