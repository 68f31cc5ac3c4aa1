"""From one workspace to another; a session works in one at a time."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alur.kernel.ids import id_from
from alur.tenancy.models import Member
from alur.web.shell.answers import page, workspaces_of
from alur.web.shell.requests import MemberRequest, member_required, open_without_second_step


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@open_without_second_step
def workspaces(request: MemberRequest) -> HttpResponse:
    if request.method != "POST":
        return page(request, "accounts/workspaces.html", {"workspaces": workspaces_of(request)})
    return _switch(request)


@require_POST
@member_required
@open_without_second_step
def switch(request: MemberRequest) -> HttpResponse:
    return _switch(request)


@require_safe
@member_required
def more(request: MemberRequest) -> HttpResponse:
    """What the phone's bar has no room for."""
    return page(request, "accounts/more.html")


def _switch(request: MemberRequest) -> HttpResponse:
    """Work in another workspace of the user's from now on; those of others are not there."""
    wanted = id_from(request.POST.get("workspace", ""))
    members = Member.objects.filter(user_id=request.user.id, is_active=True)
    if not members.filter(workspace_id=wanted).exists():
        raise Http404
    request.session["workspace"] = wanted
    return HttpResponseRedirect("/")
