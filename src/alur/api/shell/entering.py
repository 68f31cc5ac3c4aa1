"""Who comes in: the token, its scopes, its minute, its language."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language_from_request, gettext

from alur.accounts.operations.tokens import authenticate
from alur.api.shell.problems import NotAllowed, problem
from alur.kernel.rate import LIMIT, Allowance, Windows
from alur.kernel.refusal import N_
from alur.tenancy.models import Workspace

READING = frozenset({"GET", "HEAD"})
KNOWN = ("id", "en")


class Bearer:
    """For the OpenAPI document; the door has looked at the token before."""

    openapi_security_schema = {"type": "http", "scheme": "bearer"}

    def __call__(self, request: Any) -> Any:
        return request.member


@cache
def windows() -> Windows:
    """Opened at the first request of a process."""
    return Windows(settings.DATA_DIR / "rate-limits.bin")


def token_of(request: Any) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def enter(request: Any) -> HttpResponse | None:
    """Put member and workspace on the request; an answer where the token is none."""
    token = token_of(request)
    found = authenticate(token, at=request.now) if token else None
    if found is None:
        challenge = 'Bearer realm="Alur"'
        return problem(
            401, gettext("Send a valid token in the Authorization header."), headers={"WWW-Authenticate": challenge}
        )
    request.member, request.scopes = found
    request.workspace = Workspace.objects.get(id=request.member.workspace_id)
    return None


def count_request(request: Any) -> Allowance:
    """Count it against the token's minute."""
    return windows().take(token_key(token_of(request)), seconds=request.now.timestamp())


def token_key(token: str) -> int:
    return int.from_bytes(hashlib.sha256(token.encode()).digest()[:8], "little")


def rate_headers(allowance: Allowance) -> dict[str, str]:
    return {
        "RateLimit-Limit": str(LIMIT),
        "RateLimit-Remaining": str(allowance.remaining),
        "RateLimit-Reset": str(allowance.reset),
    }


def check_may(request: Any) -> None:
    """A reading method needs the scope read; others need write, and a member who may change things."""
    scope = "read" if request.method in READING else "write"
    if scope not in request.scopes:
        raise NotAllowed(N_("This token may not write.") if scope == "write" else N_("This token may not read."))
    if scope == "write" and not request.member.can_change:
        raise NotAllowed(N_("You may look at everything here, but not change it."))


def language_of(request: Any) -> str:
    """What the request asks for, else what its member reads, else the workspace's."""
    if request.headers.get("Accept-Language"):
        asked = get_language_from_request(request)
        if asked in KNOWN:
            return str(asked)
    member = getattr(request, "member", None)
    if member is None:
        return "en"
    chosen = member.user.language if member.user_id else ""
    return str(chosen if chosen in KNOWN else request.workspace.language)
