"""The devices that someone is signed in with: one signed out, or all but this."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from alur.accounts.operations.devices import sign_out_device, sign_out_others
from alur.accounts.sessions import DEVICE
from alur.web.shell.answers import done
from alur.web.shell.requests import MemberRequest, member_required, open_without_second_step


@require_POST
@member_required
@open_without_second_step
def others(request: MemberRequest) -> HttpResponse:
    count = sign_out_others(request.user, but=request.session.session_key, at=request.now)
    message = ngettext("%(num)d device was signed out.", "%(num)d devices were signed out.", count) % {"num": count}
    return done(request, reverse("settings_me"), message if count else _("You are signed in nowhere else."))


@require_POST
@member_required
@open_without_second_step
def one(request: MemberRequest, device_id: int) -> HttpResponse:
    if device_id == request.session.get(DEVICE, {}).get("id"):
        logout(request)
        return HttpResponseRedirect(reverse("sign_in"))
    if not sign_out_device(request.user, device_id, at=request.now):
        raise Http404
    return done(request, reverse("settings_me"), _("The device was signed out."))
