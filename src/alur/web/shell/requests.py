"""The request of a signed-in member, and what views need of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django_htmx.middleware import HtmxDetails

from alur.tenancy.models import Member, User, Workspace
from alur.web.shell.formats import Formats

if TYPE_CHECKING:
    from alur.web.shell.uploading import Sent

P = ParamSpec("P")
SECOND_STEP = "/settings/me/second-step/"


class AnyRequest(HttpRequest):
    """As the middleware leaves it."""

    htmx: HtmxDetails
    member: Member | None
    workspace: Workspace | None
    csp_nonce: str
    user: User | AnonymousUser
    now: datetime


class MemberRequest(HttpRequest):
    """Someone is signed in, in a workspace."""

    htmx: HtmxDetails
    member: Member
    workspace: Workspace
    csp_nonce: str
    user: User

    now: datetime
    f: Formats
    sent: Sent
    """The files that came along, where the view takes files."""


class RequestClock:
    """The moment of a request, one for all that is done in it."""

    @cached_property
    def now(self) -> datetime:
        return timezone.now()


View = Callable[Concatenate[MemberRequest, P], HttpResponseBase]


def open_without_second_step(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What someone reaches who is yet to add the second step that the workspace asks for. Goes beneath the others."""
    view.is_open_without_second_step = True  # type: ignore[attr-defined]
    return view


def member_required(view: View[P]) -> Callable[Concatenate[Any, P], HttpResponseBase]:
    """Send those who are not signed in to the sign-in page, and back after it.

    Where the workspace asks for a second step, those without one go and add it first.
    """

    @wraps(view)
    def wrapped(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.member is None:
            target = "/sign-in/?" + urlencode({"next": request.get_full_path()})
            if request.htmx:
                return HttpResponse(status=204, headers={"HX-Redirect": target})
            return HttpResponseRedirect(target)
        is_open = getattr(view, "is_open_without_second_step", False)
        if request.workspace.requires_second_step and not request.user.has_second_step and not is_open:
            if request.htmx:
                return HttpResponse(status=204, headers={"HX-Redirect": SECOND_STEP})
            return HttpResponseRedirect(SECOND_STEP)
        return view(request, *args, **kwargs)

    return wrapped


def formats_for(request: Any) -> Formats:
    """The reader's formats, in their own zone if they chose one; without a workspace in rupiah and Jakarta's."""
    workspace = getattr(request, "workspace", None) or Workspace(currency="IDR", timezone="Asia/Jakarta")
    chosen = getattr(getattr(request, "user", None), "timezone", "")
    return Formats(
        get_language() or "en", workspace.currency, ZoneInfo(chosen) if chosen else workspace.zone, timezone.now()
    )
