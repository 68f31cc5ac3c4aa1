"""Where someone is signed in."""

from __future__ import annotations

from datetime import datetime

from alur.accounts.models import Device
from alur.tenancy.models import User


def devices_of(user: User, *, at: datetime) -> list[Device]:
    """Sessions that are good, the one used last first."""
    return list(Device.objects.filter(user_id=user.id, expire_date__gt=at).order_by("-seen_at"))
