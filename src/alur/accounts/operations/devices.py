"""Signing devices out: the session's row goes, and its cookie opens nothing any more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from alur.accounts.facts import DevicesSignedOut
from alur.accounts.models import Device
from alur.accounts.operations.telling import tell_workspaces
from alur.tenancy.models import User


def sign_out_device(user: User, device_id: int, *, at: datetime) -> bool:
    """Sign one device of the user's out. False: it is not there, or another's."""
    return bool(_sign_out(user, at=at, id=device_id))


def sign_out_others(user: User, *, but: str | None, at: datetime) -> int:
    """Sign out all devices of the user's except the session of this key. Returns how many."""
    return _sign_out(user, at=at, but=but)


def _sign_out(user: User, *, at: datetime, but: str | None = None, **which: int) -> int:
    with transaction.atomic():
        going = Device.objects.filter(user_id=user.id, **which)
        count = going.exclude(session_key=but).delete()[0] if but else going.delete()[0]
        if count:
            tell_workspaces(user, lambda member: DevicesSignedOut(member.id, count), at=at)
    return count
