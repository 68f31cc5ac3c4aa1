"""Signing in and out."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import login, logout
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from alur.accounts.operations.signing_in import TooManyTries, WrongPassword, sign_in
from alur.web.shell.answers import page, refused

BACKEND = "django.contrib.auth.backends.ModelBackend"
A_YEAR = 60 * 60 * 24 * 365


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_page(request: Any) -> HttpResponse:
    """Works without script; what was typed stays, but for the password."""
    target = _safe_target(request, request.POST.get("next") or request.GET.get("next") or "/")
    if request.method != "POST":
        if request.member is not None:
            return HttpResponseRedirect(target)
        return page(request, "accounts/sign_in.html", {"email": "", "target": target, "errors": {}})
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
            {"email": email, "target": target},
            status=429 if isinstance(refusal, TooManyTries) else 422,
        )
        if isinstance(refusal, TooManyTries):
            answer.headers["Retry-After"] = str(refusal.seconds)
        return answer
    login(request, user, backend=BACKEND)
    return HttpResponseRedirect(target)


@require_POST
def sign_out(request: Any) -> HttpResponse:
    """And on to where an invitation waits, if it was that which asked to."""
    target = _safe_target(request, request.POST.get("next") or "/sign-in/")
    logout(request)
    return HttpResponseRedirect(target)


@require_POST
def choose_language(request: Any) -> HttpResponse:
    """The language of the pages before signing in."""
    answer = HttpResponseRedirect(_safe_target(request, request.POST.get("next") or "/"))
    if request.POST.get("language") in ("id", "en"):
        answer.set_cookie("language", request.POST["language"], max_age=A_YEAR, samesite="Lax")
    return answer


def network_of(request: Any) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))[:64]


def _safe_target(request: Any, target: str) -> str:
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if is_ours else "/"
