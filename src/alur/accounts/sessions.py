"""Where sessions are kept: Django's own way, in rows that know whose they are and in which browser."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from alur.accounts.models import Device
from alur.tenancy.prepared import Prepared, Slot

FRESH_FOR = timedelta(minutes=15)
DEVICE = "device"
_DEVICE = Prepared(lambda: Device.objects.filter(session_key=Slot("key"), expire_date__gt=Slot("now")))


class SessionStore(DatabaseStore):
    """A session's `device` (id, browser, system, network, signed_in_at) is repeated in columns of its row."""

    seen_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[Device]:
        return Device

    def create_model_instance(self, data: dict[str, Any]) -> Device:
        row = super().create_model_instance(data)
        assert isinstance(row, Device)
        if SESSION_KEY in data:
            about = data.get(DEVICE) or {}
            row.user_id = int(data[SESSION_KEY])
            row.id = about.get("id")
            row.browser, row.system = about.get("browser", ""), about.get("system", "")
            row.network = about.get("network", "")
            row.signed_in_at = datetime.fromisoformat(about["at"]) if "at" in about else timezone.now()
            row.seen_at = timezone.now()
        return row

    def _get_session_from_db(self) -> Device | None:
        row = _DEVICE.first(key=self.session_key or "", now=timezone.now())
        if row is None:
            self._session_key = None
        self.seen_at = row.seen_at if row is not None else None
        return row

    def touch(self, *, at: datetime) -> None:
        """Note that the device is in use, if that was not noted a moment ago."""
        if self.session_key and self.seen_at is not None and at - self.seen_at > FRESH_FOR:
            self.seen_at = at
            Device.objects.filter(session_key=self.session_key).update(seen_at=at)
