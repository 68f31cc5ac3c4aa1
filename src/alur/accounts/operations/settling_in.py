"""What a user sets for themselves: name, language, theme, zone, shortcuts, password."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from alur.accounts.facts import PasswordChanged
from alur.accounts.operations.joining import edit_member, set_password
from alur.accounts.operations.signing_in import check_password
from alur.accounts.operations.telling import tell_workspaces
from alur.kernel.dates import known_zones
from alur.kernel.refusal import N_, Refusal
from alur.tenancy.models import Member, User

LANGUAGES = ("", "id", "en")
THEMES = ("", "light", "dark")


def edit_profile(
    member: Member, *, name: str, language: str, theme: str, timezone: str, shortcuts: bool, at: datetime
) -> User:
    """Empty language and timezone mean the workspace's, an empty theme the system's. Raises Refusal by field."""
    name = " ".join(name.split())[:120]
    if not name:
        raise Refusal(N_("Type your name."), field="name")
    if language not in LANGUAGES:
        raise Refusal(N_("Choose Indonesian or English."), field="language")
    if theme not in THEMES:
        raise Refusal(N_("Choose light, dark, or the system's theme."), field="theme")
    if timezone and timezone not in known_zones():
        raise Refusal(N_("Choose a time zone from the list."), field="timezone")
    with transaction.atomic():
        user = User.objects.select_for_update().get(id=member.user_id or 0)
        user.name, user.language, user.theme = name, language, theme
        user.timezone, user.shortcuts = timezone, shortcuts
        user.save(update_fields=["name", "language", "theme", "timezone", "shortcuts"])
        edit_member(member, {"name": name}, by=member, at=at)
    return user


def change_password(user: User, *, old: str, new: str, network: str, at: datetime) -> None:
    """Raises WrongPassword or TooManyTries by `old_password`, WeakPassword for a new one that can be guessed."""
    check_password(user, old, network=network, at=at, field="old_password")
    put_password(user, new, at=at)


def put_password(user: User, new: str, *, at: datetime) -> None:
    """Give the user a new password, and say so in their workspaces. Sessions begun with the old one open nothing."""
    set_password(user, new)
    user.password_changed_at = at
    with transaction.atomic():
        user.save(update_fields=["password", "password_changed_at"])
        tell_workspaces(user, lambda member: PasswordChanged(member.id), at=at)
