"""How each act of an owner is taken back."""

from __future__ import annotations

from alur.accounts.facts import (
    InvitationAccepted,
    InvitationRenewed,
    InvitationSent,
    InvitationWithdrawn,
    MemberJoined,
    TeamCreated,
    TeamEdited,
    WorkspaceEdited,
)
from alur.accounts.models import Invitation
from alur.accounts.operations.configuring import edit_workspace
from alur.accounts.operations.inviting import renew, withdraw
from alur.accounts.operations.joining import edit_member, edit_team, remove_team
from alur.events.recording import Operation
from alur.events.undoing import follows, inverse_of
from alur.kernel.refusal import N_, Conflict
from alur.tenancy.models import Member, Team, Workspace

follows(InvitationAccepted)


@inverse_of(WorkspaceEdited)
def take_back_workspace_edit(fact: WorkspaceEdited, act: Operation) -> None:
    workspace = Workspace.objects.get(id=act.workspace_id)
    if any(getattr(workspace, name) != new for name, (_, new) in fact.changes.items()):
        raise Conflict(N_("%(name)s was changed again since; this cannot be undone."), name=workspace.name)
    edit_workspace(workspace, {name: old for name, (old, _) in fact.changes.items()}, by=act.by, at=act.at)


@inverse_of(MemberJoined)
def take_back_joining(fact: MemberJoined, act: Operation) -> None:
    """The member stays, as history names them, and can no longer sign in."""
    member = Member.objects.get(workspace_id=act.workspace_id, id=fact.member)
    edit_member(member, {"is_active": False}, by=act.by, at=act.at)


@inverse_of(TeamEdited)
def take_back_team_edit(fact: TeamEdited, act: Operation) -> None:
    team = Team.objects.filter(workspace_id=act.workspace_id, id=fact.team).first()
    if team is None or any(getattr(team, name) != new for name, (_, new) in fact.changes.items()):
        raise Conflict(N_("%(name)s was changed again since; this cannot be undone."), name=fact.title)
    edit_team(team, {name: old for name, (old, _) in fact.changes.items()}, by=act.by, at=act.at)


@inverse_of(TeamCreated)
def take_back_team(fact: TeamCreated, act: Operation) -> None:
    team = Team.objects.filter(workspace_id=act.workspace_id, id=fact.team).first()
    if team is None:
        raise Conflict(N_("%(name)s was changed again since; this cannot be undone."), name=fact.title)
    remove_team(team, by=act.by, at=act.at)


@inverse_of(InvitationSent)
def take_back_invitation(fact: InvitationSent, act: Operation) -> None:
    withdraw(_invitation(fact.invitation, act), by=act.by, at=act.at)


@inverse_of(InvitationWithdrawn)
def take_back_withdrawal(fact: InvitationWithdrawn, act: Operation) -> None:
    renew(_invitation(fact.invitation, act), by=act.by, at=act.at)


@inverse_of(InvitationRenewed)
def take_back_renewal(fact: InvitationRenewed, act: Operation) -> None:
    withdraw(_invitation(fact.invitation, act), by=act.by, at=act.at)


def _invitation(invitation_id: int, act: Operation) -> Invitation:
    return Invitation.objects.get(workspace_id=act.workspace_id, id=invitation_id)
