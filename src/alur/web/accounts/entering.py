"""Signing in and out."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from alur.accounts.operations.signing_in import TooManyTries, WrongPassword, sign_in
from alur.tenancy.models import User
from alur.web.accounts.coming_in import A_YEAR, come_in, network_of, safe_target
from alur.web.accounts.second import ask_second_step, site_of
from alur.web.shell.answers import page, refused


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_page(request: Any) -> HttpResponse:
    """Works without script; what was typed stays, but for the password."""
    target = safe_target(request, request.POST.get("next") or request.GET.get("next") or "/")
    if request.method != "POST":
        if request.member is not None:
            return HttpResponseRedirect(target)
        return page(request, "accounts/sign_in.html", {**_shown(request, "", target), "errors": {}})
    email = request.POST.get("email", "")
    try:
        user = sign_in(
            email=email, password=request.POST.get("password", ""), network=network_of(request), at=request.now
        )
    except (WrongPassword, TooManyTries) as refusal:
        answer = refused(
            request,
            refusal,
            "accounts/sign_in.html",
            _shown(request, email, target),
            status=429 if isinstance(refusal, TooManyTries) else 422,
        )
        if isinstance(refusal, TooManyTries):
            answer.headers["Retry-After"] = str(refusal.seconds)
        return answer
    if user.has_second_step:
        return ask_second_step(request, user, target=target)
    return come_in(request, user, way="password", target=target)


@require_POST
def sign_out(request: Any) -> HttpResponse:
    """And on to where an invitation waits, if it was that which asked to."""
    target = safe_target(request, request.POST.get("next") or "/sign-in/")
    logout(request)
    return HttpResponseRedirect(target)


@require_POST
def choose_language(request: Any) -> HttpResponse:
    """The language of the pages before signing in."""
    answer = HttpResponseRedirect(safe_target(request, request.POST.get("next") or "/"))
    if request.POST.get("language") in ("id", "en"):
        answer.set_cookie("language", request.POST["language"], max_age=A_YEAR, samesite="Lax")
    return answer


def _shown(request: Any, email: str, target: str) -> dict[str, Any]:
    return {
        "email": email,
        "target": target,
        "takes_passkeys": site_of(request).takes_passkeys,
        "is_nobody_yet": not User.objects.exists(),
    }
