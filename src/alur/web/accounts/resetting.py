"""A new password by mail. Whether an address is known is not told."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import base36_to_int, int_to_base36
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alur.accounts.operations.asking import ask_for_password
from alur.accounts.operations.devices import sign_out_others
from alur.accounts.operations.joining import WeakPassword
from alur.accounts.operations.settling_in import put_password
from alur.accounts.operations.signing_in import TooManyTries
from alur.tenancy.models import Member, User
from alur.web.accounts.coming_in import network_of
from alur.web.shell.answers import leave_toast, page, refused, toast_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Any) -> HttpResponse:
    if request.method != "POST":
        return page(request, "accounts/reset_ask.html", {"email": "", "is_sent": False, "errors": {}})
    email = request.POST.get("email", "").strip().lower()
    base = settings.BASE_URL or request.build_absolute_uri("/")
    try:
        ask_for_password(email, base=base, network=network_of(request), at=request.now)
    except TooManyTries as refusal:
        answer = refused(request, refusal, "accounts/reset_ask.html", {"email": email, "is_sent": False}, status=429)
        answer.headers["Retry-After"] = str(refusal.seconds)
        return answer
    return page(request, "accounts/reset_ask.html", {"email": email, "is_sent": True})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: Any, user: str, token: str) -> HttpResponse:
    found = _user_of(user)
    if found is None or not default_token_generator.check_token(found, token):
        return page(request, "accounts/reset_choose.html", {"is_good": False}, status=404)
    if request.method != "POST":
        return page(request, "accounts/reset_choose.html", {"is_good": True, "errors": {}})
    try:
        put_password(found, request.POST.get("password", ""), at=request.now)
    except WeakPassword as refusal:
        return refused(request, refusal, "accounts/reset_choose.html", {"is_good": True})
    logout(request)
    sign_out_others(found, but=None, at=request.now)
    return leave_toast(HttpResponseRedirect(reverse("sign_in")), toast_of(_("Your new password works now. Sign in.")))


def reset_path(user: User) -> str:
    """Where the user chooses a new password, within the hour and once."""
    return reverse("reset_choose", args=[int_to_base36(user.id), default_token_generator.make_token(user)])


def _user_of(code: str) -> User | None:
    try:
        user_id = base36_to_int(code)
    except ValueError:
        return None
    user = User.objects.filter(id=user_id, is_active=True).first()
    return user if user and Member.objects.filter(user_id=user.id, is_active=True).exists() else None
