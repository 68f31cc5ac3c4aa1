"""Members, teams and the workspace: everyone looks, owners change."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alur.accounts.access import can_manage
from alur.accounts.operations.configuring import edit_workspace, is_currency_fixed
from alur.accounts.operations.joining import add_member, add_team, edit_member, edit_team, remove_team
from alur.accounts.queries.roster import roster
from alur.events.recording import operation
from alur.kernel.currency import DIGITS
from alur.kernel.ids import id_from
from alur.kernel.refusal import Refusal
from alur.pipeline.models import Deal, Status
from alur.tenancy.models import Member, Role, Team, User
from alur.web.accounts.resetting import send_link
from alur.web.accounts.zones import zone_choices
from alur.web.shell.answers import done, page, refused
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

LANGUAGES = (("id", "Bahasa Indonesia"), ("en", "English"))


def owners_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For others these addresses are not there."""

    @wraps(view)
    def wrapped(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not can_manage(request.member):
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped


@require_safe
@member_required
def team(request: MemberRequest) -> HttpResponse:
    return page(request, "accounts/settings_team.html", {**_shown(request), "errors": {}})


@require_POST
@member_required
@owners_only
@once_only
def members(request: MemberRequest) -> HttpResponse:
    """Let someone in; a new address gets a mail to choose a password."""
    email = request.POST.get("email", "")
    is_known = User.objects.filter(email=email.strip().lower()).exists()
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            member = add_member(
                request.workspace,
                email=email,
                name=request.POST.get("name", ""),
                role=request.POST.get("role", ""),
                team=_team(request, request.POST.get("team", "")),
                by=request.member,
                at=request.now,
            )
    except Refusal as refusal:
        return _refused(request, refusal, "member")
    message = _("%(name)s is in.")
    if not is_known and member.user is not None:
        try:
            send_link(request, member.user)
        except OSError:
            message = _(
                "%(name)s is in, but the mail could not be sent. They can ask for a new password on the sign-in page."
            )
    return _done(request, message % {"name": member.name}, act.id)


@require_POST
@member_required
@owners_only
def member(request: MemberRequest, member_id: int) -> HttpResponse:
    """Change a member's role, team, or whether they may sign in."""
    found = Member.objects.filter(workspace_id=request.workspace.id, id=member_id).first()
    if found is None:
        raise Http404
    changes: dict[str, Any] = {}
    if "role" in request.POST:
        changes["role"] = request.POST["role"]
    if "team" in request.POST:
        chosen = _team(request, request.POST["team"])
        changes["team_id"] = chosen.id if chosen else None
    if "is_active" in request.POST:
        changes["is_active"] = request.POST["is_active"] == "yes"
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            edit_member(found, changes, by=request.member, at=request.now)
    except Refusal as refusal:
        return _refused(request, refusal, f"member-{found.id}")
    return _done(request, _("%(name)s was changed.") % {"name": found.name}, act.id if act.recorded else None)


@require_POST
@member_required
@owners_only
@once_only
def teams(request: MemberRequest) -> HttpResponse:
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            made = add_team(
                request.workspace.id,
                name=request.POST.get("name", ""),
                lead=_member(request, request.POST.get("lead", "")),
                by=request.member,
                at=request.now,
            )
    except Refusal as refusal:
        return _refused(request, refusal, "team")
    return _done(request, _("The team %(name)s is there.") % {"name": made.name}, act.id)


@require_POST
@member_required
@owners_only
def one_team(request: MemberRequest, team_id: int) -> HttpResponse:
    """Rename a team, choose its lead, or take it away when it is empty."""
    found = Team.objects.filter(workspace_id=request.workspace.id, id=team_id).first()
    if found is None:
        raise Http404
    lead = _member(request, request.POST.get("lead", ""))
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            if "remove" in request.POST:
                remove_team(found, by=request.member, at=request.now)
            else:
                changes = {"name": request.POST.get("name", found.name), "lead_id": lead.id if lead else None}
                edit_team(found, changes, by=request.member, at=request.now)
    except Refusal as refusal:
        return _refused(request, refusal, f"team-{found.id}")
    is_undoable = bool(act.recorded) and "remove" not in request.POST
    return _done(request, _("%(name)s was changed.") % {"name": found.name}, act.id if is_undoable else None)


@require_POST
@member_required
@owners_only
def workspace(request: MemberRequest) -> HttpResponse:
    """Name, currency, language, zone, and whether a team shares its deals."""
    changes: dict[str, Any] = {
        name: request.POST[name] for name in ("name", "currency", "language", "timezone") if name in request.POST
    }
    changes["shares_deals_in_team"] = "shares_deals_in_team" in request.POST
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            edit_workspace(request.workspace, changes, by=request.member, at=request.now)
    except Refusal as refusal:
        return _refused(request, refusal, "workspace")
    return _done(request, _("Saved."), act.id if act.recorded else None)


def _team(request: MemberRequest, text: str) -> Team | None:
    if not text:
        return None
    found = Team.objects.filter(workspace_id=request.workspace.id, id=id_from(text)).first()
    if found is None:
        raise Http404
    return found


def _member(request: MemberRequest, text: str) -> Member | None:
    if not text:
        return None
    found = Member.objects.filter(workspace_id=request.workspace.id, id=id_from(text)).first()
    if found is None:
        raise Http404
    return found


def _done(request: MemberRequest, message: str, operation_id: int | None) -> HttpResponse:
    return done(request, reverse("settings_team"), message, operation_id=operation_id)


def _refused(request: MemberRequest, refusal: Refusal, form: str) -> HttpResponse:
    """The whole page again: the sentence stands in the form that was sent, with what was typed."""
    return refused(request, refusal, "accounts/settings_team.html", _shown(request, form, request.POST.dict()))


def _shown(request: MemberRequest, form: str = "", typed: dict[str, str] | None = None) -> dict[str, Any]:
    open_deals = (
        Deal.objects.visible_to(request.member)
        .filter(status=Status.OPEN)
        .values_list("owner_id")
        .annotate(count=Count("id"))
    )
    groups = roster(request.workspace.id)
    everyone = [member for group in groups for member in group.members if member.is_active]
    return {
        "groups": groups,
        "team_choices": [("", _("No team")), *((group.team.id, group.team.name) for group in groups if group.team)],
        "lead_choices": [("", _("No lead")), *((member.id, member.name) for member in everyone)],
        "roles": Role.choices,
        "deals": dict(open_deals),
        "can_manage": can_manage(request.member),
        "is_currency_fixed": is_currency_fixed(request.workspace.id),
        "currencies": [(code, code) for code in DIGITS],
        "languages": LANGUAGES,
        "zones": zone_choices(request.workspace.timezone),
        "form": form,
        "typed": typed or {},
    }
