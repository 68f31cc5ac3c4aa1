from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from alur.events.facts import Fact


@dataclass(frozen=True)
class WorkspaceCreated(Fact):
    name: ClassVar[str] = "workspace.created"
    workspace: int
    title: str


@dataclass(frozen=True)
class WorkspaceEdited(Fact):
    """`changes` is field to [old, new]."""

    name: ClassVar[str] = "workspace.edited"
    workspace: int
    changes: dict[str, list[Any]]


@dataclass(frozen=True)
class MemberJoined(Fact):
    name: ClassVar[str] = "member.joined"
    member: int
    title: str
    role: str


@dataclass(frozen=True)
class MemberEdited(Fact):
    name: ClassVar[str] = "member.edited"
    member: int
    title: str
    changes: dict[str, list[Any]]


@dataclass(frozen=True)
class InvitationSent(Fact):
    """Whom it went to stands apart, as it is personal. `member` is one from an import, who is to sign in."""

    name: ClassVar[str] = "invitation.sent"
    invitation: int
    role: str
    team: int | None
    member: int | None = None


@dataclass(frozen=True)
class InvitationResent(Fact):
    """A fresh link; the earlier one is void."""

    name: ClassVar[str] = "invitation.resent"
    invitation: int


@dataclass(frozen=True)
class InvitationWithdrawn(Fact):
    name: ClassVar[str] = "invitation.withdrawn"
    invitation: int


@dataclass(frozen=True)
class InvitationRenewed(Fact):
    """A withdrawal taken back: the link that was mailed works again."""

    name: ClassVar[str] = "invitation.renewed"
    invitation: int


@dataclass(frozen=True)
class InvitationAccepted(Fact):
    name: ClassVar[str] = "invitation.accepted"
    invitation: int
    member: int


@dataclass(frozen=True)
class MemberSignedIn(Fact):
    """`way` is password, passkey, code, recovery_code, invitation or link; the device stands apart, as it is personal.

    `is_new_device`: this browser had not been used for the account before.
    """

    name: ClassVar[str] = "member.signed_in"
    member: int
    way: str
    is_new_device: bool = False


@dataclass(frozen=True)
class DevicesSignedOut(Fact):
    name: ClassVar[str] = "member.devices_signed_out"
    member: int
    count: int


@dataclass(frozen=True)
class PasswordAsked(Fact):
    """Someone who may be the member asked for a new password; `base` is the address under which they did."""

    name: ClassVar[str] = "member.password_asked"
    member: int
    base: str


@dataclass(frozen=True)
class PasswordChanged(Fact):
    name: ClassVar[str] = "member.password_changed"
    member: int


@dataclass(frozen=True)
class SecondStepAdded(Fact):
    """`kind` is totp or passkey."""

    name: ClassVar[str] = "member.second_step_added"
    member: int
    kind: str


@dataclass(frozen=True)
class SecondStepRemoved(Fact):
    """`kind` is totp, passkey, or all (from the command line)."""

    name: ClassVar[str] = "member.second_step_removed"
    member: int
    kind: str


@dataclass(frozen=True)
class RecoveryCodesMade(Fact):
    name: ClassVar[str] = "member.recovery_codes_made"
    member: int


@dataclass(frozen=True)
class RecoveryCodeUsed(Fact):
    name: ClassVar[str] = "member.recovery_code_used"
    member: int
    left: int


@dataclass(frozen=True)
class TeamCreated(Fact):
    name: ClassVar[str] = "team.created"
    team: int
    title: str


@dataclass(frozen=True)
class TeamEdited(Fact):
    name: ClassVar[str] = "team.edited"
    team: int
    title: str
    changes: dict[str, list[Any]]


@dataclass(frozen=True)
class TeamRemoved(Fact):
    name: ClassVar[str] = "team.removed"
    team: int
    title: str


@dataclass(frozen=True)
class LeaveAdded(Fact):
    """Days on which a member does not work; `title` is the member's name, the days are ISO, the last one included."""

    name: ClassVar[str] = "leave.added"
    leave: int
    member: int
    title: str
    from_on: str
    last_on: str


@dataclass(frozen=True)
class LeaveRemoved(Fact):
    """They work on these days after all."""

    name: ClassVar[str] = "leave.removed"
    leave: int
    member: int
    title: str
    from_on: str
    last_on: str


@dataclass(frozen=True)
class TokenRevoked(Fact):
    name: ClassVar[str] = "token.revoked"
    token: int
    member: int


@dataclass(frozen=True)
class TokenIssued(Fact):
    name: ClassVar[str] = "token.issued"
    token: int
    member: int
    scopes: str


@dataclass(frozen=True)
class CalendarFeedOpened(Fact):
    name: ClassVar[str] = "calendar_feed.opened"
    feed: int
    member: int


@dataclass(frozen=True)
class CalendarFeedSet(Fact):
    name: ClassVar[str] = "calendar_feed.set"
    feed: int
    member: int
    shows_names: bool


@dataclass(frozen=True)
class CalendarFeedClosed(Fact):
    name: ClassVar[str] = "calendar_feed.closed"
    feed: int
    member: int
