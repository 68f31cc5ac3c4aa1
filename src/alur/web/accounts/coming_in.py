"""How a session begins, by whichever way."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.core import signing
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from alur.accounts.operations.signing_in import note_sign_in
from alur.accounts.sessions import DEVICE
from alur.kernel.devices import device_of
from alur.kernel.ids import new_id
from alur.tenancy.models import User

BACKEND = "alur.accounts.backend.Backend"
A_YEAR = 60 * 60 * 24 * 365
CONFIRMED = "confirmed_at"
KNOWN_COOKIE = "known"
MOST_KNOWN = 8


def come_in(request: Any, user: User, *, way: str, target: str, then: dict[str, Any] | None = None) -> HttpResponse:
    """Begin a session under a fresh key, note where it is, and go on. `then` is what the session is to know besides."""
    browser, system = device_of(request.headers.get("User-Agent", ""))
    network = network_of(request)
    known = _known_users(request)
    with transaction.atomic():
        login(request, user, backend=BACKEND)
        request.session[DEVICE] = {
            "id": new_id(), "browser": browser, "system": system, "network": network, "at": request.now.isoformat(),
        }  # fmt: skip
        request.session.update({CONFIRMED: request.now.isoformat(), **(then or {})})
        note_sign_in(
            user,
            way=way,
            is_new_device=user.id not in known,
            device={"browser": browser, "system": system, "network": network},
            at=request.now,
        )
    answer = HttpResponseRedirect(target)
    users = [user.id, *(one for one in known if one != user.id)][:MOST_KNOWN]
    answer.set_cookie(
        KNOWN_COOKIE,
        signing.dumps(users, salt=KNOWN_COOKIE),
        max_age=A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


def _known_users(request: Any) -> list[int]:
    """Who has signed in with this browser before, as its cookie says, which nobody else can write."""
    try:
        users = signing.loads(request.COOKIES.get(KNOWN_COOKIE, ""), salt=KNOWN_COOKIE, max_age=A_YEAR)
    except signing.BadSignature:
        return []
    return list(users)


def network_of(request: Any) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))[:64]


def safe_target(request: Any, target: str) -> str:
    """The address, if it is one of ours; else the first page."""
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if is_ours else "/"
