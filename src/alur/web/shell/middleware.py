"""Who is asking, in which workspace, in which language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone, translation

from alur.events.recording import set_via
from alur.tenancy.models import Member, User, Workspace
from alur.tenancy.prepared import Prepared, Slot
from alur.web.shell.requests import formats_for
from alur.web.shell.views.errors import only_sent

KNOWN = ("id", "en")
_MEMBERS = Prepared(lambda: Member.objects.filter(user_id=Slot("user_id"), is_active=True).order_by("created_at"))
_WORKSPACE = Prepared(lambda: Workspace.objects.filter(id=Slot("id")))


class Compressed(GZipMiddleware):
    """Pages and lists travel compressed: a board is a tenth on a weak line.

    Not what carries an ETag, since a compressed answer's is weak and would never meet If-Match; and not what is packed.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_text = response.headers.get("Content-Type", "").startswith(("text/", "application/json"))
        if not is_text or response.has_header("ETag"):
            return response
        return super().process_response(request, response)


class CurrentMember:
    """Gives the request its member, workspace, language, moment and formats."""

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        set_via("web")
        request.now = timezone.now()
        request.member, request.workspace = _membership(request)
        if request.member is not None:
            request.session.touch(at=request.now)
        language = _language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            request.f = formats_for(request)
            response = self.get_response(request)
            if response.status_code == 405 and request.method == "GET" and not request.path.startswith("/api/"):
                allowed = response.headers["Allow"]
                response = only_sent(request)
                response.headers["Allow"] = allowed
            response.headers.setdefault("Content-Language", language)
            if request.member is not None:
                # Whose page it is: what a device keeps to be read offline is of one member, and goes with them.
                response.headers["Alur-Reader"] = str(request.member.id)
        return response


def _membership(request: Any) -> tuple[Member | None, Workspace | None]:
    user = request.user
    if not isinstance(user, User) or not user.is_authenticated:
        return None, None
    members = _MEMBERS(user_id=user.id)
    chosen = request.session.get("workspace")
    for member in sorted(members, key=lambda one: one.workspace_id != chosen):
        workspace = _WORKSPACE.first(id=member.workspace_id)
        if workspace is not None:
            return member, workspace
    return None, None


def _language(request: Any) -> str:
    if request.member is not None and request.user.language in KNOWN:
        return str(request.user.language)
    if request.COOKIES.get("language") in KNOWN:
        return str(request.COOKIES["language"])
    if request.workspace is not None:
        return str(request.workspace.language)
    asked = translation.get_language_from_request(request)
    return asked if asked in KNOWN else "en"
