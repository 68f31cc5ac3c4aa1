"""Letters about one's own account, mailed by the worker after the fact that they tell of.

A mail server that is away is tried again by the relay. What is told anew by a replay is not mailed anew.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.core.mail import send_mail
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _

from alur.accounts.facts import (
    MemberSignedIn,
    PasswordAsked,
    PasswordChanged,
    RecoveryCodesMade,
    RecoveryCodeUsed,
    SecondStepAdded,
    SecondStepRemoved,
)
from alur.accounts.operations.telling import first_membership
from alur.events.models import Event, EventPersonal
from alur.events.subscribing import after
from alur.tenancy.models import Member, User, Workspace
from alur.web.accounts.resetting import reset_path
from alur.web.shell.formats import Formats

TOO_LATE = timedelta(hours=1)
Letter = tuple[str, str]


@after(
    "web.account_letters",
    [
        MemberSignedIn,
        PasswordAsked,
        PasswordChanged,
        RecoveryCodesMade,
        RecoveryCodeUsed,
        SecondStepAdded,
        SecondStepRemoved,
    ],
)
def write_letter(event: Event) -> None:
    """One letter, though the fact is told in every workspace of the user: the first of them writes it."""
    member = Member.objects.filter(workspace_id=event.workspace_id, id=event.payload["member"]).first()
    if member is None or member.user_id is None or now() - event.recorded_at > TOO_LATE:
        return
    if first_membership(member.user_id) != member:
        return
    user, workspace = User.objects.get(id=member.user_id), Workspace.objects.get(id=member.workspace_id)
    with translation.override(user.language or workspace.language):
        letter = _LETTERS[event.name](event, user, _formats(user, workspace))
    if letter is not None:
        send_mail(*letter, None, [user.email])


def _formats(user: User, workspace: Workspace) -> Formats:
    language = translation.get_language() or "en"
    return Formats(language, workspace.currency, ZoneInfo(user.timezone or workspace.timezone), now())


def _password_asked(event: Event, user: User, f: Formats) -> Letter:
    link = event.payload["base"] + reset_path(user)
    text = _(
        "Someone asked for a new password for you. Open this link within an hour:\n\n%(link)s\n\n"
        "If it was not you, do nothing."
    )
    return _("A new password for Alur"), text % {"link": link}


def _password_changed(event: Event, user: User, f: Formats) -> Letter:
    return _("Your password was changed"), _told(_("Your password for Alur was changed."), event, f)


def _signed_in(event: Event, user: User, f: Formats) -> Letter | None:
    """About a browser that is new; who has just come in for the first time knows."""
    if not event.payload["is_new_device"] or event.payload["way"] in ("invitation", "link"):
        return None
    about = EventPersonal.objects.filter(workspace_id=event.workspace_id, event_id=event.id).first()
    device: dict[str, str] = about.data if about is not None else {}
    words = ", ".join(part for part in (device.get("browser"), device.get("system")) if part) or _("an unknown browser")
    text = _("Your account was used to sign in with %(device)s, from %(network)s.") % {
        "device": words,
        "network": device.get("network") or "?",
    }
    return _("A new device signed in"), _told(text, event, f)


def _step_added(event: Event, user: User, f: Formats) -> Letter:
    if event.payload["kind"] == "passkey":
        return _("A passkey was added"), _told(_("A passkey was added to your account."), event, f)
    return _("An app with codes was added"), _told(_("An app with codes was added to your account."), event, f)


def _step_removed(event: Event, user: User, f: Formats) -> Letter:
    text = _("A way to sign in was removed from your account.")
    return _("A way to sign in was removed"), _told(text, event, f)


def _codes_made(event: Event, user: User, f: Formats) -> Letter:
    text = _("New recovery codes were made for your account; the earlier ones are void.")
    return _("New recovery codes"), _told(text, event, f)


def _code_used(event: Event, user: User, f: Formats) -> Letter:
    text = _("A recovery code was used to sign in. %(left)d are left.") % {"left": event.payload["left"]}
    return _("A recovery code was used"), _told(text, event, f)


def _told(sentence: str, event: Event, f: Formats) -> str:
    when = f"{f.day(event.occurred_at)} {f.time(event.occurred_at)}"
    warning = _("If it was not you, choose a new password on the sign-in page at once: that signs all devices out.")
    return f"{sentence}\n{when}\n\n{warning}"


_LETTERS: dict[str, Callable[[Event, User, Formats], Letter | None]] = {
    MemberSignedIn.name: _signed_in,
    PasswordAsked.name: _password_asked,
    PasswordChanged.name: _password_changed,
    RecoveryCodesMade.name: _codes_made,
    RecoveryCodeUsed.name: _code_used,
    SecondStepAdded.name: _step_added,
    SecondStepRemoved.name: _step_removed,
}
