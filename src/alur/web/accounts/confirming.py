"""Before what would let someone else in for good: is it still the one who signed in?

A session that is taken over (a laptop left open, a cookie carried off) makes no tokens and no new ways to sign in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alur.accounts.operations.signing_in import TooManyTries, WrongPassword, check_password
from alur.web.accounts.coming_in import CONFIRMED, network_of, safe_target
from alur.web.shell.answers import page, refused
from alur.web.shell.requests import MemberRequest, member_required, open_without_second_step

FRESH_FOR = timedelta(minutes=15)


def confirmed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask for the password where it was typed longer ago than a quarter of an hour. Goes beneath `member_required`."""

    @wraps(view)
    def wrapped(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        wanted = request.get_full_path() if request.method == "GET" else reverse("settings_me")
        target = reverse("settings_confirm") + "?" + urlencode({"next": wanted})
        if request.htmx:
            return HttpResponse(status=204, headers={"HX-Redirect": target})
        return HttpResponseRedirect(target)

    return wrapped


def is_fresh(request: MemberRequest) -> bool:
    at = request.session.get(CONFIRMED)
    return at is not None and request.now - datetime.fromisoformat(at) < FRESH_FOR


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@open_without_second_step
def confirm(request: MemberRequest) -> HttpResponse:
    target = safe_target(request, request.POST.get("next") or request.GET.get("next") or reverse("settings_me"))
    if request.method != "POST":
        return page(request, "accounts/confirm.html", {"target": target, "errors": {}})
    try:
        check_password(request.user, request.POST.get("password", ""), network=network_of(request), at=request.now)
    except (WrongPassword, TooManyTries) as refusal:
        status = 429 if isinstance(refusal, TooManyTries) else 422
        return refused(request, refusal, "accounts/confirm.html", {"target": target}, status=status)
    request.session[CONFIRMED] = request.now.isoformat()
    return HttpResponseRedirect(target)
