"""Members come, change and go."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from alur.accounts.facts import MemberEdited, MemberJoined, TeamCreated, TeamEdited, TeamRemoved
from alur.events.recording import Operation, operation
from alur.events.undoing import inverse_of
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.tenancy.models import Member, Role, Team, User, Workspace


class WeakPassword(Refusal):
    """The password can be guessed; `sentences` say why, translated already."""

    def __init__(self, sentences: list[str]) -> None:
        self.sentences = sentences
        super().__init__(" ".join(sentences).replace("%", "%%"), field="password")


def add_member(
    workspace: Workspace,
    *,
    email: str,
    name: str = "",
    role: str = Role.REP,
    password: str | None = None,
    team: Team | None = None,
    by: Member | None,
    at: datetime,
) -> Member:
    """Let someone into a workspace by address. A known address joins with the password it has.

    Who is a member of this address already and cannot sign in (a restored workspace brings such) is let in again and
    finds the deals, with the role that is given now.
    """
    email = clean_email(email)
    if role not in Role.values:
        raise Refusal(N_("Choose one of the roles."), field="role")
    with operation(workspace.id, by=by, at=at) as act:
        user = User.objects.filter(email=email).first()
        if user is None:
            user = User(email=email, name=name.strip() or email.split("@")[0], created_at=at)
            set_password(user, password)
            user.save(force_insert=True)
        elif Member.objects.filter(workspace_id=workspace.id, user_id=user.id).exists():
            raise Conflict(N_("%(email)s is a member already."), field="email", email=email)
        waiting = waiting_member(workspace.id, email)
        if waiting is not None:
            edit_member(waiting, {"user_id": user.id, "role": role, "is_active": True}, by=by, at=at)
            return Member.objects.get(workspace_id=workspace.id, id=waiting.id)
        member = Member.objects.create(
            workspace_id=workspace.id,
            user_id=user.id,
            name=name.strip() or user.name,
            email=email,
            role=role,
            team_id=team.id if team else None,
            created_at=at,
        )
        act.record(MemberJoined(member.id, member.name, member.role), about=[("member", member.id)])
    return member


def waiting_member(workspace_id: int, email: str) -> Member | None:
    """The member of an address who cannot sign in so far."""
    found = Member.objects.filter(workspace_id=workspace_id, email=email.strip().lower(), user_id__isnull=True)
    return found.exclude(email="").order_by("-is_active", "id").first()


def add_member_without_user(
    workspace_id: int, *, name: str, team: Team | None = None, role: str = Role.REP, by: Member | None, at: datetime
) -> Member:
    """Someone who owns deals but cannot sign in: a name from an import."""
    with operation(workspace_id, by=by, at=at) as act:
        member = Member.objects.create(
            workspace_id=workspace_id,
            name=name.strip()[:120],
            role=role,
            team_id=team.id if team else None,
            created_at=at,
        )
        act.record(MemberJoined(member.id, member.name, member.role), about=[("member", member.id)])
    return member


def edit_member(member: Member, changes: dict[str, Any], *, by: Member | None, at: datetime) -> None:
    """Change name, role, team_id or is_active. The last active owner stays one."""
    with operation(member.workspace_id, by=by, at=at) as act:
        member = Member.objects.select_for_update().get(workspace_id=member.workspace_id, id=member.id)
        if "role" in changes and changes["role"] not in Role.values:
            raise Refusal(N_("Choose one of the roles."), field="role")
        if changes.get("team_id") and not _is_team(member.workspace_id, changes["team_id"]):
            raise Refusal(N_("This team is no longer there."), field="team")
        stays_owner = changes.get("role", member.role) == Role.OWNER and changes.get("is_active", member.is_active)
        if member.is_owner and not stays_owner and not _other_owners(member):
            raise Conflict(N_("%(name)s is the only owner. Make someone else an owner first."), name=member.name)
        changed = _apply(member, changes)
        if changed:
            act.record(MemberEdited(member.id, member.name, changed), about=[("member", member.id)])


def add_team(workspace_id: int, *, name: str, lead: Member | None = None, by: Member | None, at: datetime) -> Team:
    with operation(workspace_id, by=by, at=at) as act:
        name = _team_name(workspace_id, name)
        team = Team.objects.create(
            workspace_id=workspace_id, name=name, lead_id=lead.id if lead else None, created_at=at
        )
        act.record(TeamCreated(team.id, team.name), about=[("team", team.id)])
    return team


def edit_team(team: Team, changes: dict[str, Any], *, by: Member | None, at: datetime) -> None:
    """Change a team's name or lead_id."""
    with operation(team.workspace_id, by=by, at=at) as act:
        team = Team.objects.select_for_update().get(workspace_id=team.workspace_id, id=team.id)
        if "name" in changes:
            changes = {**changes, "name": _team_name(team.workspace_id, changes["name"], but=team.id)}
        if changes.get("lead_id") and not _is_member(team.workspace_id, changes["lead_id"]):
            raise Refusal(N_("Choose a lead from the members."), field="lead")
        changed = _apply(team, changes)
        if changed:
            act.record(TeamEdited(team.id, team.name, changed), about=[("team", team.id)])


def remove_team(team: Team, *, by: Member | None, at: datetime) -> None:
    """Take away a team that nobody is in. Raises Conflict."""
    with operation(team.workspace_id, by=by, at=at) as act:
        if Member.objects.filter(workspace_id=team.workspace_id, team_id=team.id).exists():
            raise Conflict(N_("%(name)s still has members. Move them first."), name=team.name)
        act.record(TeamRemoved(team.id, team.name), about=[("team", team.id)])
        Team.objects.filter(workspace_id=team.workspace_id, id=team.id).delete()


@inverse_of(MemberEdited)
def take_back_member_edit(fact: MemberEdited, act: Operation) -> None:
    member = Member.objects.get(workspace_id=act.workspace_id, id=fact.member)
    if any(getattr(member, name) != new for name, (_, new) in fact.changes.items()):
        raise Conflict(N_("%(name)s was changed again since; this cannot be undone."), name=member.name)
    edit_member(member, {name: old for name, (old, _) in fact.changes.items()}, by=act.by, at=act.at)


def clean_email(email: str) -> str:
    email = email.strip().lower()
    if not email:
        raise Refusal(N_("Type an e-mail address."), field="email")
    try:
        validate_email(email)
    except ValidationError:
        raise Refusal(N_("“%(email)s” is not an e-mail address."), field="email", email=email) from None
    return email


def set_password(user: User, password: str | None) -> None:
    """Give a user a password that cannot be guessed, or none. Raises WeakPassword; does not save."""
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword(error.messages) from None
    user.set_password(password)


def _team_name(workspace_id: int, name: str, *, but: int | None = None) -> str:
    name = " ".join(name.split())[:80]
    if not name:
        raise Refusal(N_("Type a name for the team."), field="name")
    others = Team.objects.filter(workspace_id=workspace_id, name=name)
    if any(team_id != but for team_id in others.values_list("id", flat=True)):
        raise Conflict(N_("There is a team “%(name)s” already."), field="name", name=name)
    return name


def _is_team(workspace_id: int, team_id: int) -> bool:
    return Team.objects.filter(workspace_id=workspace_id, id=team_id).exists()


def _is_member(workspace_id: int, member_id: int) -> bool:
    return Member.objects.filter(workspace_id=workspace_id, id=member_id, is_active=True).exists()


def _other_owners(member: Member) -> bool:
    owners = Member.objects.filter(
        workspace_id=member.workspace_id, role=Role.OWNER, is_active=True, user_id__isnull=False
    )
    return owners.exclude(id=member.id).exists()


def _apply(record: Member | Team, changes: dict[str, Any]) -> dict[str, list[Any]]:
    changed: dict[str, list[Any]] = {
        name: [getattr(record, name), value] for name, value in changes.items() if getattr(record, name) != value
    }
    for name, (_, value) in changed.items():
        setattr(record, name, value)
    if changed:
        record.save(update_fields=list(changed))
    return changed
