"""Invitations: sent by an owner, opened with a link that is good once and for a week, withdrawn, sent again."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError

from alur.accounts.access import can_manage
from alur.accounts.facts import (
    InvitationAccepted,
    InvitationRenewed,
    InvitationResent,
    InvitationSent,
    InvitationWithdrawn,
)
from alur.accounts.models import Invitation
from alur.accounts.operations.joining import add_member, clean_email, edit_member, set_password
from alur.events.recording import attempt, operation
from alur.kernel.refusal import N_, Conflict, Refusal, Refusals
from alur.tenancy.models import Member, Role, Team, User, Workspace

LASTS = timedelta(days=7)
PAUSE = timedelta(minutes=1)
MOST_WAITING = 200


class InvitationSpent(Refusal):
    """The link was used, withdrawn, replaced by a fresh one, or has run out."""


class SignInFirst(Refusal):
    """The address belongs to someone who has an account: they accept it signed in, not with a new password."""


def invite(
    workspace: Workspace,
    *,
    email: str,
    name: str = "",
    role: str = Role.REP,
    team: Team | None = None,
    member: Member | None = None,
    by: Member,
    at: datetime,
) -> tuple[Invitation, str]:
    """An invitation that waits, and what its link ends with: kept nowhere. Raises Refusal by field.

    `member` is one who could not sign in so far; accepting makes the account theirs, with the work they own.
    """
    _allow(by, workspace.id)
    email = clean_email(email)
    if role not in Role.values:
        raise Refusal(N_("Choose one of the roles."), field="role")
    if member is not None and (member.user_id is not None or not member.is_active):
        raise Conflict(N_("%(name)s has an account already."), name=member.name)
    raw = secrets.token_urlsafe(24)
    with operation(workspace.id, by=by, at=at) as act:
        _check_address(workspace.id, email)
        invitation = Invitation(
            workspace_id=workspace.id,
            email=email,
            name=" ".join(name.split())[:120],
            role=role,
            team_id=team.id if team else None,
            member_id=member.id if member else None,
            token_hash=hash_of(raw),
            invited_by_id=by.id,
            created_at=at,
            expires_at=at + LASTS,
        )
        try:
            with attempt():
                invitation.save(force_insert=True)
        except IntegrityError:
            raise _waits_already(email) from None
        fact = InvitationSent(invitation.id, invitation.role, invitation.team_id, invitation.member_id)
        act.record(fact, about=[("invitation", invitation.id)], personal={"email": email})
    return invitation, raw


def invite_several(
    workspace: Workspace, wanted: Sequence[tuple[Member, str]], *, by: Member, at: datetime
) -> list[tuple[Invitation, str]]:
    """Invite members who cannot sign in, each by an address, with the role and team they have. All or none.

    Raises Refusals whose fields are `email-<member id>`.
    """
    made, refused = [], []
    with operation(workspace.id, by=by, at=at):
        for member, email in wanted:
            try:
                made.append(
                    invite(
                        workspace,
                        email=email,
                        name=member.name,
                        role=member.role,
                        team=member.team,
                        member=member,
                        by=by,
                        at=at,
                    )
                )
            except Refusal as refusal:
                refused.append(Refusal(refusal.message, field=f"email-{member.id}", **refusal.params))
        if refused:
            raise Refusals(refused)
    return made


def resend(invitation: Invitation, *, by: Member, at: datetime) -> str:
    """A fresh link for another week; the earlier one is void from now on."""
    _allow(by, invitation.workspace_id)
    raw = secrets.token_urlsafe(24)
    with operation(invitation.workspace_id, by=by, at=at) as act:
        invitation = _waiting(invitation)
        if invitation.sent_at is not None and at - invitation.sent_at < PAUSE:
            raise Conflict(N_("It was sent a moment ago. Wait a minute before you send it again."))
        invitation.token_hash, invitation.expires_at = hash_of(raw), at + LASTS
        invitation.sent_at = None
        invitation.save(update_fields=["token_hash", "expires_at", "sent_at"])
        act.record(InvitationResent(invitation.id), about=[("invitation", invitation.id)])
    return raw


def note_sent(invitation_id: int, raw: str, *, at: datetime) -> None:
    """The mail with this very link was handed over to the mail server."""
    Invitation.objects.filter(id=invitation_id, token_hash=hash_of(raw)).update(sent_at=at)


def withdraw(invitation: Invitation, *, by: Member | None, at: datetime) -> None:
    """The link stops working at once."""
    _allow(by, invitation.workspace_id)
    with operation(invitation.workspace_id, by=by, at=at) as act:
        invitation = _waiting(invitation)
        Invitation.objects.filter(id=invitation.id).update(withdrawn_at=at)
        act.record(InvitationWithdrawn(invitation.id), about=[("invitation", invitation.id)])


def renew(invitation: Invitation, *, by: Member | None, at: datetime) -> None:
    """Take a withdrawal back: the mailed link works again, for as long as it would have. Raises Conflict."""
    _allow(by, invitation.workspace_id)
    with operation(invitation.workspace_id, by=by, at=at) as act:
        try:
            with attempt():
                gone = Invitation.objects.filter(id=invitation.id, withdrawn_at__isnull=False, expires_at__gt=at)
                is_back = bool(gone.update(withdrawn_at=None))
        except IntegrityError:
            is_back = False
        if not is_back:
            raise Conflict(N_("This invitation has run out, or another was sent. Send a new one."))
        act.record(InvitationRenewed(invitation.id), about=[("invitation", invitation.id)])


def good_invitation(raw: str, *, at: datetime) -> Invitation | None:
    """The invitation of a link, as long as it can be accepted."""
    found = Invitation.objects.filter(token_hash=hash_of(raw)).first()
    return found if found is not None and found.is_good(at) else None


def is_awaited(email: str, *, at: datetime) -> bool:
    """Does an invitation wait for this address?"""
    waiting = Invitation.objects.filter(email=email, accepted_at__isnull=True, withdrawn_at__isnull=True)
    return waiting.filter(expires_at__gt=at).exists()


def accept(raw: str, *, user: User | None, name: str = "", password: str = "", at: datetime) -> Member:
    """Spend the link: `user`, signed in, joins; without one an account is made for the address.

    Raises InvitationSpent, SignInFirst where the address has an account and `user` is not its, Refusal by field.
    """
    found = good_invitation(raw, at=at)
    if found is None:
        raise _spent()
    with operation(found.workspace_id, by=None, at=at) as act:
        invitation = Invitation.objects.select_for_update().get(id=found.id)
        if not invitation.is_good(at) or invitation.token_hash != hash_of(raw):
            raise _spent()
        user = _user_of(invitation, user, name=name, password=password, at=at)
        member = _join(invitation, user, at=at)
        Invitation.objects.filter(id=invitation.id).update(accepted_at=at)
        act.record(
            InvitationAccepted(invitation.id, member.id),
            about=[("invitation", invitation.id), ("member", member.id)],
        )
    return member


def hash_of(raw: str) -> str:
    return hashlib.sha256(raw.encode()).hexdigest()


def _user_of(invitation: Invitation, user: User | None, *, name: str, password: str, at: datetime) -> User:
    """Whoever holds a link may make the account of its address, but never act for one that is there."""
    if user is not None:
        if user.email != invitation.email or not user.is_active:
            raise SignInFirst(N_("This invitation is for someone else."))
        return user
    name = " ".join(name.split())[:120]
    if not name:
        raise Refusal(N_("Type your name."), field="name")
    made = User(email=invitation.email, name=name, created_at=at)
    set_password(made, password)
    try:
        with attempt():
            made.save(force_insert=True)
    except IntegrityError:
        raise SignInFirst(N_("This address has an account. Sign in to accept the invitation.")) from None
    return made


def _join(invitation: Invitation, user: User, *, at: datetime) -> Member:
    workspace = Workspace.objects.get(id=invitation.workspace_id)
    team = Team.objects.filter(workspace_id=workspace.id, id=invitation.team_id or 0).first()
    member = Member.objects.filter(
        workspace_id=workspace.id, id=invitation.member_id or 0, user_id__isnull=True, is_active=True
    ).first()
    if member is None:
        return add_member(workspace, email=user.email, name=user.name, role=invitation.role, team=team, by=None, at=at)
    Member.objects.filter(workspace_id=workspace.id, id=member.id).update(email=user.email)
    edit_member(member, {"user_id": user.id, "role": invitation.role}, by=None, at=at)
    return Member.objects.get(workspace_id=workspace.id, id=member.id)


def _check_address(workspace_id: int, email: str) -> None:
    known = Member.objects.filter(workspace_id=workspace_id, user__email=email).first()
    if known is not None and known.is_active:
        raise Conflict(N_("%(email)s is a member already."), field="email", email=email)
    if known is not None:
        raise Conflict(N_("%(name)s left. Give access again in the list of members."), field="email", name=known.name)
    waiting = Invitation.objects.filter(
        workspace_id=workspace_id, accepted_at__isnull=True, withdrawn_at__isnull=True
    ).values_list("email", flat=True)
    if email in waiting:
        raise _waits_already(email)
    if len(waiting) >= MOST_WAITING:
        raise Conflict(N_("%(count)d invitations are waiting. Withdraw some first."), count=MOST_WAITING)


def _waiting(invitation: Invitation) -> Invitation:
    found = Invitation.objects.select_for_update().filter(id=invitation.id).first()
    if found is None or not found.is_waiting:
        raise Conflict(N_("This invitation was accepted or withdrawn meanwhile."))
    return found


def _allow(by: Member | None, workspace_id: int) -> None:
    if not can_manage(by) or (by is not None and by.workspace_id != workspace_id):
        raise Refusal(N_("Only owners invite people."))


def _waits_already(email: str) -> Conflict:
    return Conflict(
        N_("An invitation for %(email)s is waiting already. Send it again from the list."), field="email", email=email
    )


def _spent() -> InvitationSpent:
    return InvitationSpent(N_("This invitation no longer works. Ask whoever invited you for a new one."))
