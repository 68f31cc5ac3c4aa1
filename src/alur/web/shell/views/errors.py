"""Pages for what is not there, not allowed, or broken."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.template import loader
from django.utils.translation import gettext as _


def not_found(request: Any, exception: Exception | None = None) -> HttpResponse:
    return telling(request, 404, _("This page is not there"), _("It was moved or removed, or it is not yours to see."))


def forbidden(request: Any, exception: Exception | None = None) -> HttpResponse:
    return telling(request, 403, _("Not allowed"), _("Ask an owner of your workspace."))


def csrf_failure(request: Any, reason: str = "") -> HttpResponse:
    return telling(request, 403, _("This form is too old"), _("Go back, load the page again, and send it once more."))


def only_sent(request: Any) -> HttpResponse:
    """The address of a form, typed or gone back to."""
    return telling(
        request, 405, _("Nothing to see at this address"), _("It takes what a form sends. Go back one page.")
    )


def broken(request: Any) -> HttpResponse:
    return telling(request, 500, _("Something broke on our side"), _("Nothing was half saved. Try again in a moment."))


def telling(request: Any, status: int, title: str, text: str) -> HttpResponse:
    context = {"status": status, "title": title, "text": text, "language": getattr(request, "LANGUAGE_CODE", "en")}
    return HttpResponse(loader.render_to_string("shell/error.html", context), status=status)
