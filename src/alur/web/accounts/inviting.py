"""Owners invite, withdraw and send again; who holds the link comes in."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from alur.accounts.models import Invitation
from alur.accounts.operations.inviting import (
    InvitationSpent,
    accept,
    good_invitation,
    invite,
    resend,
    withdraw,
)
from alur.events.recording import operation
from alur.kernel.refusal import Refusal
from alur.tenancy.models import Member, Role, Team, User, Workspace
from alur.web.accounts.coming_in import come_in
from alur.web.accounts.finding import member_named, owners_only, team_named
from alur.web.accounts.invitation_mail import mail_after_commit
from alur.web.shell.answers import done, page, refused
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

FORM = "accounts/invite.html"


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@owners_only
@once_only
def invitations(request: MemberRequest) -> HttpResponse:
    """The form, and a new invitation. The mail goes out after the commit: no transaction waits for a mail server."""
    typed = {name: request.POST.get(name, "") for name in ("email", "name", "role", "team", "member")}
    if request.method != "POST":
        typed |= {"role": Role.REP.value, "member": request.GET.get("member", "")}
        who = member_named(request, typed["member"])
        if who is not None:
            typed |= {"name": who.name, "role": who.role, "team": str(who.team_id or "")}
        return page(request, FORM, {**_choices(request, typed), "errors": {}})
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            made, raw = invite(
                request.workspace,
                email=typed["email"],
                name=typed["name"],
                role=typed["role"],
                team=team_named(request, typed["team"]),
                member=member_named(request, typed["member"]),
                by=request.member,
                at=request.now,
            )
    except Refusal as refusal:
        return refused(request, refusal, FORM, _choices(request, typed))
    mail_after_commit(request, [(made, raw)])
    message = _("The invitation to %(email)s is on its way.") % {"email": made.email}
    return done(request, reverse("settings_team"), message, operation_id=act.id)


@require_POST
@member_required
@owners_only
def one_invitation(request: MemberRequest, invitation_id: int) -> HttpResponse:
    """Send it again with a fresh link, or withdraw it."""
    found = Invitation.objects.filter(workspace_id=request.workspace.id, id=invitation_id).first()
    if found is None:
        raise Http404
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            if "withdraw" in request.POST:
                withdraw(found, by=request.member, at=request.now)
                message = _("The invitation to %(email)s was withdrawn.")
            else:
                raw = resend(found, by=request.member, at=request.now)
                mail_after_commit(request, [(found, raw)])
                message = _("A fresh invitation to %(email)s is on its way; the earlier link is void.")
    except Refusal as refusal:
        return done(request, reverse("settings_team"), refusal.sentence(_))
    undoable = act.id if "withdraw" in request.POST else None
    return done(request, reverse("settings_team"), message % {"email": found.email}, operation_id=undoable)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: Any, link: str) -> HttpResponse:
    """What the mailed link opens. Looking changes nothing; coming in spends it."""
    found = good_invitation(link, at=request.now)
    if found is None:
        return page(request, "accounts/invitation.html", {"found": None, "workspace_name": ""}, status=404)
    signed_in = request.user if isinstance(request.user, User) else None
    context = _met_with(found, signed_in)
    if request.method != "POST":
        return page(request, "accounts/invitation.html", {**context, "typed": {"name": found.name}, "errors": {}})
    name = request.POST.get("name", "")
    try:
        member = accept(link, user=signed_in, name=name, password=request.POST.get("password", ""), at=request.now)
    except InvitationSpent:
        return page(request, "accounts/invitation.html", {"found": None, "workspace_name": ""}, status=404)
    except Refusal as refusal:
        return refused(request, refusal, "accounts/invitation.html", {**context, "typed": {"name": name}})
    if signed_in is None:
        assert member.user is not None
        return come_in(request, member.user, way="invitation", target="/", then={"workspace": member.workspace_id})
    request.session["workspace"] = member.workspace_id
    return HttpResponseRedirect("/")


def _met_with(found: Invitation, signed_in: User | None) -> dict[str, Any]:
    by = Member.objects.filter(workspace_id=found.workspace_id, id=found.invited_by_id or 0).first()
    account = User.objects.filter(email=found.email).first()
    return {
        "found": found,
        "workspace_name": Workspace.objects.values_list("name", flat=True).get(id=found.workspace_id),
        "invited_by": by.name if by else "",
        "role_name": Role(found.role).label,
        "is_theirs": signed_in is not None and signed_in.email == found.email,
        "signed_in": signed_in,
        "has_account": account is not None,
    }


def _choices(request: MemberRequest, typed: dict[str, str]) -> dict[str, Any]:
    teams = Team.objects.filter(workspace_id=request.workspace.id).order_by("name").values_list("id", "name")
    return {
        "typed": typed,
        "roles": Role.choices,
        "team_choices": [("", _("No team")), *teams],
    }
