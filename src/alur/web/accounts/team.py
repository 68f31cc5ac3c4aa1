"""Members and teams: everyone looks, owners change."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alur.accounts.access import can_manage, leaves_open_to
from alur.accounts.models import Invitation
from alur.accounts.operations.joining import add_team, edit_member, edit_team, remove_team
from alur.accounts.queries.leaves import next_leaves
from alur.accounts.queries.roster import TeamRoster, roster
from alur.automation.queries.holding import ALIVE
from alur.events.recording import operation
from alur.kernel.refusal import Refusal
from alur.pipeline.access import owners_seen_by
from alur.pipeline.models import Deal
from alur.pipeline.queries.totals import open_by_owner
from alur.tenancy.models import Member, Role, Team
from alur.web.accounts.finding import member_named, owners_only, team_named, to_invite
from alur.web.shell.answers import done, page, refused
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only


@require_safe
@member_required
def team(request: MemberRequest) -> HttpResponse:
    return page(request, "accounts/settings_team.html", {**team_context(request), "errors": {}})


@require_POST
@member_required
@owners_only
def member(request: MemberRequest, member_id: int) -> HttpResponse:
    """Change a member's role or team, or give access again. Closing it is a hand-over's (handover.py)."""
    found = Member.objects.filter(workspace_id=request.workspace.id, id=member_id).first()
    if found is None:
        raise Http404
    changes: dict[str, Any] = {}
    if "role" in request.POST:
        changes["role"] = request.POST["role"]
    if "team" in request.POST:
        chosen = team_named(request, request.POST["team"])
        changes["team_id"] = chosen.id if chosen else None
    if request.POST.get("is_active") == "yes":
        changes["is_active"] = True
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            edit_member(found, changes, by=request.member, at=request.now)
    except Refusal as refusal:
        return _refused(request, refusal, f"member-{found.id}")
    return _done(request, _("%(name)s was changed.") % {"name": found.name}, act.id if act.recorded else None)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@owners_only
@once_only
def teams(request: MemberRequest) -> HttpResponse:
    """The form, and a new team."""
    typed = {"name": request.POST.get("name", ""), "lead": request.POST.get("lead", "")}
    active = Member.objects.filter(workspace_id=request.workspace.id, is_active=True).order_by("name", "id")
    context = {"typed": typed, "lead_choices": [("", _("No lead")), *active.values_list("id", "name")]}
    if request.method != "POST":
        return page(request, "accounts/new_team.html", {**context, "errors": {}})
    lead = member_named(request, typed["lead"])
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            made = add_team(request.workspace.id, name=typed["name"], lead=lead, by=request.member, at=request.now)
    except Refusal as refusal:
        return refused(request, refusal, "accounts/new_team.html", context)
    return _done(request, _("The team %(name)s is there.") % {"name": made.name}, act.id)


@require_POST
@member_required
@owners_only
def one_team(request: MemberRequest, team_id: int) -> HttpResponse:
    """Rename a team, choose its lead, or take it away when it is empty."""
    found = Team.objects.filter(workspace_id=request.workspace.id, id=team_id).first()
    if found is None:
        raise Http404
    lead = member_named(request, request.POST.get("lead", ""))
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


def _done(request: MemberRequest, message: str, operation_id: int | None) -> HttpResponse:
    return done(request, reverse("settings_team"), message, operation_id=operation_id)


def _refused(request: MemberRequest, refusal: Refusal, form: str) -> HttpResponse:
    """The whole page again: the sentence stands in the form that was sent, with what was typed."""
    return refused(request, refusal, "accounts/settings_team.html", team_context(request, form, request.POST.dict()))


def team_context(request: MemberRequest, form: str = "", typed: dict[str, str] | None = None) -> dict[str, Any]:
    """What the team page shows; `form` is the one that was refused, with what was `typed` in it."""
    deals = open_by_owner(request.workspace.id, owners_seen_by(request.member))
    may_manage = can_manage(request.member)
    left_with = _held_by_those_who_left(request) if may_manage else {}
    groups = [_shown(group, left_with) for group in roster(request.workspace.id)]
    everyone = [member for group in groups for member in group.members if member.is_active]
    invitable = set(to_invite(request).values_list("id", flat=True)) if may_manage else set()
    return {
        "groups": groups,
        "member_count": len(everyone),
        "outside": sum(not member.user_id for member in everyone),
        "role_counts": Counter(member.role for member in everyone),
        "team_choices": [("", _("No team")), *((group.team.id, group.team.name) for group in groups if group.team)],
        "lead_choices": [("", _("No lead")), *((member.id, member.name) for member in everyone)],
        "roles": Role.choices,
        "role_names": dict(Role.choices),
        "deals": deals,
        "team_deals": [sum(deals.get(member.id, 0) for member in group.members) for group in groups],
        "can_manage": may_manage,
        "invitations": _waiting(request) if may_manage else [],
        "invitable": invitable,
        "uninvited": len(invitable),
        "left_with": left_with,
        "away": next_leaves(request.workspace.id, today=request.f.today),
        "may_rest": leaves_open_to(request.member, [one.id for one in everyone]) if request.member.leads else (),
        "plan": None,
        "job": None,
        "form": form,
        "typed": typed or {},
    }


def _shown(group: TeamRoster, left_with: dict[int, int]) -> TeamRoster:
    """Without the names that came with an import or the sample and were set aside with it: they never were here."""
    return replace(
        group,
        members=[one for one in group.members if one.is_active or one.user_id or one.email or one.id in left_with],
    )


def _held_by_those_who_left(request: MemberRequest) -> dict[int, int]:
    """Member id to the deals that wait for a new owner."""
    left = list(Member.objects.filter(workspace_id=request.workspace.id, is_active=False).values_list("id", flat=True))
    held = Deal.objects.filter(workspace_id=request.workspace.id, status__in=ALIVE, owner_id__in=left)
    return dict(held.values_list("owner_id").annotate(count=Count("id")))


def _waiting(request: MemberRequest) -> list[Invitation]:
    return list(
        Invitation.objects.filter(
            workspace_id=request.workspace.id, accepted_at__isnull=True, withdrawn_at__isnull=True
        ).order_by("-created_at", "-id")
    )
