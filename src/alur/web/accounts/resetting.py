"""A new password by mail. Whether an address is known is not told."""

from __future__ import annotations

from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import base36_to_int, int_to_base36
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alur.accounts.operations.joining import WeakPassword, set_password
from alur.kernel.refusal import N_, Refusal
from alur.tenancy.models import Member, User
from alur.web.shell.answers import page, refused

log = structlog.get_logger()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Any) -> HttpResponse:
    if request.method != "POST":
        return page(request, "accounts/reset_ask.html", {"email": "", "is_sent": False, "errors": {}})
    email = request.POST.get("email", "").strip().lower()
    user = User.objects.filter(email=email, is_active=True).first()
    if user is not None:
        try:
            send_link(request, user)
        except OSError:
            log.exception("mail not sent")
            refusal = Refusal(N_("Mail could not be sent. Ask whoever runs Alur for you, or try again later."))
            context = {"email": email, "is_sent": False}
            return refused(request, refusal, "accounts/reset_ask.html", context, status=503)
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
        set_password(found, request.POST.get("password", ""))
    except WeakPassword as refusal:
        return refused(request, refusal, "accounts/reset_choose.html", {"is_good": True})
    found.save(update_fields=["password"])
    request.session["toast"] = {"message": _("Your new password works now. Sign in."), "operation": "", "error": False}
    return HttpResponseRedirect(reverse("sign_in"))


def send_link(request: Any, user: User) -> None:
    """Mail a link to choose a password, good for an hour."""
    base = settings.BASE_URL or request.build_absolute_uri("/")
    path = reverse("reset_choose", args=[int_to_base36(user.id), default_token_generator.make_token(user)])
    link = base.rstrip("/") + path
    with translation.override(user.language or request.LANGUAGE_CODE):
        send_mail(
            _("A new password for Alur"),
            _("Someone asked for a new password for you. Open this link within an hour:\n\n%(link)s\n\n"
              "If it was not you, do nothing.") % {"link": link},
            None,
            [user.email],
        )  # fmt: skip


def _user_of(code: str) -> User | None:
    try:
        user_id = base36_to_int(code)
    except ValueError:
        return None
    user = User.objects.filter(id=user_id, is_active=True).first()
    return user if user and Member.objects.filter(user_id=user.id, is_active=True).exists() else None
