"""A member's leave: set by themselves, by who leads them, and by owners."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alur.accounts.access import may_set_leave
from alur.accounts.operations.resting import add_leave, remove_leave
from alur.accounts.queries.leaves import leaves_of
from alur.events.recording import operation
from alur.kernel.dates import parse_day
from alur.kernel.refusal import Refusal
from alur.tenancy.models import Leave, Member
from alur.web.shell.answers import done, page, refused
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

TEMPLATE = "accounts/leaves.html"


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def leaves(request: MemberRequest, member_id: int) -> HttpResponse:
    """Those to come, and a new one."""
    found = _member(request, member_id)
    typed = {name: request.POST.get(name, "") for name in ("from_on", "last_on")}
    context = {**leave_panel(request, found), "typed": typed}
    if request.method != "POST":
        return page(request, TEMPLATE, {**context, "errors": {}})
    try:
        from_on = parse_day(typed["from_on"], field="from_on")
        last_on = parse_day(typed["last_on"], field="last_on") if typed["last_on"].strip() else from_on
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            add_leave(found, from_on=from_on, last_on=last_on, by=request.member, at=request.now)
    except Refusal as refusal:
        return refused(request, refusal, TEMPLATE, context)
    days = {"name": found.name, "from": request.f.short_day(from_on), "last": request.f.short_day(last_on)}
    return done(
        request, _back(request, found), _("%(name)s is on leave from %(from)s to %(last)s.") % days, operation_id=act.id
    )


@require_POST
@member_required
@once_only
def leave(request: MemberRequest, leave_id: int) -> HttpResponse:
    """Take one away."""
    found = Leave.objects.filter(workspace_id=request.workspace.id, id=leave_id).select_related("member").first()
    if found is None or not may_set_leave(request.member, found.member):
        raise Http404
    with operation(request.workspace.id, by=request.member, at=request.now) as act:
        remove_leave(found, by=request.member, at=request.now)
    message = _("The leave of %(name)s was taken away.") % {"name": found.member.name}
    return done(request, _back(request, found.member), message, operation_id=act.id)


def leave_panel(request: MemberRequest, member: Member) -> dict[str, Any]:
    """What `accounts/leave_rows.html` and the form show."""
    return {
        "whose": member,
        "leaves": leaves_of(member, today=request.f.today),
        "is_mine": member.id == request.member.id,
        "may_rest": may_set_leave(request.member, member),
    }


def _member(request: MemberRequest, member_id: int) -> Member:
    found = Member.objects.filter(workspace_id=request.workspace.id, id=member_id, is_active=True).first()
    if found is None or not may_set_leave(request.member, found):
        raise Http404
    return found


def _back(request: MemberRequest, member: Member) -> str:
    return reverse("settings_me" if request.POST.get("back") == "me" else "settings_team")
